"""English phrases that shift blame or hurt: kind, pattern, and a sentence that could stand there."""

PHRASES: tuple[tuple[str, str, str], ...] = (
    (
        "dismissive",
        r"\b(?:technicians?|engineers?|repair ?m[ae]n|mechanics?|drivers?|colleagues?|fitters?|he|she|they|guys?|boss|manager)(?:'s|'re| is| are| went| has| have)\b[^.,;]{0,12}\b(?:lunch|on (?:a|his|her|their) break|off today|gone home)\b|\b(?:have to|must|need to|can|just) wait (?:until|till|for) (?:he|she|they|him|her|them|the)\b[^.,;]{0,20}\b(?:back|returns?|finish(?:es|ed)?|free)\b",
        "I am sorry you have to wait. Tell me what it does and I will see whether I can help now; if not, shall I take it in, with a receipt that says by when it is ready?",
    ),
    (
        "blame_customer",
        r"\byou (?:never|didn't|did not|failed to|forgot to|must have|should have|should've|clearly|obviously|simply|just) (?!receive|get|hear)|\byou (?:were|are) (?:wrong|confused|mistaken|the one who)|\byou (?:entered|typed|pressed|chose|ordered|broke|dropped|damaged|misread|misused) (?:it |the )?(?:wrong|twice|yourself)?|\bif you(?:'d| had) (?:only )?(?:read|told|followed|checked|listened)",
        "Let's find out together where it went wrong; what did you see on the screen?",
    ),
    (
        "blame_customer",
        r"\byou should(?:n't| not)? have\b|\byou ignored\b|\bwhy (?:didn't|would|did|don't) you\b|\bit'?s your (?:responsibility|own|mistake)|\boperator error\b|\bbecause of (?:what|how) you\b|\byou(?:'re| are) not listening\b|\bif you(?:'d| had)? bothered\b|\byou (?:left it|waited too long|misunderstood|misheard|gave us the wrong|got it wrong|filled (?:it|the \w+) in wrong)\b|\byour own doing\b|\buser error\b|\byour (?:own )?fault\b|\bthat'?s on you\b|\bdid you even\b|\bare you sure you(?:'re not| aren't| didn't| did)|\byou(?:'re| are) (?:the only one|doing it wrong|holding it|using it wrong)|\byou (?:don't|do not) (?:seem to )?understand|\bhad you (?:read|followed)|\byou pressed it twice|\bbecause you (?:didn't|did not|never|forgot)",
        "Tell me what happened step by step, and I will sort out our side of it.",
    ),
    (
        "blame_colleague",
        r"\b(?:the )?(?:warehouse|accounts|billing|sales|dispatch|hr|logistics|depot|night shift|day shift|finance|shipping|marketing|workshop|kitchen|front desk|reception)\b[^.]{0,40}\b(?:messed|screwed|dropped the ball|forgot|lost|won't|never|always|again|mistake|slow|hopeless|their fault|promised you)\b",
        "That went wrong on our side, and I am putting it right now.",
    ),
    (
        "blame_colleague",
        r"\b(?:new|night|day|weekend) (?:guy|hire|girl|lad|shift|team|temp)\b[^.]{0,30}\b(?:wrong|mess|forgot|doesn't|didn't|broke|lost)|\b(?:incompetent|useless|hopeless|careless|sloppy)\b|\bsomeone in \w+ (?:forgot|lost|messed|made)|\b(?:support|engineering|purchasing|procurement|management|the office|head office|the planners?|the lab|legal) (?:forgot|never|won't|didn't|messed|is too slow|are too slow|sat on)\b|\bit wasn't me\b|\bnot me, it was\b|\b(?:the )?(?:previous|last|other) (?:guy|agent|person|rep|colleague|girl|one)\b[^.]{0,40}\b(?:wrong|nothing|forgot|didn't|never|wrote|should)|\bmy colleague (?:gave|told|made|got|forgot|messed|was wrong|didn't)|\bwhoever (?:installed|did|told|sold|set|took)\b|\b(?:driver|technician|engineer|courier|installer|tech|fitter)(?:'s)? (?:fault|is lazy|was lazy|is useless|was careless|forgot)|\bthat'?s the (?:driver|courier|engineer|technician)'?s fault|\bblame the (?:courier|driver|warehouse|engineer|supplier|carrier)|\bclueless\b|\b(?:didn't|did not|doesn't) (?:know|have a clue) what (?:he|she|they)\b|\bdropped the ball\b|\bthey (?:always do|lost it)\b",
        "Our notes and our work fell short here; it is with me now, and this is what I am doing about it.",
    ),
    (
        "deny_responsibility",
        r"\bnot (?:my|our) (?:fault|problem|department|job|responsibility|area|call|concern)\b|\bnothing to do with (?:us|me)\b|\bi (?:just|only) work here\b|\bi(?:'m| am) (?:just|only|merely) (?:the|an?) \w+\b(?=\s*[.!,;?]?$)|\bwe (?:just|only|merely) (?:run|rent|sell|host|manage) the\b|\b(?:get|getting|be) involved (?:in|with) (?:that|this|it|those)?|\bi don't make the rules\b|\b(?:we're|we are|i'm|i am) not (?:responsible|liable|in charge)\b|\bout of (?:my|our) hands\b|\bmy hands are tied\b|\bno control over\b",
        "I cannot decide this alone, but I am taking it to the person who can, and I stay your contact.",
    ),
    (
        "deny_responsibility",
        r"\bthe system (?:won't|doesn't|does not) (?:let|allow)\b|\babove my pay grade\b|\bbefore my time\b|\bwe (?:don't|do not) deal with\b|\b(?:can't|cannot) help (?:you )?(?:with (?:that|this)|there)\b|\bwe only (?:sell|ship|deliver|rent)\b|\bcan(?:'t|not) be held\b|\bbetween you and\b|\bnobody told (?:me|us)\b|\bi wasn't (?:here|there|on shift|told)\b|\bthat'?s up to (?:them|the|him|her)\b|\byou(?:'d|'ll| will| would)? (?:need|have) to (?:speak|talk|complain) to (?:them|the|your|someone else)\b|\bnot (?:something|a thing) we (?:do|handle|cover)\b|\bnothing (?:i|we|more i|else i|more we|else we) can do\b|\bnothing can be done\b|\bnever (?:heard of|had|seen|happened)\b[^.]{0,25}(?:before|that|such)|\b(?:first|1st) time (?:this|that|it|we)\b|\bno record of\b|\bdidn't happen\b|\boutside (?:the |our )?(?:scope|remit)\b|\bdon't shoot the messenger\b|\bblame (?:the weather|the traffic|head office|the system|covid)|\b(?:take|raise) (?:that|it|this) up with\b|\b(?:manufacturer|maker|supplier|bank|landlord|courier) (?:issue|problem)\b|\bask (?:them|the manufacturer|the maker), not\b|\bonce it (?:has left|leaves)",
        "You bought it from us, so it is ours to put right. Here is what can be done, and who is doing it.",
    ),
    (
        "minimise",
        r"\b(?:these )?things happen\b|\bit happens\b|\bnot (?:that|so) (?:bad|serious|important)\b|\bdon't worry about it\b|\bnothing serious\b|\bbarely (?:visible|late|noticeable)\b|\bwhat'?s the rush\b|\bit still works\b|\byou can (?:hardly|barely) (?:see|notice)\b|\ba (?:tiny|little) (?:scratch|delay|dent|thing)\b|\bjust a (?:small|minor|little|few|tiny)\b|\bso what\b|\bit'?s (?:only|just) (?:a |an |one |four |two |\d|cosmetic|minor|small|the|half)|\bat least (?:it|you|we|nobody|the)|\bno big deal\b|\bnot the end of the world\b|\bmaking a fuss\b|\boverreact\w*|\bnobody else (?:has )?(?:complained|minded|noticed)|\b(?:other|most|all other) (?:customers|people|users) (?:manage|don't|never|are fine|cope)|\bcould (?:have been|be) worse\b|\b(?:perfectly|completely|quite) normal\b|\bsmall thing\b|\bit'?s hardly\b|\bhardly noticeable\b|\b(?:only|just) (?:a few|a couple of|one|two|an?) (?:minutes?|days?|hours?)\b|\b(?:was|were|been|is|are) only (?:\w+ )?(?:for )?(?:a|an|one|two|half|\d)\b",
        "That matters, and I am sorry you had it; here is what I can do about it.",
    ),
    (
        "robotic",
        r"\bdear (?:customer|sir or madam|client)\b|\bwe (?:are|remain) committed to\b|\btake (?:all|your|this|such) \w+ (?:very )?seriously\b|\bthank you for (?:contacting|reaching out|choosing|your (?:message|email|enquiry|inquiry))\b|\bplease be (?:advised|assured|informed)\b|\bkindly note\b|\bunder review\b|\bas soon as possible, thank\b|\bserving you\b|\bour team is (?:looking|working) (?:into|on) it\b|\bsincerely apologi[sz]e for\b|\bunforeseen\b|\b(?:any|the|this) inconvenience\b|\binconvenience (?:this|caused)|\bvalued customer\b|\byour (?:call|feedback|satisfaction|business|opinion) is (?:very )?(?:important|our)|\bwe (?:value|appreciate) your (?:feedback|business|comments)|\bthank you for your (?:understanding|continued|cooperation)|\bpatience and understanding|\brest assured\b|\butmost (?:priority|importance)\b|\bin due course\b|\brelevant (?:department|team|parties)\b|\bstrive to\b|\bhave a (?:wonderful|great|nice|lovely|fantastic) day\b|\bstay on the line\b|\b(?:inquiry|enquiry|request|case|ticket|concern) has been (?:received|logged|registered|noted|forwarded|escalated)|\bfeedback has been\b|\bwe apologi[sz]e for any\b|\btop priority\b|\bper our (?:conversation|policy)\b",
        "I have read what you wrote and looked at your case myself. What matters most to you now?",
    ),
    (
        "dismissive",
        r"\bdeal with it\b|\bsuit yourself\b|\bthat'?s your problem\b|\b(?:google|look) it up\b|\bgoogle it\b|\bcheck the website\b|\bbe my guest\b|\bno point (?:in )?(?:arguing|complaining|asking|calling)\b|\bstop (?:shouting|calling|asking|complaining)\b|\bget over it\b|\bwhat part of\b|\bread your contract\b|\bfine print\b|\bdo what you (?:want|like)\b|\blike everyone else\b|\bjoin the queue\b|\bi don't have time\b|\bi told you\b|\byou(?:'re| are) wasting\b|\bnot my call\b|\bgo ahead and complain\b|\bcomplain (?:all you|if you)\b|\bcalm down\b|\b(?:as|like) i (?:already |just )?(?:said|told|mentioned|explained)\b|\bi(?:'ve| have) (?:already )?(?:told|explained|said|answered|been (?:over|through))\b[^.,;]{0,25}\b(?:twice|times|already|before)\b|\bi(?:'ve| have) already (?:told|explained|said)|\bno (?:need|reason|point|call) (?:to|in|for) (?:rais(?:e|ing) your voice|shout(?:ing)?|get(?:ting)? (?:upset|angry|loud)|tak(?:e|ing) that tone|swear(?:ing)?)|\byou(?:'ve| have) (?:already )?asked\b[^.,;]{0,20}\b(?:twice|times|already|before)\b|\banswer (?:hasn't|has not|won't|will not) change|\btake it or leave it\b|\brules are rules\b|\bpolicy is policy\b|\bit is what it is\b|\byou(?:'ll| will) (?:just )?have to (?:wait|live with|deal with|accept|be patient|get used)|\btake your business elsewhere\b|\bfind another (?:shop|store|company|provider)|\bjust (?:restart|reboot|google|read|wait|be patient)\b|\bnobody (?:is going to|will|has time)|\bif you don't like it\b|\bwhat do you (?:want|expect) (?:me|us) to do\b|\bnot (?:going to|gonna) argue\b|\bthat'?s (?:just )?(?:how|the way) it is\b|\bend of (?:story|discussion)\b|\bread the (?:manual|terms|faq)\b|\bgood luck with that\b|\bwhatever\b",
        "I do not like that answer either; let me tell you the two things I can still do.",
    ),
    (
        "over_promise",
        r"\bguaranteed\b|\bi swear\b|\bno chance (?:of|that)\b|\bnever ever\b|\blast(?:s)? forever\b|\bnothing can go wrong\b|\bwon't have (?:any|a single) (?:more )?(?:problem|issue|trouble)|\bperfect every time\b|\bimpossible (?:for it )?to (?:break|fail)|\bwithout (?:any|a shadow of a) doubt\b|\bany problem you ever\b|\bworks every (?:single )?time\b|\b(?:never|not ever) (?:happen|break|fail|be lost|go wrong|have to call|have (?:any )?(?:problem|issue))|\b(?:100|a hundred|one hundred) ?(?:%|percent|per cent)|\babsolute(?:ly)? (?:certain\w*|guarantee\w*|no)\b|\bguarantee (?:it|that|you|this) (?:will|won't|it|is)|\bcan never be\b|\bfailure[- ]proof\b|\bbest in the (?:business|world|market)\b|\bsingle unhappy\b|\bwe(?:'re| are) never (?:late|wrong)|\bi promise (?:you )?(?:it|this|that) (?:will|won't) (?:never|always|not)|\bzero (?:defects|risk|downtime)\b|\balways works\b.*\bguarantee",
        "The part is new and was tested for an hour; here is what it can do, and what nobody can rule out.",
    ),
    (
        "interrogate_again",
        r"\bfrom scratch\b|\bstart (?:over|again)\b|\bonce again\b|\bgo through (?:it|everything|that) (?:all )?again\b|\bremind me (?:what|who|which|of)\b|\bfill (?:in|out) (?:the|this) (?:form|\w+ form) again\b|\bone more time\b|\ball your details\b|\bwho are you again\b|\bwhat was (?:it|your \w+) again\b|\bsame questions\b|\bverify (?:your|the) (?:details|identity|account) again\b|\b(?:again|once more|one more time)\b[^.]{0,30}\?|\b(?:repeat|explain|describe|tell me|go over|start)\b[^.]{0,30}\b(?:again|everything|from the (?:start|beginning|top)|whole (?:problem|story|thing))|\b(?:re-?enter|re-?send|resubmit|re-?type)\b|\bsend (?:it|them|everything|that)? ?(?:all )?(?:over )?(?:again|one more time|once more)|\b(?:full )?name, (?:\w+,? ){1,3}(?:and|address|number|order|email)|\byour (?:model|name|number|order)[^.?]{0,12},[^.?]*,[^.?]*\?|\bdo you have proof\b|\bi know you (?:gave|told|sent)",
        "I have what you told us here in front of me; only one thing is missing.",
    ),
    (
        "blame_customer",
        r"\byou (?:were|had been) (?:warned|told)\b|\byou (?:really )?(?:ought to|could) have (?:checked|read|asked|known|told|seen|rung|said|looked)\b|\buntil you (?:touched|opened|moved|changed|broke|tried)\b|\b(?:when|if) people (?:skip|ignore|don't|do not|won't)\b|\bnext time,? (?:read|check|look|ask|listen|try|think)\b|\byou did (?:agree|sign|accept|tick|confirm)\b|\bhad you (?:rung|called|told|asked|checked|said|kept|written)\b|\byour (?:son|daughter|kids?|child(?:ren)?|wife|husband|dog|cat|cleaner) (?:probably|must have|broke|did)\b|\b(?:this|that)(?:'s| is) what you get\b|\bnobody (?:forced|made|asked|told) you\b|\byou can't have (?:followed|read|looked|done)\b",
        "Tell me what happened step by step, and I will sort out our side of it.",
    ),
    (
        "blame_colleague",
        r"\b(?:trainee|intern|apprentice|temp|(?:other|own|main) branch|packer|fitter|installer|head office|planning)\b[^.]{0,30}\b(?:wrong|never|again|keeps|forgot|missed|should(?:n't| not)? (?:never )?have|decided)\b|\b(?:wasn't|weren't|not) the one who\b|\bthat'?s (?:the |our )?[\w ]{2,24} for you\b|\b(?:crew|team|branch|drivers?|couriers?|agents?|engineers?|guys?|lot|people|department|office)\b[^.]{0,30}\b(?:always late|never bother\w*|can't be bothered|no idea|haven't a clue|never reads?|never listens?|useless)\b|\b(?:somebody|someone|people) (?:upstairs|in the \w+)\b[^.]{0,25}\b(?:sat|forgot|lost|decided|missed|can't|never)\b",
        "Our notes and our work fell short here; it is with me now, and this is what I am doing about it.",
    ),
    (
        "deny_responsibility",
        r"\bwe (?:just|only) (?:pass|take|forward|handle)\b|\bhave to ask (?:whoever|who|them)\b|\bleft (?:here|us|our \w+) in (?:perfect|good|working)\b|\bcan't be expected to\b|\bhands are (?:tied|bound)\b|\b(?:accept|take|assume|bear) no (?:liability|responsibility|blame)\b|\bi don't (?:decide|make) (?:this|these|that|those|the)\b",
        "You bought it from us, so it is ours to put right. Here is what can be done, and who is doing it.",
    ),
    (
        "minimise",
        r"\b(?:is|are) nothing(?: these days|,|$)|\b(?:most|many|few) people (?:wouldn't|don't|won't|never)\b|\beverybody(?:'s)?\b[^.]{0,25}\b(?:late|the same|waits?|waiting)\b|\b(?:worse|bigger) (?:things|problems)\b|\bnot as if\b|\bstill have (?:one|another|the other)\b|\bhardly worth\b",
        "That matters, and I am sorry you had it; here is what I can do about it.",
    ),
    (
        "robotic",
        r"\b(?:query|enquiry|inquiry|correspondence|matter) (?:is important|is receiving|will be dealt|has our)\b|\bdealt with accordingly\b|\bnot hesitate to\b|\brequire (?:any )?further (?:assistance|information)\b|\b(?:bringing|brought) (?:this|it) to our attention\b|\backnowledge receipt\b|\bwe regret (?:any|to inform)\b|\bkind attention\b",
        "I have read what you wrote and looked at your case myself. What matters most to you now?",
    ),
    (
        "dismissive",
        r"\bscroll up\b|\bwhen you get it\b|\b(?:take|use) that (?:tone|language)\b|\bnot my (?:circus|monkeys?)\b|\b(?:other|more) customers (?:waiting|to serve|in the queue)\b|\bif you (?:must|say so|insist)\b|\ball on the (?:website|site)\b|^then (?:cancel|go|leave|complain)\b|\bi don't (?:mind|care)(?:,|$)|\bwe close in (?:a|five|ten|\d)",
        "I do not like that answer either; let me tell you the two things I can still do.",
    ),
    (
        "over_promise",
        r"\bmy word\b[^.]{0,20}\b(?:can't|won't|never)\b|\boutlive\b|\bnever (?:see|hear|face|meet)\b[^.]{0,30}\bagain\b|\bimpossible (?:that|for)\b[^.]{0,25}\b(?:fail|break|go)\w*|\bevery (?:single )?(?:problem|time|case),? every\b|\b(?:thousand|million) ?(?:%|per ?cent)",
        "The part is new and was tested for an hour; here is what it can do, and what nobody can rule out.",
    ),
    (
        "interrogate_again",
        r"\btell me (?:once|one) more\b|\b(?:go|going) back to the (?:beginning|start|top)\b|\b(?:need|send|give|show|upload)\b[^.]{0,30}\ba (?:second|third) time\b|\bname, (?:date of birth|dob|postcode|address|number|phone)\b|\b(?:explain|tell)(?: to)? me what you (?:explained|told|said)\b",
        "I have what you told us here in front of me; only one thing is missing.",
    ),
)
ACRONYM = r"\b(?!(?:OK|UK|US|USA|EU|TV|PC|ID|PIN|FAQ|GPS|USB|LED|AM|PM|EST|PST|GMT|UTC|HDMI|WIFI|SIM|PDF|SMS|QR|ATM|VAT|DVD|CD|AC|DC|DM|VIP|IMPORTANT|NOT|CEO|HR|IT|SPF|CRM|BMW|DHL|UPS|DPD|LG|HP|IBM|APP)\b)[A-Z][A-Z0-9&-]{1,5}s?\b"
INSIDE = r"\b(?:SLA|RMA|SOP|NTF|BOM|ECN|SKU|WMS|ERP|NCR|PGI|CMDB|ITSM|FSM|L[123] queue|P[1-4] ticket|FSE|KBA|MTTR|GRN|OLT|ONT|NOC|POC|EOL|HLR|APN|CPE|PSU|NVR|MOQ|QC hold)s?\b"
PLAIN = "In plain words: this is what is wrong, and this is what we do next."
EXPLAINED = r"\([^)]{8,}\)|\b(?:that is|which means|in other words|meaning|i\.e\.)\b"
SPARED = r"\b(?:because (?:we|i)\b|we (?:sent|gave|booked|charged|delivered|shipped|told|put|fitted|lost|missed|took|had|let)\b[^.]{0,40}\b(?:wrong|late|twice|too|down|for nothing|badly)\b|(?:we|i) (?:should have|shouldn't have|forgot|used the wrong|wrote it|got it wrong)|our (?:mistake|fault|error)|we (?:were|are) (?:wrong|sorry)|no need to (?!raise|shout|get |take |be rude|swear)|don't need to|you don't have to|nothing (?:in|you (?:did|typed|sent|wrote|entered|pressed))|can't (?:say|be|promise) (?:for )?(?:sure|certain)[^.]*\bbut\b|did everything right|not your fault|isn't your fault|i can see why|you(?:'re| are) right|anyone can|i rushed|we were wrong|we'll replace|is on us|fair that|isn't covered.*but|so i've asked|who can\b|until we fix it|that was our)\b"
BETTER_CUSTOM = "Say it in the words of the house: {better}"
