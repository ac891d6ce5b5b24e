"""Words by which danger, people who are held somewhere, and trouble that goes on are known. They are
compared with folded text: small letters, simplified characters."""

# Somebody may come to harm.
DANGER = (
    r"\b(?:on|caught|catching) fire\b(?! sale)",
    r"\bflames\b",
    r"\b(?:there is|there's|it is|it's|is|comes?|coming|smells? of|full of) (?:black |thick |some )?smok(?:e|ing)\b",
    r"\bsmoke (?:is )?(?:coming|comes|pouring|rising|out of)\b",
    r"\b(?:burning smell|smells? (?:of )?burn(?:t|ing|ed)|smells? burnt)\b",
    r"\b(?:smell(?:s|ing)?(?: of)?|smelled|leaks?|leaking) gas\b|\bgas (?:is )?leak(?:s|ing)?\b|\bsmell of gas\b",
    r"\belectric shock\b|\b(?:got|get|gets|gave me|had) an? (?:\w+ )?shock\b|\belectrocuted\b",
    r"\bspark(?:s|ed|ing)\b",
    r"\bexplod(?:ed|es|ing)\b|\bblew up\b|\bblown up in\b",
    r"\b(?:battery|pack|phone) (?:\w+ ){0,2}(?:swelling|swollen|bulging)\b",
    r"\bbleeding\b|\bunconscious\b|\bcollapsed\b|\bfainted\b|\bseizure\b|\bheart attack\b",
    r"\b(?:can't|cannot|can not) breathe\b|\bchoking\b|\bsuffocating\b",
    r"\bswallowed\b.{0,40}\b(?:battery|batteries|magnet|magnets)\b",
    r"\bcarbon monoxide\b",
    r"(?:着|著|起|失)火(?!车)|冒火|火苗|明火|烧起来",
    r"冒(?:着|出|了)?[黑浓白]?烟|浓烟|烧焦|焦味|糊味",
    r"(?:煤气|燃气|瓦斯|天然气).{0,3}(?:味|泄漏|泄露|外泄|漏气)|(?:泄漏|漏)(?:煤气|燃气|瓦斯)",
    r"漏电|触电|被电(?:到|了|麻)|电到(?:了|人|我)",
    r"爆炸|炸了",
    r"(?:电池|充电宝|手机).{0,6}(?:鼓包|鼓起|膨胀)",
    r"流血|流了(?:很多|好多)?血|昏迷|晕倒|昏倒|休克|抽搐|喘不过气|无法呼吸|窒息|中毒",
    r"误(?:吞|食).{0,12}(?:电池|磁)",
)
# Somebody is held or left somewhere.
HELD = (
    r"\btrapped\b",
    r"\bstuck (?:in|inside|on|between) (?:\w+ ){0,2}(?:lift|elevator|train|tunnel|cable car|gondola|car park|garage|toilet|bathroom|car|roof|ride|bus|plane|room)\b",
    r"\blocked (?:myself |us |me |herself |himself )?(?:out of|in|inside)\b(?! (?:\w+ ){0,2}(?:account|app|profile|portal|contract))",
    r"\bstranded\b|\bleft standing\b",
    r"\b(?:cannot|can't|can not) get (?:out|off)\b",
    r"\bbroke(?:n)? down on\b",
    r"\b(?:am|are|is|i'm|we're) (?:standing|sitting|waiting) (?:\w+ )?(?:in front of|outside|at (?:the |your )?(?:\w+ )?(?:gate|station|counter|airport|door|stop|entrance|locker))",
    r"\bstanding (?:in front of|outside|at)\b",
    r"\btrain has been standing\b|\bstands? still in\b",
    r"被困|困在|困住了?(?:我|人)",
    r"(?:卡|关|锁|停)在(?:\w{0,6})?(?:电梯|隧道|缆车|停车场|车里|车上|车库|厕所|房间|轿厢|汽车)",
    r"出不(?:去|来)",
    r"抛锚|半路没电|丢在路边",
    r"(?:门口|柜台|机场|车站|站台|登机口).{0,6}(?:等着|没人|没有人|无人)",
)
# Trouble that only hands can end, somewhere where it cannot wait.
HANDS = (
    r"\b(?:no|without|out of|has no) (?:toilet )?paper\b(?! jam)",
    r"\btoilet\b.{0,30}\b(?:no paper|out of paper|has no paper)\b",
    r"\b(?:water|it) (?:is |keeps )?(?:running|dripping|pouring|flooding|gushing|leaking)\b",
    r"\b(?:pipe|pump|hose|tank)\b.{0,12}\bburst\b|\bburst (?:pipe|hose|tank)\b",
    r"\bflood(?:ing|ed)\b|\bunder water\b",
    r"\bheating (?:is |has )?(?:out|off|failed|broken|dead)\b|\bno heating\b",
    r"\b(?:barrier|gate|door)s? (?:does not|do not|doesn't|won't|will not) open\b",
    r"\btow truck\b",
    r"\bfreezer stands\b|\bcan(?:'t|not) carry\b",
    r"没(?:有)?(?:手纸|卫生纸|厕纸|纸了?)|缺纸",
    r"(?:水管|管道|水箱).{0,3}(?:爆|破裂)|爆管|淹水|水漫|被淹|淹了",
    r"(?:漏水|滴水|渗水|喷水)|往下(?:滴|漏)",
    r"暖气(?:坏|停|不热)|没(?:有)?暖气",
    r"(?:门|闸门|栏杆|柜门)(?:\w{0,2})?打不开|没有?人开门",
    r"拖车",
)
# It goes on while he writes, or where he is.
NOW = (
    r"\b(?:right now|at the moment|now|help|still|already|asap|quickly)\b|!",
    r"\b(?:on|in) (?:the |this |train |coach |ice |ic |re |rb )+(?:\d|train|toilet|bathroom|lift|coach)",
    r"\btrain\b|\bcoach\b|\bcarriage\b|\bflight goes\b|\bhere\b",
    r"\ball over\b|\bwhole (?:flat|house|floor)\b|\bcellar\b|\bceiling\b|\bbaby\b|\bminus\b|\bstreet\b|\braining\b",
    r"\bmotorway\b|\bhighway\b|\broadside\b",
    r"现在|正在|急|快|马上|立刻|在线等|还在|一直|救|帮帮",
    r"次列车|车厢|高铁|火车|列车|动车|地铁|飞机",
    r"全是|到处|满(?:屋|地)|楼上|客厅|天花板|婴儿|老人|零下|门口",
    r"高速|路边",
)
# It is asked about, imagined, long over, or only a way of speaking: such a sentence is no sign.
AGAINST = (
    r"\b(?:if|in case|what happens|whether|would|could it|how do i|how can i|which|is it(?! safe)|does the|do you|can i|is there)\b",
    r"\b(?:yesterday|last (?:week|month|year|night|time)|ago|years? before|tomorrow|next)\b",
    r"\b(?:bought|advert|newsletters?|subscription|prices?|loved|effects?|game|level|detector|alarm|holder|spare part|customs|maintenance contract)\b",
    r"\b(?:step \d|loading|setup|queue|fire ?wall|fire ?place|fire sale)\b",
    r"\bpaper jam\b",
    r"如果|万一|假如|要是|会不会(?!炸|爆)|是否|怎么(?:换|看|修改|解锁|设置)|请问|哪个|哪款",
    r"昨天|前天|上周|上个月|去年|以前|明天|下周|曾经",
    r"报警器|防火墙|壁炉|配件|游戏|关卡|那一关|海关|颜色|页面|步|转圈|帐号|账号|密码|价格|活动|保养合同|置物架",
)
# Without any of these no sign above can be there; most texts are done with at that.
_LETTERS = (
    "fire|flame|smok|burn|gas|shock|electrocut|spark|explod|blew up|blown up|swell|swollen|bulging|bleeding|"
    "unconscious|collapsed|fainted|seizure|heart attack|breathe|choking|suffocating|swallowed|monoxide|"
    "trapped|stuck|locked|stranded|standing|sitting|waiting|get out|get off|down on|still in|paper|running|"
    "dripping|pouring|flood|gushing|leaking|burst|under water|heating|barrier|gate|door|tow truck|freezer|"
    "carry|火|烟|烧|焦|糊|煤气|燃气|瓦斯|天然气|漏|触电|被电|电到|炸|鼓|膨胀|血|昏|晕|休克|抽搐|喘|"
    "呼吸|窒息|中毒|误|困|卡在|关在|锁在|停在|出不|抛锚|没电|路边|门口|柜台|机场|车站|站台|登机口|纸|"
    "爆|破裂|淹|水漫|滴|渗|喷|暖气|打不开|开门|拖车"
)
TRIGGERS = tuple(_LETTERS.split("|"))
