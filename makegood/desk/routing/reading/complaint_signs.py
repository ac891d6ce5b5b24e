"""How people say that they complain, in simplified characters and in small letters. Read by `complaints`."""

WORD = r"(?:投诉|客诉)"
I_ZH = r"(?:我们?(?:公司|家|司)?|本人|俺|咱们?)"
NOUN = r"(?!单|率|电话|热线|渠道|方式|流程|记录|系统|管理|部|箱|信箱|建议|邮箱|入口|处理|模块|吗|谁|无门)"
# "投诉" alone is a word of command. Who says that he complains, complains.
SAID_ZH = (
    rf"^[\s#/*【\[]*(?:我要)?{WORD}[\s!。.:,~】\]]*$",
    rf"^[\s【\[]*(?:实名|正式|紧急)?{WORD}(?:信|书|函)?[】\]]?\s*[::\-—]",
    rf"{I_ZH}(?:现在|今天|真的|就是|一定|正式|这次|必须|郑重|强烈|实名|只是)*(?:要求?|想要?|来|决定|申请|必须|得|需要)"
    rf"(?:正式|实名|书面|向[^,，。]{{1,10}}|对[^,，。]{{1,12}}){{0,2}}(?:提出|提交|发起|进行)?(?:一个|一下|个)?(?:正式|书面)?(?:的)?{WORD}{NOUN}",
    rf"{I_ZH}(?:现在|今天|在此)?(?:正式|实名|郑重|特此|强烈)(?:向[^,，。]{{1,10}})?(?:提出|提交|发起)?(?:正式|书面)?(?:的)?{WORD}{NOUN}",
    rf"特此(?:向[^,，。]{{1,10}})?(?:提出|提交)?(?:正式|书面)?(?:的)?{WORD}",
    rf"(?:这是|此为|视为|作为|当作|算是)(?:一[个份封次])?(?:正式|书面)(?:的)?{WORD}",
    rf"(?:提出|提交|发起)(?:正式|书面)(?:的)?{WORD}",
    rf"^[\s]*(?:要|想|必须|坚决|强烈|实名|正式)*{WORD}(?:一下)?(?:你们?|您们?|贵|这家|这个|该|商家|客服|快递|师傅|安装|维修|售后|店|服务|物流|送货)(?![^,，。]{{0,2}}[也都没])",
)
# He has gone to those who watch over us.
TOLD_ZH = (
    r"(?:已经?|刚|昨天|前天|上周)[^,，。]{0,6}(?:12315|消协|消费者(?:协会|委员会)|消委会|市监局|市场监管|工商局?|消保官|消保会|黑猫)"
    r"[^,，。]{0,6}(?:投诉|举报|反映|申诉)",
)
THREAT_ZH = (
    (
        "complaint",
        rf"(?:就|(?<!协)会|将|只能|只好|马上|准备|打算|考虑|去)(?:要|去|会|正式|再)*{WORD}{NOUN}",
    ),
    ("complaint", rf"已经?{WORD}|{WORD}(?:过|了)(?:[一二两三四五六七八九十\d几多好]|[,，。!]|$)"),
    (
        "asks",
        rf"(?:怎么|如何|哪里|哪儿|向谁|找谁|跟谁|去哪|怎样|能不能|可以|想问)[^,，。]{{0,4}}{WORD}",
    ),
    ("asks", rf"{WORD}(?:电话|热线|渠道|方式|入口|邮箱|信箱|流程)"),
    (
        "authority",
        r"(?:打|找|去|向|拨|告|联系|上|到|在|让|通过)[^,，。]{0,4}(?:12315(?!\d)|12345(?:热线|市民)|消协|消费者(?:协会|委员会)|消委会|消保官|消保会|"
        r"市监局|市场监管|工商局|黑猫)",
    ),
    ("authority", r"曝光|找媒体|(?:上|发)爆料公社"),
    (
        "law",
        r"(?:请|找|委托|联系|我的|我们的|让|咨询)律师(?!事务所)|律师(?:函|信)|起诉|打官司|(?:走|通过|采取|诉诸)[^,，。]{0,4}(?:法律|司法)|法律(?:途径|程序|手段)|"
        r"告(?:你们|上法院|到法院)|法院见|法庭见|提告|存证信函|民事诉讼",
    ),
)
# He does not say it, and yet it is one: let down by us, or asking for whoever is above.
THEIRS_ZH = r"(?:你们?的?|您们?的?|贵[公]?司的?|公司的?|店里的?)"
ABOVE_ZH = r"(?:经理|主管|领导|负责人|上级|老板|店长)"
LET_DOWN_ZH = (
    (
        "let_down",
        r"(?:太|很|非常|十分|极其|极度|相当|真|真的|真是|特别|彻底|实在|大失所望|深感|感到|表示|有些|有点|令人|让人)失望"
        r"|失望(?:至极|透顶|极了|之极|之至)|大失所望"
        r"|(?:给|要|讨|需要|等)(?:我们?|我方|个|一个|你们?|一下|大家|用户|客户){0,3}(?:说法|交代)",
    ),
    (
        "let_down",
        rf"(?:找|叫|让|请|换|要求?|见|转|跟|和|联系)(?:一下|个|一位|一个)?{THEIRS_ZH}[^,，。]{{0,3}}{ABOVE_ZH}"
        rf"|(?:叫|换)(?:个|一个|一位)?{ABOVE_ZH}|(?:经理|主管|领导)出来|能(?:做主|管事|负责)的人?来?"
        r"|(?:实在|完全|根本|真的?|绝对|简直)(?:是)?(?:无法|不能|难以|没法)接受|忍无可忍|欺人太甚|太过分|不像话",
    ),
)
# Said of others, of what is over, or that it is not so.
NOT_ZH = (
    rf"(?:没有?|无|不是|不算|并非|不想|不要|不会|不用|不必|无意|别|未|从未|不再|非|不为|不打算|懒得)[^,，。我]{{0,5}}{WORD}",
    rf"(?:撤销|撤回|取消|结束|关闭|处理(?:了|好)|(?<![不没有未])解决|感谢|谢谢)[^,，。我]{{0,10}}{WORD}|{WORD}[^,，。]{{0,6}}(?:撤销|撤回|取消|已经?解决|处理好)",
    rf"(?:客户|顾客|用户|邻居|住户|楼下|楼上|学生|业主|家长|别人|老板|客人|租客|员工|同事|他们?|她们?|人家|居民)[^,，。]{{0,6}}{WORD}",
    rf"{WORD}(?:率|系统|管理|部|箱|建议|模块)",
    rf"(?:收到|接到|本来想|原本想)[^,，。]{{0,6}}{WORD}",
    r"(?:消费者协会|消协|法院|工商局|市监局)的",
)
IF_ZH = r"如果|要是|假如|若|再不|再拖|再这样|否则|不然|的话|除非|不解决|不退|不给"

I_EN = r"(?:i|we)"
HOW_EN = r"(?:formally |officially |hereby |really |also |seriously )*"
MAKE = r"(?:make|file|lodge|raise|submit|register|place|put in|log|open|issue|bring)"
A_COMPLAINT = r"(?:a|an|my|our|this|another|the following) (?:\w+ ){0,2}complaint\b(?! (?:form|number|department|rate|system))"
SAID_EN = (
    rf"\b{I_EN}(?: really| do| now| hereby)* (?:want|wish|need|would like|'d like|must|have|should like) to {HOW_EN}(?:complain\b|{MAKE} {A_COMPLAINT})",
    rf"\b{I_EN}'d like to {HOW_EN}(?:complain\b|{MAKE} {A_COMPLAINT})",
    rf"\b{I_EN} must {HOW_EN}complain\b",
    r"\bthis (?:mail |e-mail |email |letter |message )?is (?:a|an|my|our) (?:formal |official |serious )*complaint\b",
    rf"\b(?:treat|accept|take|consider|regard|log|register|record) (?:this|my) (?:\w+ )?(?:as )?{A_COMPLAINT}",
    r"\b(?:treat|accept|take|consider|regard|log|register|record) this (?:\w+ )?as (?:a |an )?(?:formal |official )?complaint\b",
    rf"\b{I_EN}(?: am| are|'m|'re)(?: now| hereby)? (?:writing|contacting you|getting in touch|calling) (?:to you )?to {HOW_EN}(?:complain\b|{MAKE} {A_COMPLAINT})",
    rf"\b{I_EN}(?: am| are|'m|'re)(?: now| hereby)? {HOW_EN}complaining\b",
    rf"\b{I_EN}(?: am| are|'m|'re)(?: now| hereby)? {HOW_EN}(?:making|filing|lodging|raising|submitting|registering) {A_COMPLAINT}",
    rf"\b{I_EN} (?:hereby|formally|officially) (?:formally |officially )?complain\b",
    r"^\W*(?:formal |official |serious |urgent |customer )*complaint\W*(?:$|[:\-–—]|about\b|regarding\b|re\b|against\b|concerning\b)",
    r"^\W*complain\W*$",
)
WATCH = (
    r"(?:trading standards|ombudsman|consumer (?:protection|council|association|affairs|rights|centre|center)|"
    r"better business bureau|bbb|citizens advice|attorney general|the ftc|the regulator|12315)"
)
TOLD_EN = (
    rf"\b{I_EN}(?: have|'ve| had)? (?:already |now |just )*(?:complained|reported (?:you|this|it|the matter)|filed a complaint|written|gone|been) (?:\w+ )?(?:to|with|at) (?:the )?{WATCH}\b",
)
WILL = r"(?:will|'ll|shall|going to|intend to|forced to|about to|planning to|plan to|ready to|consider|considering|might|may)"
THREAT_EN = (
    ("complaint", rf"\b{WILL} (?:\w+ ){{0,3}}(?:complain\b|{MAKE} (?:\w+ ){{0,3}}complaint\b)"),
    ("complaint", rf"\b{I_EN}(?: have|'ve)?(?: already)? complained\b(?! that)"),
    (
        "asks",
        rf"\b(?:how|where|to whom|whom|who) (?:\w+ ){{1,4}}(?:complain\b|{MAKE} (?:\w+ ){{0,2}}complaint\b|send (?:\w+ )?complaint\b)",
    ),
    (
        "authority",
        rf"\b(?:{WILL}|contact|report|take|go|going|file|call|write|refer|escalate|inform|involve)\b.{{0,40}}\b{WATCH}\b",
    ),
    (
        "law",
        r"\b(?:my|our|a) (?:lawyer|solicitor|attorney)s?\b.{0,20}\b(?:will|hear|contact|involved?|advised|write|writing|instruct\w*|consult\w*)\b"
        r"|\b(?:hear from|instruct|consult|involve|speak to|talk to|contact|hire|pass this to) (?:my|our|a) (?:lawyer|solicitor|attorney)s?\b",
    ),
    (
        "law",
        r"\blegal (?:action|steps|proceedings|route)\b|\bsue (?:you|your|the company)\b|\bsee you in court\b|\btake (?:you|this|it|the matter) to court\b"
        r"|\bcourt action\b|\bletter before action\b|\bsmall claims\b",
    ),
)
ABOVE_EN = r"(?:managers?|supervisors?|superiors?|team lead(?:er)?|boss|(?:somebody|someone|anybody|anyone|the person) in charge|higher up)"
LET_DOWN_EN = (
    (
        "let_down",
        rf"\b(?:speak|talk|put me through|be put through|escalate this|get through|connect me) (?:to|with) (?:(?:a|the|your|some) )?(?:(?!my |our |his )\w+ )?{ABOVE_EN}\b"
        rf"|\b(?:want|need|demand|ask for|get me|where is|call) (?:a|the|your) (?:\w+ )?(?:manager|supervisor)\b"
        r"|\bescalate (?:this|it|my (?:case|issue|complaint|ticket|request))\b",
    ),
    (
        "let_down",
        r"\b(?:is|are|was|were|this|that's|it's|find|found|completely|totally|simply|absolutely|wholly|utterly|just)(?: (?:this|that|it|so|all|completely|totally|simply|absolutely|quite))? unacceptable\b"
        r"|\b(?:am|are|was|were|i'm|we're|been|very|extremely|really|so|deeply|bitterly|utterly|quite|rather|hugely) (?:\w+ )?disappointed\b(?! not to)"
        r"|\b(?:what a|such a|a huge|a real) disappointment\b|\b(?:very|really|deeply|extremely) disappointing\b"
        r"|\b(?:appalling|disgraceful|atrocious|abysmal) (?:\w+ )?(?:service|treatment|experience|behaviou?r|support|response)\b|\b(?:is|are|was) (?:\w+ )?(?:a disgrace|disgraceful|appalling)\b",
    ),
)
NOT_EN = (
    r"\b(?:no|not|never|without|zero|hardly any|nothing to|any|don't|didn't|isn't|wasn't|aren't|can't|cannot|won't)(?: \w+){0,4} complain(?:t|ts|ing|ed)?\b",
    r"\b(?:neighbou?rs?|customers?|clients?|tenants?|users?|boss|wife|husband|students?|guests?|people|others|colleagues?|staff|residents?|kids|children|passengers?|they|he|she)"
    r"(?: \w+){0,3} complain(?:s|t|ts|ing|ed)?\b",
    r"\b(?:thanks?|thank you)\b.{0,30}\bcomplaint\b|\b(?:close|withdraw|cancel|drop|solved|settled|resolved)\b.{0,20}\bcomplaint\b|\bcomplaint\b.{0,20}\b(?:solved|settled|resolved|closed)\b",
    r"\bcomplaints? (?:department|rate|system|form|software|handling|management|box)\b",
)
IF_EN = r"\b(?:if|unless|otherwise|or else|in case|should you)\b"
# Without any of these nothing above can be there; most texts are done with at that.
TRIGGERS = (
    *(
        "投诉",
        "客诉",
        "12315",
        "12345",
        "消协",
        "消费者",
        "消委",
        "消保",
        "市监",
        "市场监管",
        "工商",
        "黑猫",
        "曝光",
        "媒体",
    ),
    *(
        "爆料",
        "律师",
        "起诉",
        "官司",
        "法律",
        "司法",
        "法院",
        "法庭",
        "提告",
        "存证",
        "诉讼",
        "告你们",
    ),
    *(
        "失望",
        "说法",
        "交代",
        "经理",
        "主管",
        "领导",
        "负责人",
        "上级",
        "老板",
        "店长",
        "做主",
        "管事",
        "负责的",
    ),
    *(
        "接受",
        "忍无可忍",
        "欺人太甚",
        "过分",
        "不像话",
        "disappoint",
        "manager",
        "supervisor",
        "superior",
        "team lead",
    ),
    *(
        "boss",
        "in charge",
        "higher up",
        "escalate",
        "unacceptable",
        "appalling",
        "disgrace",
        "atrocious",
        "abysmal",
    ),
    *(
        "complain",
        "trading standards",
        "ombudsman",
        "consumer",
        "bureau",
        "bbb",
        "citizens advice",
        "attorney",
        "ftc",
    ),
    *(
        "regulator",
        "lawyer",
        "solicitor",
        "legal",
        "sue ",
        "court",
        "letter before",
        "small claims",
    ),
)
