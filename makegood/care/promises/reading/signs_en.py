"""Signs in an English clause: who acts, how it is said, what is done. Each is a named pattern."""

import re

OURS = (
    r"(?:(?:my|our|the|a|an|one of (?:our|my)|some|another|your|on-?call|duty|local|senior|area|regional|field|night|mobile|shop|team|service|account|install\w*|repair|key|tier \d|floor|depot|branch|store|case|shift) )*"
    r"(?:engineers?|technicians?|techs?|plumbers?|electricians?|fitters?|installers?|mechanics?|surveyors?|inspectors?|assessors?|adjusters?|drivers?|riders?|crews?|managers?|mgr|supervisors?|sup|leaders?|ldr|lead|boss"
    r"|colleagues?|specialists?|experts?|reps?|representatives?|agents?|advisors?|advisers?|someone|somebody|solicitors?|lawyers?|nurses?|doctors?|team|dept|department|accounts|billing|lab|group|desk|foreman|director|head|staff|dispatcher|planner|analysts?|developers?|devs|ops|handymen|handyman|cleaners?|gardener|carpenter|removal men|movers|L[123]|tier \d|workshop|warehouse|finance|claims|people|chef|coach|teacher|tutor|trainer|vet|porter|concierge|housekeeping|maintenance|reception|officer)"
)
NAME = r"(?-i:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? [A-Z]\w+|(?!(?:I|We|You|It|He|She|They|The|This|That|Your|Our|A|An|Please|Thanks|Thank|Sorry|Hi|Hello|Dear|Ok|OK|And|But|So|If|Once|When|There|What|Do|Did|Does|Can|Could|Would|Will|Shall|Should|May|Most|Customer|Cust|Cx|Caller|Client|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Expect|Service|Refund|Delivery|Parcel)\b)[A-Z][a-z]+)"
SUPPLIER = r"(?:courier|carrier|haulier|freight\w*|shipper|post office|royal mail|dhl|ups|fedex|usps|dpd|hermes|evri|insurer|insurance company|vendor|supplier|manufacturer|maker|bank|landlord|airline|network provider|contractor|subcontractor|the lab says|distributor|wholesaler|utility|grid operator|openreach)"
THING = (
    r"(?:(?:your|the|a|an|our|this|that|new|spare|next|replacement|revised|corrected|full|missing) )*(?:[\w£$€.-]+ ){0,3}?"
    r"(?:refund|credit|money|payment|cheque|check|deposit|balance|amount|charge|fee|parcel|package|order|delivery|shipment|part|parts|unit|machine|replacement|one|bulb|pump|sensor|report|certificate|invoice|receipt|contract|confirmation|invite|label|voucher|points|power|service|signal|line|account|phone|card|lease|visit|repair|fix|update|patch|booking|case|claim|ticket|results?|document|letter|email|kit|panel|probe|arm|key|keys|code|link|statement|quote|copy|battery|filter|tracking|number|door|sofa|mattress|bed|table|chair|laptop|screen|router|boiler|window|lamp|scanner|meter|coupon|gift|flowers|meal|food|data|access|licen[cs]e|subscription|room|table|seat|ticket|policy|premium|claim|scheme)"
)
WILL = r"(?:will|'ll|shall|ll|wil|is going to|are going to|'re going to|'s going to|'m going to|am going to|gonna|is gonna|'s gonna|'re gonna)"
CALL = r"(?:call(?:s|ing|back|backs|ed)?|ring(?:s|ing)?|rung|phone(?:s)?|phoning|dial|give (?:you|u|him|her|them) a (?:call|ring|bell|buzz|shout on the phone)|telephone|callback|ring back|call-back|buzz)"
REPLY = r"(?:repl(?:y|ies|ied)|answer|respond|response|get back to|come back to|back to (?:you|u)|let (?:you|u|him|her|them) know|update (?:you|u|him|her|them|po)|updates?|message(?:s)?|text(?:s)?|dm|write (?:to )?(?:you|back|with)|in touch|contact(?:s)?|revert|hear (?:back )?from|inform|tell you|notify|keep you (?:posted|informed|updated)|report back|an? (?:update|answer|reply|response)|have news|news for you|reach(?:es)? out|follow(?:s)? up|feedback|drop you a (?:line|note|message|text)|ping|touch base|loop you in|report what|say whether|post an update|decision|advise you)"
VISIT = r"(?:visit(?:s|ing)?|attend(?:s|ing)?|(?:be|is|are|back) (?:on site|there|with you|round|at your|at the (?:property|store|site|house|farm|plant|door))|come(?:s)? (?:out|round|over|by|back|to)|coming (?:out|round|over|by|to)|stop by|drop by|swing by|pop (?:round|over|by)|call at|out to (?:you|your)|sending \w+ out|send (?:\w+ ){1,4}(?:out|round)|arriv(?:e|es|ing) (?:at|between|by|on|around|before|from|with)?|install(?:s|ation|ing)?|fit(?:s|ting)? (?:it|the|you|a|in|your)|collect(?:s|ed|ing|ion)?|pick(?:s|ed|ing)?[ -]?up|survey|inspect(?:s|ion|ing)?|onsite|on-site|technician|engineer|plumber|electrician|tech\b|crew|walk-?through|appointment|slot|home visit|returns? (?:on|with|to)|service call|site)"
REFUND = r"(?:refund(?:s|ed|ing)?|credit(?:s|ed|ing)?|reimburs\w+|money back|pay(?:s|ing)? (?:you|back|for)?|put (?:[£$€]?\w+ )+back|back on(?:to)? (?:your|the) (?:\w+ )?(?:card|account)|back in(?:to)? your (?:\w+ )?(?:card|account|wallet)|back to (?:your|the) (?:card|account|bank)|rebate|compensat\w+|post(?:s|ed)? to|cheque|a check for|goodwill|knock \S+ off|take \S+ off|deduct|discount|voucher|points|duplicate charge|return(?:ed|ing)? (?:the|your) (?:deposit|balance|payment|money)|deposit|balance|transfer(?:red)? (?:the )?(?:[£$€]|money|amount)|payout|cashback|revers(?:e|ed|al|ing))"
REPLACE = r"(?:replac(?:e|es|ed|ing|ement|ements)|swap(?:s|ped|ping)?|exchange(?:d)?|new one|brand[- ]new|fresh one|give you a new|another one|get you a new|new (?:set|unit|phone|router|modem|pair|card) (?:out|to)|switch (?:it|the \w+) (?:out|for)|redo|remake)"
DELIVER = r"(?:deliver(?:s|ed|ing|y)?|ship(?:s|ped|ping)?|dispatch(?:es|ed|ing)?|courier(?: you)?|post(?:s|ed|ing)? (?:it|the|you|your|a)|in the post|send(?:s|ing)? (?:it|them|you (?:a|the) (?:new|spare|part|second)|the (?:spare|part|parts|missing|second|charger|parcel)|out|a (?:second|spare|new))|sent out|goes out|going out|go out|out (?:tonight|today|tomorrow|monday)|leav(?:e|es|ing) (?:our|the)|on its way|reach(?:es)? (?:you|your)|arriv(?:e|es|ing|al)|turn up|land(?:s|ed)?|with you (?:by|on|tomorrow|before|within|in|overnight|today|this|next)|at your (?:dock|door|desk|house|office)|on your (?:porch|doorstep|desk)|redeliver\w*|overnight(?:ed)?|get (?:it|them|one|the \w+) (?:to|out to) you|out for delivery|trunk|hand(?:s|ed)? (?:it )?over|drop(?:s|ped)? (?:it )?off|with you|mail(?:ed|ing)? (?:it|you|out)|for collection|be mailed|expect it)"
ESCALATE = r"(?:ask(?:ing)? (?:my|our|the)|escalat\w+|rais(?:e|es|ed|ing) (?:it|this|that|your|the|a|an)|pass(?:ed|ing)? (?:it|this|that|your \w+|the \w+|you)?\s?(?:on|over|along|to)|forward(?:ed|ing)? (?:it|this|your|the)|chas(?:e|es|ed|ing)|take (?:this|it|that) (?:up|to|further)|have a word|speak (?:to|with)|talk to|hand(?:ing|ed)? (?:it|this|your \w+) (?:over )?to|flag(?:ged|ging)?|get (?:our|the|my|a) [\w ]+ on (?:this|it)|get onto|refer(?:red)? (?:it|this|you|your)|bring (?:this|it) (?:up|to)|put (?:this|it|your \w+) (?:to|before|in front of)|transfer (?:this|your case|the case)|make sure (?:a|my|our|the) [\w ]+ (?:sees?|reads?|gets?|hears?|knows?)|prioriti[sz]e|push (?:this|it) (?:up|to)|assign|approach|press (?:them|the))"
INVESTIGATE = r"(?:investigat\w+|look(?:s|ing)? (?:into|at|over|through)|review(?:s|ed|ing)?|check(?:s|ed|ing)?|test(?:s|ed|ing)?|trace(?:d)?|tracing|find out|analy[sz]\w+|analysis|dig into|go (?:through|over)|examin\w+|assess\w*|diagnos\w+|verif(?:y|ies|ied)|read (?:the|your|through)|audit|figure out|get to the bottom|track (?:it|the|your|down)|inspect|reproduce|monitor|compare|double-?check|look it up|keep an eye|keep watch|keep tabs|watch (?:it|the|your|for))"
SEND = r"(?:(?:send|sends|sending|sent|e-?mail|emailed|text|forward|share|get|mail|post|issue|issued|attach|upload|provide|give|have|receive|draft|prepare)\b[^,.]{0,40}?\b(?:report|certificate|invoice|receipt|link|label|number|tracking|document|documents|docs|copy|form|invite|invitation|quote|quotation|statement|confirmation|instructions|guide|manual|photos?|pictures?|details|code|list|letter|contract|email|drawings?|window|schedule|breakdown|summary|proof|log|logs|files?|password|results|findings|estimate|pdf|video|spec|datasheet|transcript|voucher code|steps)|confirm\w* (?:that |this |it )?(?:by|in|via) (?:e-?mail|writing|text)|(?:report|certificate|invoice|receipt|label|document|form|quote|quotation|statement|contract|confirmation|results|email|copy)\b[^,.]{0,30}?\b(?:will|shall|to) (?:be|follow|come|arrive|reach)|by text\b)"
ACT = r"(?:fix(?:es|ed|ing)?|repair(?:s|ed|ing)?|restor\w+|resolv\w+|sort(?:s|ed|ing)?|cancel\w*|waiv\w+|extend\w*|hold(?:s|ing)?|keep(?:s|ing)?|reserv\w+|cover(?:s|ed|ing)?|complet\w+|finish\w*|unlock\w*|reset|activat\w+|set (?:you |it |that |this )?up|put (?:a|it|you|that|right|things)|correct\w*|chang(?:e|ed|ing)|updat\w+ (?:the|your|our)|releas\w+|push|eat the cost|honou?r|arrang\w+|book(?:ed|ing|s)?|schedul\w+|remov\w+|add(?:ed|ing)?|upgrad\w+|renew\w*|process\w*|approv\w+|open(?:ing|ed)?|deal(?:ing)? with|handle|take (?:over|care)|make (?:sure|it right|good)|get (?:it|this|that|you|the|your)|work on|stay (?:on|with)|proceed|ready|back on|running|live|up and running|done|have (?:it|this|the|your|a|an)|start(?:s|ing)?|migrat\w+|transfer\w*|clean\w*|rebuild|redo|deploy\w*|roll(?:ed|ing)? out|merge|refill|look after|bill(?:ed)?|charg(?:ed|e)|see (?:that|to)|absorb|foot the bill|bear|pick up the (?:cost|tab|bill)|do|be)"
DOES = r"(?:come|call|ring|phone|text|email|write|send|ship|deliver|collect|pick|install|refund|replace|swap|fit|start|bring|fix|repair|drop|credit|pay|post|visit|return|mail|finish|exchange|reimburse|take|get back|have it)"
DOING = r"(?:comes|calls|rings|phones|texts|emails|writes|sends|ships|delivers|collects|picks|installs|refunds|replaces|swaps|fits|starts|brings|fixes|repairs|drops|credits|pays|posts|visits|returns|mails|finishes|gets|is|takes|has|attends|arrives)"
P = {
    "once_you": r"\b(?:once|after|as soon as) you(?:'ve| have)\b",
    "fragment": r"^(?:(?:before|after|than|until) [\w' ]{2,20}|(?:most |very )?(?:likely|probably) \w+)$",
    "doing_now": r"\b(?:I'm|I am|we're|we are|he's|she's|they're)(?: just)? (?:(?:transferring|connecting|moving|putting) you\b|(?:pulling up|opening|looking (?:at|up)|checking|logging)\b[^.]*\b(?:now|at the moment|as we speak|while)\b|logging off)",
    "self": r"\b(?:I|I'?(?:ll|m|ve|d)|me|myself)\b",
    "self_start": r"^(?:and |but |so |then |ok,? |yes,? |sure,? )*(?:I\b|I'|lemme)",
    "we": r"\b(?:we|us|our team)\b|\bwe'",
    "we_start": r"^(?:and |but |so |then )*we\b",
    "colleague": rf"\b{OURS}\b",
    "name": rf"\b{NAME}(?:'ll|'s| will| is| and|,? (?:from|our|in)\b| can| has| calls| comes| visits| from)",
    "supplier": rf"\b{SUPPLIER}\b",
    "they": r"\b(?:they|he|she)(?:'|\b)",
    "it": r"\b(?:it|that|this|there)(?:'|\b)",
    "thing": rf"\b{THING}\b",
    "you_subject": r"^(?:and |but |so |then |or |also |hi,? |yes,? )*(?:you|u)\b|\byou (?:may|might|must|can|could|should|need|want|have to|said|mentioned|asked|wrote|told|are|were|would)\b|\byou'(?:d|re|ve)\b|\byou(?:'ll| will)(?: \w+){0,2} (?:have|need) to\b",
    "you_get": r"\byou(?:'ll| will| shall| should| 'll)(?: \w+){0,2} (?:hear|get|receive|have(?! to\b)|see|find|be (?:contacted|called|refunded|notified|credited|informed))\b|\byou won'?t (?:be|pay|have to pay|need to pay)\b|\byou pay nothing\b",
    "you_do": r"\byou(?:'ll| will)? (?:need|have) to\b|\byou (?:can|could|may|must|might)\b|\byour (?:end|side)\b",
    "to_you": r"\b(?:you|u|your|ur|yours|him|her|them|customer|cust)\b",
    "cust": r"^(?:the )?(?:customer|cust|cx|caller|client|she|he|user|husband|wife)\b|\b(?:customer|cust|cx|caller|client) (?:will|to|wants?|says?|said|would|is|was|has|asked|pushed|emailed|angry|upset|ok|happy|accepted|declined|agreed|thinks?)\b|\bwants a\b",
    "will": rf"\b{WILL}\b|'ll\b",
    "will_self": r"\bI(?:'ll| will| shall|'m going to| am going to|'m gonna|ll)\b",
    "will_we": r"\bwe(?:'ll| will| shall|'re going to| are going to|'re gonna|ll)\b",
    "prog": r"\b(?:I'm|I am|we're|we are|they're|they are|he's|she's|is|are) (?:now |also |just |already )?\w+ing\b|\bbe \w+ing\b",
    "should": r"\b(?:should)\b",
    "hedge": r"\b(?:with (?:any|some|a (?:bit|little|touch) of) luck|touch wood|fingers crossed|all going (?:well|to plan)|in all likelihood|should|hope(?:fully)?|hoping|aim(?:s|ing)?|intend|expect(?:s|ed)?|try|tries|trying|probably|likely|plan(?:s|ned|ning)?|with any luck|all being well|barring|fingers crossed|reckon|estimated?|eta|target(?:ing)?|ought|if all goes|looks like|do (?:my|our) best|endeavou?r)\b",
    "expect_you": r"^(?:please )?expect\b",
    "can": r"\b(?:can|could|may|might|would|able to)\b|'d\b",
    "cant": r"\b(?:can'?t|cannot|can not|couldn'?t|unable|won'?t|not|never|no longer|don'?t|doesn'?t|didn'?t|isn'?t|wouldn'?t|nothing|nobody|no)\b",
    "cust_does": r"^(?:the )?(?:customer|cust|cx|caller|client|she|he|user) (?:will|to|wants?|is going|plans?)\b(?! be (?:refunded|called|contacted|credited))",
    "no_promise": r"\b(?:won't|will not|not) be able to\b|\bwouldn't expect\b|\b(?:can'?t|cannot|can not|couldn'?t|not able to|unable to|wouldn'?t|don'?t (?:want|wanna|like)(?: to)?|never|won't|no way to|not going to|afraid)\b.{0,30}\b(?:promise|say|guarantee|tell|give|commit|confirm|rely|predict|date)\b|\bno guarantee|\b(?:don'?t|do not|can'?t) (?:yet )?(?:know|say) (?:when|if|whether|how)\b",
    "no_charge": r"\b(?:(?:won'?t|not|never) (?:be )?(?:charge|charged|bill|billed|cost)\w*|no charge|free of charge|(?<!that's )(?<!this is )(?<!that is )(?<!that one's )on us|on the house|our treat|at no (?:extra )?(?:cost|charge)|waiv\w+|for free|free replacement|cover the cost|pay nothing|at our (?:expense|cost)|foot the bill|eat the cost|our expense)\b",
    "past": r"\b(?:was|were|had|did|didn'?t|went|came|left|told|said|rang|called|sent|shipped|spoke|happened|arrived|tried|pulled|offered|declined|issued|replaced|confirmed|explained|closed|done|gone|been|got|caused|promised|apologi[sz]ed|failed|noted|asked|read|made|paid|bought|charged|dispatched|scanned|delivered)\b",
    "perfect": r"\b(?:have|has|'ve|'s) (?:just |already |now |been )*\w+(?:ed|en|wn|nt|ne|ut|id|ade|old|aid|oken|oked|sed|rung|got|had|read|put|set|sent)\b",
    "booked": r"\b(?:I have you|booked|scheduled|have you down|got you (?:down|in|booked)|set you up|arranged|reserved|pencil?led|set for|is set|fitting you in|lined up|slotted|signed you up|confirmed for)\b",
    "question": r"\?\s*$",
    "ask_start": r"^(?:and |so |but |or |ok,? |hi,? |hello,? )*(?:do|did|does|can|could|would|will|shall|should|may|might|is|are|was|were|have|has|what|when|where|which|who|why|how)\b",
    "please": r"\b(?:please|kindly|pls|plz|request you|be sure to|make sure you|remember to|don'?t forget|feel free|let us know|give us a shout|tell us|bear with|tell the)\b",
    "imperative": r"^(?:and |then |just |so )*(?:please|kindly|pls|tell|send|keep|bring|drop|take|check|try|call|ring|reply|let|give|read|use|click|press|ask|make|note|wait|hold|leave|contact|visit|enjoy|have|see|remember|request|fill|sign|return|dm|bear|hope|hoping|thank|thanks|sorry|apolog|glad|happy)\b",
    "give_me": r"\b(?:give|allow) (?:me|us)\b",
    "if_you": r"\blet (?:me|us) know (?:which|what|when|if|whether)\b|\b(?:if|once|when|after|unless|until|should|as soon as|provided|upon|on receipt of|whenever|had|in case|subject to)\b[^.]{0,25}\b(?:you|your|customer|anything|anyone|nobody|it happens|it breaks|the second)\b",
    "if": r"\b(?:if|unless|provided|in case|whether|had you)\b|^should\b",
    "if_ours": r"\b(?:if|should|unless)\b (?:our|we|I|the courier|the van|the driver|the engineer|the tech|the crew|my|it'?s not (?:here|there|with you)|the parcel (?:isn|doesn|is)|our \w+|they (?:don|miss|are late))",
    "if_chance": r"\bif (?:it|that|this|the|anything|another)\b(?! (?:isn|doesn|is not|van|driver|courier|engineer|crew))",
    "once_ours": r"\b(?:once|when|as soon as|after|when)\b (?:I|we|he|she|they|it|the|our|this|my)\b",
    "policy": r"\b(?:policy|terms|usual(?:ly)?|normal(?:ly)?|typical(?:ly)?|generally|in general|as a rule|most (?:customers|repairs|people|orders|cases)|on average|always|every (?:unit|customer|order|one)|standard|agreement|warranty (?:runs|covers|is)|within \d+ days as long|as per|under (?:our|the|your)|covered (?:for|under)|carries|entitle\w*|allows|are (?:returned|refunded|dispatched|shipped)|take(?:s)? (?:around|about|up to|between|\d)|can take|lasts?|regardless|set by|preorders?|must|lines)\b",
    "always_try": r"\b(?:always|constantly|continually) (?:try|trying|work|working|look|looking|striv\w+|do|aim|improv\w+)\b|\bkeep (?:improving|working on getting)\b|\bdo better\b|\bstrive\b",
    "notice": r"\b(?:clos(?:ed|es)|shut(?:s)?|open(?:s)? (?:until|till|from|at|monday|on)|are open|reopens?|maintenance|sale (?:ends|starts)|valid (?:until|till|to)|expir(?:es|y|ing)|comes? (?:out|into force)|in force|renews?|unavailable|hours|falls on|starts? at|launch\w*|announc\w+|runs? (?:until|from|to)|ends)\b",
    "wish": r"\b(?:wish|hope you|hope to see|hope it|hope the|hope that|really hope|hope \w+ (?:treats|stays|goes|turns)|thank(?:s)?|enjoy|have a (?:great|good|nice|lovely|wonderful)|congratulations|happy|merry|look(?:ing)? forward|see you|fingers crossed|appreciate|welcome|good luck|take care)\b",
    "offer": r"\b(?:would you like|do you want|shall I|shall we|want me to|would you prefer|if you(?:'d| would| like| want| prefer| wish)|happy to|I can\b|we can\b|I could\b|we could\b|let me know if|either)\b",
    "reported": r"\b(?:said|told|says|promised|mentioned|wrote|according to|asks? that|asked|claims?|quoted|so your|so the|read it back|understood you)\b",
    "note_told": r"\b(?:told (?:him|her|them|cust\w*|customer|caller|client)|promised|agreed|advised|informed (?:him|her|customer|cust)|said (?:we|I)|confirmed (?:to|with) (?:him|her|cust\w*))\b",
    "quoted": r"[\"“”]",
    "small": r"\b(?:let me (?:just |quickly )?(?:see|check|take|have|pull|look|bring|open|read|get|find)|bear with me|one (?:sec|moment|second)|hang on|hold on|hold while|a (?:sec|second|moment) while|real quick|just checking|give me (?:a|one) (?:sec|second|moment|minute)|have a look now|take a look)\b",
    "ongoing": r"\b(?:currently|at the moment|right now|at present|is being|are being|in progress|is with|are working|am checking|checking|now with|as we speak)\b",
    "hypothetical": r"\b(?:would have|'d have|could have|had you|had the|wish I could|I wish|if only|wouldn'?t)\b",
    "verbless_to": r"\b(?:to (?:attend|deliver|call|ring|visit|collect|install|send|come|follow|arrive|replace|refund|be) )",
    "rest_assured": r"\b(?:rest assured|promise you|I promise|guarantee|you have my word|definitely|certainly|for sure|without fail|personally|straight away|right away|no later than|at the latest)\b",
    "call": rf"\b{CALL}\b",
    "reply": rf"\b{REPLY}\b",
    "visit": rf"\b{VISIT}\b",
    "refund": rf"\b{REFUND}\b",
    "replace": rf"\b{REPLACE}\b",
    "deliver": rf"\b{DELIVER}\b",
    "escalate": rf"\b{ESCALATE}\b",
    "investigate": rf"\b{INVESTIGATE}\b",
    "send_info": rf"\b{SEND}\b",
    "act": rf"\b{ACT}\b",
    "verb_now": r"\b(?:will|'ll|shall|to|gonna|should|going to|am|'m|'re|are|is|be)(?: (?:also|personally|then|just|now|only|gladly|definitely|be|have|try|to|and|hope|aim|intend|get|make|sure|all))* (?:call|ring|send|refund|replace|ship|email|text|chase|check|review|fix|repair|cover|waive|cancel|arrange|credit|deliver|post|visit|attend|come|keep|hold|let|get|have|look|investigate|escalate|raise|write|update|reply|respond|follow|issue|be|reach|put|take|set|return|collect|install|swap|book|message|contact|confirm|find|speak|talk|extend|pay|process|handle|sort|give|go|open|close|bring|start|finish|complete|push|verify)\w*\b",
    "present_sched": r"\b(?:goes back|go back|lands|calls|rings|visits|arrives|leaves|ships|comes|starts|takes over|goes out|delivers|installs|collects|lands|posts|returns|fits|follows|keep|ring|call|cancel|install|send|refund|is restored|is on us|are on us|attends)\b",
    "their_own": r"\b(?:he|she|they|her|his) (?:will|'ll|would|'d) (?:send|email|bring|drop|think|return|pay|try|come in|check with)\b|\bto send (?:pics|photos|receipt)|\bthink about it\b",
    "stock": r"\b(?:back in stock|our (?:own )?stock|restock|new stock|in stock)\b",
    "due_back": r"(?:\b(?:is|are|be)|'s|'re)(?: \w+)? (?:due|expected|scheduled|set|booked|confirmed|coming|on (?:its|the|his|her|their) way)\b",
    "will_be_done": r"(?:\b(?:will|shall|to)|'ll) be (?:\w+ )?\w+(?:ed|en|t|d|up)\b",
    "money_ours": r"(?<!that's )(?<!this is )(?<!that is )(?<!that one's )\bon (?:us|the house|me)\b",
    "made_note": r"\b(?:sched(?:uled)?|attempt|appt|f/u|follow[- ]up|cb)\b",
    "to_me": r"\b(?:answer|tell|call|send|give|email|text|back to|reply to|let) (?:me|us)\b(?! (?:20|10|\d|until|a bit|an hour|five|ten))",
    "to_answer": r"\b(?:have|has) (?:until|till)\b",
    "lead_if": r"^(?:if|should|unless|provided|once|when|had|upon|after|on receipt|as soon as)\b",
    "lead_if_we": r"^(?:if|should|unless|even if)\b (?:our|we|I|he|she|they|the (?:courier|van|driver|engineer|tech|crew|part|parcel|delivery|repair|fix|line|depot)|my|the slot)\b",
    "wont_you": r"\b(?:won't|will not|not) (?:be )?(?:charge|charged|bill|billed|invoiced?|cost)\b|\bno (?:charge|fee|cost)\b",
    "as_soon": r"\b(?:as soon as|the moment|the minute|when|once|after) (?:the|he|she|they|it|I|we|our)\b",
    "vehicle": r"\b(?:trucks?|vans?|lorry|lorries|crane|skip|tow|pallet)\b",
    "we_present": rf"^(?:and |so |then |ok,? |right,? )*(?:we|i) (?:also |then |personally )*{DOES}\b",
    "name_present": rf"^(?:and |so |then )*(?:our [\w-]+|(?-i:{NAME})(?: from [\w ]{{2,20}})?) {DOING}\b",
    "timetable": r"\b(?:bus|buses|trains?|ferry|ferries|flights?|plane|tram|shops?|stores?|branch|office|showroom|concert|show|game|match|lecture|course|class|exhibition|sale|season|breakfast|dinner|lunch|pool|museum|shift|offer|event|webinar)\b [^,.;]{0,30}?(?:leaves?|starts?|begins?|opens?|closes?|ends?|sails?|finish(?:es)?|runs?|reopens?|stops?|departs?)\b",
    "outage": r"^as a reminder\b|\b(?:power|water|gas|electricity|supply|heating|internet|line|service) (?:will be|is|are|goes|go) (?:off|out|cut|shut off|interrupted)\b|\bmaintenance (?:runs|will|is|takes|starts)\b|\b(?:be|go|is|are|goes) (?:offline|unavailable|down (?:for|from|on|between)|out of (?:service|action))\b",
    "our_someone": rf"^(?:our|my) [\w'-]+(?: [\w'-]+){{0,2}}?(?: (?:{WILL}|is|are|plans?|hopes?|aims?|expects?|should|comes?|starts?)\b|'ll\b|'s \w+ing\b)",
    "delegated": r"\b(?:I|we)(?:'ve| have)? (?:just )?(?:asked|told|got|arranged for|lined up|instructed) (?!you\b|him\b|her\b|them\b|cust)[\w' -]{2,40}? to \w+",
    "hear": r"\byou'll hear|you will hear|hear from (?:us|me|him|her|them)\b",
}
SIGNS = {name: re.compile(p, re.I) for name, p in P.items()}
