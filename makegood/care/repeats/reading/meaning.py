"""What a text is about, comparable across Chinese and English: things, troubles and what is wanted, and the
words beside them. No model: a table of ideas with their words, and pairs of characters for the rest."""

import math
import re
from dataclasses import dataclass, field
from functools import cache

from makegood.kernel.text import fold, terms

THINGS = "thing"
TROUBLES = "trouble"
WANTS = "want"
_GROUPS: dict[str, dict[str, str]] = {
    THINGS: {
        "tv": "电视|tv|television|屏幕电视",
        "washer": "洗衣机|washing machine|washer",
        "dishwasher": "洗碗机|dishwasher",
        "fridge": "冰箱|冰柜|fridge|freezer|refrigerator",
        "aircon": "空调|冷气|air ?con(?:ditioner|ditioning)?",
        "heater": "热水器|锅炉|暖气|boiler|water heater|heating",
        "coffee": "咖啡机|coffee machine|coffee maker",
        "phone": "手机(?!号)|电话机|smartphone|mobile phone|(?<!tele)\\bphone (?:does|will|screen|charg)",
        "computer": "电脑|笔记本|laptop|computer|notebook",
        "tablet": "平板|学习机|tablet",
        "printer": "打印机|复印机|影印机|小票|收据|copier|printer|receipt",
        "router": "宽带|路由器|网络|wifi|broadband|router|internet|connection",
        "watch": "手表|手环|watch|wristband",
        "headphones": "耳机|headphone|earphone|earbud|earcup",
        "hearing": "助听器|hearing aid",
        "vacuum": "吸尘器|扫地机|掃地機|扫地机器人|机器人|vacuum|robot",
        "lock": "门锁|指纹锁|智能锁|smart lock|door lock|\\block\\b",
        "door": "车库门|卷帘门|garage door",
        "car": "汽车|轿车|\\bcar\\b|vehicle",
        "charger": "充电桩|charging station|charger",
        "machine": "挖掘机|装载机|推土机|叉车|起重机|excavator|loader|forklift|crane",
        "inverter": "逆变器|光伏|太阳能|inverter|solar",
        "drone": "无人机|drone",
        "treadmill": "跑步机|treadmill",
        "purifier": "净水器|饮水机|滤芯|water dispenser|purifier",
        "furniture": "椅子|桌子|沙发|床垫|柜子|chair|table|sofa|mattress|wardrobe",
        "lamp": "灯具|台灯|吊灯|lamp",
        "glass": "玻璃杯|杯子|碗|glasses|cups?\\b|jar",
        "clothes": "衣服|衬衫|鞋|裤子|件衫|shirt|shoes?|trousers|dress|jacket",
        "parcel": "包裹|快递|快件|物流|丢件|parcel|package|courier|tracking|delivery|shipment",
        "invoice": "发票|税号|invoice|vat|tax number",
        "bill": "账单|话费|扣款|扣费|多扣|charge[ds]?\\b|billed|\\bbill\\b",
        "roaming": "漫游|roaming",
        "account": "账号|账户|帐号|帐户|会员账|account",
        "code": "验证码|短信码|sign-in code|verification code|\\bcode\\b",
        "password": "密码|password",
        "app": "应用|客户端|小程序|\\bapp\\b",
        "membership": "会员卡|年卡|健身卡|membership|\\bgym\\b",
        "contract": "合同|contract",
        "deposit": "押金|deposit",
        "flight": "航班|机票|flight|luggage|airport",
        "train": "高铁|火车|车厢|train|coach",
        "tour": "旅行团|跟团|团费|\\btour\\b",
        "toilet": "厕所|卫生间|toilet",
        "cake": "蛋糕|cake",
        "food": "狗粮|宠物粮|奶粉|猫粮|食品|dog food|milk powder|pet food",
        "wallpaper": "壁纸|墙纸|wallpaper",
        "floor": "地板|floor",
        "scale": "行李秤|体重秤|电子秤|\\bscale\\b",
        "pressure": "血压计|blood pressure",
        "class": "网课|课程|上课|听课|online class|lesson",
        "voucher": "代金券|优惠券|优惠码|voucher|coupon",
        "battery": "电池|battery|batteries",
        "screen": "屏幕|荧幕|换屏|显示屏|screen|display",
        "camera": "摄像头|相机|camera",
        "elevator": "电梯|elevator|\\blift\\b",
    },
    TROUBLES: {
        "flicker": "闪屏|闪烁|一闪一闪|还闪|在闪|闪的|flicker",
        "leak": "漏水|渗水|水漫|流出来|漏雨|leak|under water|water comes",
        "nocold": "不制冷|不冷|化了|not cool|still warm|warm inside",
        "noheat": "点不着|打不着|不出热水|不热|no hot water|not heat",
        "drain": "不排水|排不出|does not drain|drain",
        "stuck": "卡住|卡纸|卡在|jam|stuck|half way|停在一半",
        "stops": "自己停|自动停|停机|自己就停|跑一跑就停|跑着就停|stops by itself|stopped|shuts down",
        "dead": "没反应|打不开|开不了机|黑屏|不工作|坏了|does not react|does not work|not working|dead",
        "charging": "充不进|充电充|不充电|充不了|does not charge|not charg",
        "drains": "没电|耗电|费电|eats its batter|battery empty|drain(?:s|ed) fast",
        "broken": "碎了|破了|摔坏|压扁|压坏|裂|坏的|broken|cracked|squashed|damaged",
        "missing": "少了|缺|少的那|漏发|missing",
        "notcome": "没收到|没到|还没到|未收到|送来|寄到|not arrived|not received|has not come|where is my",
        "lost": "丢了|丢件|弄丢|找不到包裹|stolen|\\blost\\b",
        "noshow": "没来|白等|放我鸽子|不来|没人来|nobody came|no show|did not come",
        "overcharge": "重复扣|多扣|扣了两|多收|charged twice|double charge|two times|billed two|overcharg|paid .{0,12}too much|多付",
        "blocked": "被封|封号|解封|封着|冻结|不能登录|登不上|blocked|locked out|unlock|suspended",
        "signout": "掉线登|退出登录|自动退出|logs? me out|signs? me out",
        "nocode": "收不到|没收到验证码|code never|not arriving",
        "forgot": "忘了|忘记|forgot",
        "wrongname": "名字错|写错|开错|is wrong|wrong on|not haris|correct the name|misspelt",
        "wrongsize": "尺码|尺寸不|wrong size|does not fit",
        "noise": "异响|砰砰|噪音|啸叫|响|bang|noise|whistl|rattl",
        "nosound": "没声音|没有声音|听不见|no sound|silent",
        "position": "定位|position|location",
        "wrongvalue": "不准|不一样|差三十|差很多|wrong weight|different numbers|inaccurate|wrong values",
        "spin": "转圈|原地转|spin|circles",
        "drop": "断网|断线|掉线|总断|还是断|drops?\\b|went down|disconnect",
        "nopaper": "没有纸|没纸|no paper",
        "spots": "水渍|白斑|一层白|污渍|white spots|stains",
        "bubbles": "起泡|鼓包|bubbles",
        "scratch": "划了|划痕|刮花|scratch",
        "lumps": "结块|变质|发霉|lump|spoil|mould",
        "worms": "虫|worm|insect",
        "oil": "机油|漏油|烧油|烧两升|oil loss|lost oil|uses .{0,20}oil|litres of oil",
        "shock": "漏电|触电|手麻|就麻|电人|electric shock",
        "isolation": "绝缘|isolation fault",
        "alarm": "报警|报 ?e|故障码|alarm|error|fault",
        "hot": "过热|油温|发烫|overheat|temperature",
        "cancelled": "取消了|被取消|航班取消|cancelled|canceled",
        "crash": "闪退|崩溃|死机|crash|freez",
        "touch": "触摸|点不动|触屏|touch",
        "slow": "很慢|卡顿|slow",
        "smell": "异味|臭|smell",
        "red": "红灯|亮红|red light|go red|goes red",
        "fall": "掉进|坠|摔下|fell|fall into",
        "print": "打不了小票|打不出|打印不|印不出|不能印|print",
        "pressureloss": "压力掉|天天掉|pressure (?:falls|is at)|loses pressure",
    },
    WANTS: {
        "refund": "退款|退费|退钱|退了吗|退给我|退不退|剩下的一半|refund|money back|paid back|pay me back|sent back",
        "return": "退货|换货|exchange|my return|return the|return it",
        "compensate": "赔|补偿|理赔|compensat|covered",
        "repair": "维修|修理|上门|师傅|修过|technician|repair|electrician",
        "install": "安装|installation|install\\b|fitter",
        "cancel": "退卡|退年卡|解约|注销|退订|cancel it|cancel my|terminate",
        "buy": "哪里.{0,3}买|买.{0,4}吗|定期|配送|寄两|购买|哪里买|哪里能买|下单|有货|订两|订一|订购|where can i buy|order a|would like to order|quote|purchase",
        "invoice_please": "开票|发票抬头|get an invoice|send .{0,10}invoice",
        "move": "搬家|换地址|送货地址|moving house|new address",
        "maintain": "保养|清洗|滤芯多久|加油|上一次油|service interval|cleaning|maintenance",
        "info": "请问|多久|哪种|哪个型号|支持|能.{0,6}吗|有.{0,4}的吗|想问|怎么收费|多少钱|几点|能不能|可以吗|怎么用|how (?:much|long|often|many)|how do i|\\bcan (?:i|the|it)\\b|do you\\b|\\bwhich\\b|does (?:it|the)\\b|are there|where (?:can|do) i|could i|please send me|would like to|is the .{0,20}also",
        "change": "改成|改到|更改|换成|变更|change the|change my|correct the",
        "result": "结果|报告|检测|result|report\\b",
        "leave_thanks": "谢谢|感谢|好了|thanks|thank you|works fine",
        "leg": "腿|\\bleg\\b",
        "approve": "批咗|通过了吗|审核|approved",
    },
}
# Somebody who has been here before says so.
_AGAIN = re.compile(
    r"还是|还没|仍然|依然|又.{0,6}(?:了|来|坏|断|报|没|停|扣|收)|再次|上次|昨天说|前几天|说好的|催|进展|怎么还|到底|都.{0,3}天了|"
    r"几时|几次了|什么时候.{0,8}(?:来|退|修|好|到|重开|寄|补|定|解封)|等了|追踪|答复|没人理|解决了吗|出来了吗|找到了吗|更新|"
    r"\bstill\b|\bagain\b|any news|any update|as i (?:told|said|wrote)|you (?:said|promised|wanted|asked|repaired)|"
    r"last (?:week|month|time)|waiting|not answered|nobody (?:has|came|looked)|has .{0,30} answered|\bwhen (?:do|will|are|is) (?:you|your|i)\b|"
    r"什么时候|幾時|promised|is back|did not help|does not help|has it been|it has been|have been waiting|no fix"
)
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "is",
        "it",
        "my",
        "i",
        "you",
        "your",
        "we",
        "our",
        "for",
        "with",
        "from",
        "this",
        "that",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "not",
        "no",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "please",
        "hello",
        "hi",
        "dear",
        "are",
        "am",
        "as",
        "by",
        "but",
        "so",
        "if",
        "me",
        "there",
        "what",
        "when",
        "where",
        "who",
        "how",
        "any",
        "all",
        "about",
        "into",
        "out",
        "up",
        "down",
        "they",
        "them",
        "he",
        "she",
        "his",
        "her",
        "its",
        "just",
        "now",
        "today",
        "here",
        "yes",
    ]
)
_STOP_HAN = frozenset(
    "的了是我你他她它们在有就不还没也都要吗呢吧啊和与跟把被给到这那个一上下来去说想请问您好很太又再能会让"
)
WEIGHT = {THINGS: 2.0, TROUBLES: 3.0, WANTS: 1.5}
WORD, PAIR = 1.0, 0.35


@dataclass(frozen=True)
class Meaning:
    """What a text is about. `ideas` by group; `weights` is the vector that nearness compares."""

    ideas: dict[str, frozenset[str]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    again: bool = False

    @property
    def content(self) -> float:
        """How much it says at all: a bare "any news?" says next to nothing."""
        return math.sqrt(sum(w * w for w in self.weights.values()))


@cache
def _patterns() -> list[tuple[str, str, "re.Pattern[str]"]]:
    return [
        (group, idea, re.compile(fold(words)))
        for group, ideas in _GROUPS.items()
        for idea, words in ideas.items()
    ]


def meaning(text: str) -> Meaning:
    """Read a text of a customer in Chinese (either script) or English."""
    folded = fold(text[:4000])
    ideas: dict[str, set[str]] = {THINGS: set(), TROUBLES: set(), WANTS: set()}
    weights: dict[str, float] = {}
    for group, idea, pattern in _patterns():
        if pattern.search(folded):
            ideas[group].add(idea)
            weights[f"{group}:{idea}"] = WEIGHT[group]
    for term in set(terms(folded)):
        weights[term] = max(weights.get(term, 0.0), _weight(term))
    kept = {term: weight for term, weight in weights.items() if weight}
    again = _AGAIN.search(folded) is not None
    return Meaning({g: frozenset(found) for g, found in ideas.items()}, kept, again)


def _weight(term: str) -> float:
    if ord(term[0]) < 0x2E80:
        return 0.0 if term in _STOP or (len(term) < 3 and not term.isdigit()) else WORD
    if len(term) == 1 or any(sign in _STOP_HAN for sign in term):
        return 0.0
    return PAIR


def nearness(one: Meaning, other: Meaning) -> float:
    """How near two texts are in meaning, 0 to 1."""
    if not one.weights or not other.weights:
        return 0.0
    small, large = sorted((one.weights, other.weights), key=len)
    shared = sum(weight * large.get(term, 0.0) for term, weight in small.items())
    return shared / (one.content * other.content)
