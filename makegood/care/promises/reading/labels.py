"""The labels of a promise: its kind, who keeps it, and whether it is firm."""

import re
from collections.abc import Sequence

from makegood.care.promises.reading.commitment import Read
from makegood.care.promises.reading.signs_en import SIGNS as EN
from makegood.care.promises.reading.signs_zh import SIGNS as ZH

KINDS = (
    "call",
    "refund",
    "replace",
    "send_info",
    "escalate",
    "investigate",
    "visit",
    "deliver",
    "reply",
)
NAMES = {"call": "call_back", "act": "other"}
OWN_DOING = {"call_back", "reply", "send_info", "investigate", "escalate"}
OTHER_EN = re.compile(
    r"\b(?:set up a|waiv\w+|cancel\w*|extend\w*|hold|keep (?:this|your|the|it)|reserv\w+|cover|fix\w*|repair\w*|restor\w+|complete|put right|sort(?:ed)?|unlock|on us|eat the cost|no charge|(?:won't|not) (?:be )?(?:bill|charge)\w*|stay on|take over|push)\b",
    re.I,
)
OTHER_ZH = re.compile(
    r"不收(?!货)|[由我们司]{1,3}[^，]{0,4}(?:承担|出$|担$)|承担$|延期|保留|留[住到着]|跟到|免了|算(?:我们|公司)的|取消|意见[^，]{0,8}出具|推送|值班"
)
VISIT_ZH = re.compile(
    r"上门|上楼|入户|驻场|到府|到现场|到场|派[人员]|赴|到访|到厂|到家|(?:师傅|工程师|电工|人员|同事)[^，]{0,14}(?:到|过去|来)|^[^，寄送派货件]{0,10}(?:点|刻|半|分钟)[^，寄送派]{0,3}到$"
)
DELIVER_ZH = re.compile(
    r"(?:送|寄|派|运|发)(?:[到达给出过]|货|您|上门)|到货|到您手|(?<!了)送到|能派|补[给寄]您|能到$|前到$|天到$|必达|跟车|送(?=$)"
)
ANSWER_ZH = re.compile(
    r"(?:告知|答复|答覆|回复|回覆|通知|转告|结论|同步|准话|回话|处理结果|结果(?:给|周|您)|处理方案|发货日期|转给您|联系[您你]?)(?:客户|贵司|您|你)?$|结论|报[^，]{0,4}进度|复[你您]|联[系络][您你]|转给您"
)
NEW_ZH = re.compile(r"换新|换货|新机|新品")
PERSON_EN = re.compile(
    r"\b(?:sending|send|have|get|ask(?:ed)?) (?:my |our |the |a |an )?(?:manager|supervisor|colleague|engineer|technician|tech|plumber|driver|\b(?-i:[A-Z][a-z]+)) (?:out|to|call|ring|contact|email|round)\b",
    re.I,
)
LATER_I_EN = re.compile(
    r"(?:first thing|tomorrow|tonight|today|this|later|on|by|within|in|before|after)\b[^,]{0,30}?,? I(?:'ll|'m| will| am)?\b",
    re.I,
)
FOR_ME_EN = re.compile(r"\bfrom me\b", re.I)


def kind(words: str, context: str, tongue: str) -> str:
    """What sort of thing is promised; `context` is the text before."""
    return _kind_zh(words, context) if tongue == "zh" else _kind_en(words)


def _kind_zh(words: str, context: str) -> str:
    found = ""
    if ZH["call"].search(words):
        found = "call_back"
    elif OTHER_ZH.search(words) and not re.search(r"退|转至|打款|上门", words):
        found = "other"
    elif VISIT_ZH.search(words) and not re.search(r"不收|寄|送货上门", words):
        found = "visit"
    elif ZH["replace"].search(words) and not re.search(r"补发的", words):
        found = "replace"
    elif DELIVER_ZH.search(words) and not re.search(
        r"报告|发票|合同|单号|邮|回单|原件|纸质|包力争|结果|方案|码|日期", words
    ):
        found = "replace" if NEW_ZH.search(context + words) else "deliver"
    elif ANSWER_ZH.search(words) and not re.search(r"报告|单号|步骤|邮件告知", words):
        found = "reply"
    return found or _last_zh(words)


def _last_zh(words: str) -> str:
    """The kind whose words stand last."""
    if re.search(r"报告|发票|合同|单号|原件|纸质|方案发|取件码|链接|资料", words):
        return "send_info"
    best, place = "other", -1
    for name in KINDS:
        for m in ZH[name].finditer(words):
            if m.start() > place:
                best, place = name, m.start()
    return NAMES.get(best, best)


def _kind_en(words: str) -> str:
    words = re.sub(
        r"(?i)\bon-call\b|\b(?:the|your|new) phone\b|\bmissed visit\b|\bmakes? the call\b",
        "X",
        words,
    )
    at = {name: m.start() for name in KINDS if (m := EN[name].search(words))}
    other = OTHER_EN.search(words)
    if (
        "visit" in at
        and "deliver" in at
        and not re.search(
            r"(?i)\b(?:tech\w*|engineer|crew|plumber|surveyor|fitter|driver|I|he|she)\b", words
        )
    ):
        del at["visit"]
    if "call" in at and re.search(r"(?i)\bcall at\b", words):
        return "visit"
    if "replace" in at or "refund" in at:
        return min((n for n in ("replace", "refund") if n in at), key=lambda n: at[n])
    if other and (not at or other.start() < min(at.values()) + 12):
        return "other"
    if "send_info" in at and at["send_info"] <= at.get("reply", 999) + 12 and "call" not in at:
        return "send_info"
    if not at:
        return "visit" if re.search(r"(?i)\b(?:booked|down for|set you up)\b", words) else "other"
    best = min(at, key=lambda n: at[n])
    return NAMES.get(best, best)


def who(words: str, reads: Sequence[Read], index: int, tongue: str, kind: str) -> str:
    """Who does what the customer waits for: self, colleague, company or supplier."""
    signs = reads[index].signs
    if tongue == "zh":
        return _who_zh(words, signs, reads[:index], kind)
    return _who_en(words, signs, reads[:index], kind)


def _who_en(words: str, signs: frozenset[str], before: Sequence[Read], kind: str) -> str:
    if PERSON_EN.search(words):
        return "colleague"
    if kind == "visit" and re.search(r"(?i)\b(?:booked|down for|fitting you)\b", words):
        return "colleague"
    later = kind in OWN_DOING and LATER_I_EN.match(words)
    if (
        later
        or FOR_ME_EN.search(words)
        or ({"self_start", "will_self"} & signs and not re.search(r"(?i)I'd expect", words))
    ):
        return "self"
    if {"we_start", "will_we"} & signs:
        return "company"
    if re.match(r"(?i)(?:they|he|she)\b", words):
        known = next(
            (r for r in reversed(before) if {"supplier", "colleague", "name"} & r.signs), None
        )
        mob = any(
            re.search(r"(?i)freight|courier|carrier|supplier|vendor", r.clause.text) for r in before
        )
        return "supplier" if mob or (known and "supplier" in known.signs) else "colleague"
    if "supplier" in signs:
        return "supplier"
    if signs & {"colleague", "name"} and not re.search(r"(?i)^our team\b", words):
        return "colleague"
    return _carried_en(words, before, kind)


def _carried_en(words: str, before: Sequence[Read], kind: str) -> str:
    """The subject of the clause before, where a clause begins with its verb."""
    if re.match(
        r"(?i)(?:will |would |also |then )?(?:let|send|write|call|ring|message|text|email|tell|report|inform|share|get|update|reply|follow|confirm|give)\b",
        words,
    ):
        for read in reversed(before):
            if {"self_start", "will_self"} & read.signs:
                return "self"
            if {"we_start", "will_we"} & read.signs:
                return "company"
        return "self" if kind in OWN_DOING else "company"
    return "company"


def _who_zh(words: str, signs: frozenset[str], before: Sequence[Read], kind: str) -> str:
    if "supplier" in signs and not re.search(r"快递(?:给|过去|费)|[催查]", words):
        return "supplier"
    if re.search(
        r"(?:我们|我司|我部|公司|本公司)[^，]{0,12}(?:安排|派)|^(?:这两天就|已经)?安排", words
    ):
        return "company"
    if (
        re.search(r"我(?!们|司|方|部|的)[^，]{0,8}(?:把|催|跟|和|向|盯|找|转)", words)
        and "让" not in words
    ):
        return "self"
    if ZH["colleague"].search(words):
        return "colleague"
    if "self" in signs:
        return "self"
    if "we" in signs:
        return "company"
    if kind == "visit" or re.search(r"^他|^她|出门前|出发前", words):
        return "colleague"
    return _carried_zh(before, kind)


def _carried_zh(before: Sequence[Read], kind: str) -> str:
    if kind not in OWN_DOING:
        return "company"
    for read in reversed(before):
        if "we" in read.signs:
            return "company"
        if "self" in read.signs:
            return "self"
    return "self"


def firm(words: str, members: Sequence[Read], before: Sequence[Read], tongue: str) -> bool:
    """False where the words hedge, or where they hang on an unsure step before."""
    if tongue == "zh":
        hangs = re.search(r"^(?:拿到|到货|收到)", words) and before and "hedge" in before[-1].signs
        return not hangs and not any("hedge" in m.signs for m in members)
    if re.match(r"(?i)(?:please )?expect\b", words):
        return True
    words = re.sub(r"(?i)^should (?:our|we|the|my)\b", "", words)
    return not EN["hedge"].search(words)
