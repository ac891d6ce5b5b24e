"""The pieces of Chinese phrases of time; the text is folded to simplified characters before (same length)."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from makegood.care.promises.reading.moments import (
    Frame,
    Tok,
    day_of_month,
    holiday,
    month_end,
    next_weekday,
    weekday_of,
)

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
N = r"(?:\d+(?:\.\d+)?|[零〇一二两俩三四五六七八九十廿百]+)"
WEEKDAYS = (
    {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6} | {str(n + 1): n for n in range(6)}
)
HOLIDAYS = {
    "国庆": "National Day",
    "十一": "National Day",
    "五一": "Labor Day",
    "劳动节": "Labor Day",
    "春节": "Chinese New Year",
    "过年": "Chinese New Year",
    "新年": "New Year's Day",
    "年": "Chinese New Year",
    "农历年": "Chinese New Year",
    "农历新年": "Chinese New Year",
    "元旦": "New Year's Day",
    "端午": "Dragon Boat",
    "中秋": "Mid-Autumn",
    "清明": "Tomb-Sweeping",
    "圣诞": "Christmas",
    "复活节": "Easter",
    "元宵": "",
}
HOL = "(?:国庆|五一|十一|劳动节|春节|过年|农历新年|农历年|新年|元旦|端午|中秋|清明|圣诞|复活节)(?:节)?(?:长假|假期|小长假|假)?"
PARTS = {
    "morning": "一大早|清早|清晨|早上|早晨|早间|上午|一早|上昼|朝早|朝头早|今早|午前",
    "noon": "中午|正午|晌午|晏昼",
    "afternoon": "下午|下昼|午后|傍晚",
    "evening": "晚上|晚间|夜里|夜晚|半夜|深夜|夜间|夜",
    "dawn": "凌晨",
}
PART_WORDS = {w: p for p, words in PARTS.items() for w in words.split("|")}
PART = "(?:" + "|".join(sorted(PART_WORDS, key=len, reverse=True)) + "|PM|AM|pm|am)"
Maker = Callable[[re.Match[str], Frame], tuple[str, object, int] | None]


def number(text: str) -> float:
    """What Chinese or Arabic digits say: 二十四 is 24, 十五 is 15, 两 is 2."""
    if text[0].isascii():
        return float(text)
    total, last = 0, 0
    for c in text:
        if c == "十":
            total += (last or 1) * 10
            last = 0
        elif c == "百":
            total += (last or 1) * 100
            last = 0
        elif c == "廿":
            total += 20
        else:
            last = DIGITS.get(c, 0) + (last * 10 if len(text) == 2 and "十" not in text else 0)
    return float(total + last)


def _dated(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    year = int(m["y"] or 0)
    found = day_of_month(f.today, int(number(m["d"])), int(number(m["m"])), year)
    return ("day", found, 9) if found else None


def _of_month(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    day = int(number(m["d"]))
    if not 1 <= day <= 31:
        return None
    if "下" in m[0]:
        found = day_of_month(month_end(f.today.year, f.today.month) + timedelta(days=1), day)
    else:
        found = day_of_month(f.today, day)
    return ("day", found, 8) if found else None


def _weekday(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    wd, which = WEEKDAYS[m["d"]], m["w"] or ""
    ahead = which.count("下")
    if ahead:
        return "day", weekday_of(f.today, wd, ahead), 5
    if which and weekday_of(f.today, wd, 0) >= f.today:
        return "day", weekday_of(f.today, wd, 0), 5
    return "day", next_weekday(f.today, wd), 5


def _shift(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    words = {"今": 0, "当": 0, "本": 0, "明": 1, "听": 1, "翌": 1, "次": 1, "后": 2, "大": 3}
    return "day", f.today + timedelta(days=words[m[0][0]]), 5


def _shift_part(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    day = f.today + timedelta(days=0 if m[0][0] == "今" else 2 if m[0][0] == "后" else 1)
    return "daypart", (day, "evening" if m[0][1] in "晚夜" else "morning"), 5


def _elapsed(m: re.Match[str], _f: Frame) -> tuple[str, object, int]:
    unit = m["u"]
    n = 0.5 if m["n"] == "半" else number(m["n2"] or m["n"])
    n += 0.5 if m["half"] or m["half2"] else 0
    if "分" in unit or unit == "min" or unit == "mins":
        return "elapsed", (n, "minute"), 5
    if unit[0] in "小钟时hH点":
        return "elapsed", (n * 60, "minute") if n == 0.5 else (n, "hour"), 5
    if unit[0] in "天日":
        return "elapsed", (n, "day"), 5
    if "月" in unit:
        due = m[0].endswith(("内", "后", "前", "左右"))
        return "elapsed" if due else "length", (n * 30, "day"), 5
    return "elapsed", (n, "week"), 5


def _clock(m: re.Match[str], _f: Frame) -> tuple[str, object, int] | None:
    hour = int(number(m["h"]))
    tail = m["mi"] or ""
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(tail[:2].strip("钟"), -1)
    if minute < 0:
        digits = re.match(N, tail)
        minute = int(number(digits[0])) if digits else 0
    if hour > 24 or minute > 59:
        return None
    return "clock", (hour, minute, hour > 12 or hour == 0), 5


def _colon(m: re.Match[str], _f: Frame) -> tuple[str, object, int] | None:
    hour, minute = int(m["h"]), int(m["mi"])
    if hour > 24 or minute > 59:
        return None
    return "clock", (hour, minute, hour > 12 or m["h"].startswith("0") or hour >= 8), 5


def _week(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    ahead = m[0].count("下") if m[0][-1] != "下" else 0
    if m["part"] and m["part"][0] in "初前":
        return "vague_day", weekday_of(f.today, 1, ahead), 4
    return "week", weekday_of(f.today, 6, ahead), 3


def _weekend(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    ahead = m[0].count("下")
    if m[0].endswith("前"):
        return "day", weekday_of(f.today, 4, ahead), 5
    return "day", weekday_of(f.today, 6, ahead), 5


def _month_part(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    year, month = _year_month(m["m"], f)
    part = m["p"]
    if part in ("上旬", "初"):
        return "vague_day", date(year, month, 10), 6
    if part == "中旬":
        return "vague_day", date(year, month, 20), 6
    if part == "中":
        return "day", date(year, month, 15), 6
    return "day", month_end(year, month), 6


def _year_month(text: str | None, f: Frame) -> tuple[int, int]:
    year, month = f.today.year, f.today.month
    if text and "下" in text:
        return year + month // 12, month % 12 + 1
    digits = re.search(N, text or "")
    if digits and "个" not in (text or ""):
        wanted = int(number(digits[0]))
        return year + (wanted < month), wanted
    return year, month


def _quarter(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    q = int(number(m["q"])) if m["q"] else (f.today.month + 2) // 3
    return "day", month_end(f.today.year + (q * 3 < f.today.month), q * 3), 6


def _before_holiday(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    found = named_holiday(m[0], f)
    return ("day", found[2] - timedelta(days=1), 7) if found else None


def named_holiday(text: str, f: Frame, *, ended: bool = False) -> tuple[date, date, date] | None:
    """The holiday a text names: first free day, last free day, the day itself."""
    for key in sorted(HOLIDAYS, key=len, reverse=True):
        if key in text and HOLIDAYS[key]:
            return holiday(f, HOLIDAYS[key], ended=ended)
    return None


def _fixed(kind: str, value: object, rank: int = 5) -> Maker:
    return lambda _m, _f: (kind, value, rank)


def _rest_of_month(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    year, month = _year_month(m[0], f)
    return "day", month_end(year, month), 4


UNIT = r"(?P<u>分钟|分(?!店|公司|部|开|析|期|之)|小时|个?钟头|个?小时|个?钟(?!头)|h\b|H\b|hours?|天(?!气|猫|河|津)|日(?!志|期|常|历)|个?星期|周(?!年)|个?礼拜|个月|mins?)"
AFTER = r"(?:之内|以内|内|之后|以后|后|左右|上下|之前|前)?"
PATTERNS: list[tuple[re.Pattern[str], Maker]] = [
    (re.compile(p), make)
    for p, make in (
        (
            r"昨[天日晚]?|前天|前日|琴日|寻日|寻晚|上(?:个)?(?:周|星期|礼拜|月)(?![前内底])[一二三四五六日天]?|上(?:次|回)|刚才|刚刚|方才|去年|[一二两三四五六七八九十几\d]+(?:天|个?小时|分钟|周|个月)(?:之前|以前|前)(?=[^前]*(?:已|了|过))|之前的",
            _fixed("past", None),
        ),
        (
            r"今[朝早]|今天早上",
            lambda _m, f: (
                ("daypart", (f.today, "morning"), 5) if f.now.hour < 10 else ("past", None, 5)
            ),
        ),
        (
            r"(?:(?P<y>20\d\d)年|(?P<y2>))(?P<m>" + N + r")月(?P<d>" + N + r")[日号]?(?![旬初])",
            _dated,
        ),
        (r"(?P<y>)(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])", _dated),
        (
            r"(?:节后|假后|假期后|(?:"
            + HOL
            + r"|收假|年)(?:之后|以后|过后|后|完))(?:的|上班)?(?:第一(?:个|天|日)?|首个?|头一(?:个|天)|上班)?(?:工作日|上班(?:日|天)?(?:第一天)?|工作天|天)?|(?:第一|首)个(?:工作日|上班日|工作天)",
            lambda m, _f: ("after_holiday", m[0], 8),
        ),
        (r"年后", _fixed("noise", None)),
        (r"(?:下一?期|次期|下个?月)的?(?:账单|话费)", _fixed("bill", None, 1)),
        (r"(?:" + HOL + r"|节|年)(?:之前|以前|前)(?![天年])", _before_holiday),
        (r"(?:本|这个?|下个?)月(?P<d>" + N + r")[日号]", _of_month),
        (r"(?<=[至到~-])(?P<d>\d{1,2})日", _of_month),
        (
            r"(?<![\d月第])(?P<d>\d{1,2}|[一二三四五六七八九十廿]+)[号](?!线|楼|店|机|车|库|字|段|以上|门|院|房|码)",
            _of_month,
        ),
        (
            r"(?:(?P<n>"
            + N
            + r")(?:[到至~-](?P<n2>"
            + N
            + r"))?|(?P<n3>))个?(?:工作日|工作天|working days?|业务日)"
            + AFTER,
            lambda m, _f: ("working", int(number(m["n2"] or m["n"])), 5) if m["n"] else None,
        ),
        (r"(?:下一?个?|次个?|翌)(?:工作日|工作天)", _fixed("working", 1)),
        (r"次日|翌日|第二天|隔天|隔日", _fixed("anchor", 1)),
        (
            r"(?:到货|收到|拿到|收货|返仓|返厂|出结果|来货)的?(?:当天|当日)|(?:当天|当日|即日|同日|同一天)",
            lambda m, _f: ("anchor", "0" if len(m[0]) > 2 else "same", 5),
        ),
        (r"届时|到时候?|到时|那天|当晚", _fixed("then", None, 1)),
        (
            r"这(?:一)?两天|这几天|过两天|近日|近期|最近几天|不日|过几天|几天内|几分钟|几天|两三天内?(?=就|会)",
            _fixed("vague", None, 2),
        ),
        (
            r"每[天日](?=[^，。]{0,2}(?:\d|[一二三四五六七八九十]+点|上|下|中午|傍晚|凌晨))",
            _fixed("noise", None),
        ),
        (
            r"每[天日](?!的|早|晚)|天天|每[天日]?(?P<p>早|晚)上?",
            lambda m, f: (
                ("daypart", (f.today + timedelta(days=1), "morning"), 3)
                if m["p"] == "早"
                else ("daypart", (f.today + timedelta(days=f.now.hour >= 18), "evening"), 3)
                if m["p"]
                else ("day", f.today + timedelta(days=1), 3)
            ),
        ),
        (r"明后天|明后两天", lambda _m, f: ("day", f.today + timedelta(days=2), 6)),
        (r"大后[天日]|大后儿|(?:今|明|后)[天日儿]|今儿个|明儿个|听日", _shift),
        (r"[今明听后][晚早朝夜]", _shift_part),
        (
            r"(?P<w>(?:下下|下个?|本|这个?|今个?)?)(?:周|星期|礼拜)(?P<d>[一二三四五六日天1-6])(?![\d个])",
            _weekday,
        ),
        (r"(?:下个?|本|这个?|今个?)?(?:周末|星期末|礼拜末)(?:之前|以前|前)?", _weekend),
        (
            r"(?P<w>下下|下个?|本|这个?|今个?)(?:周|星期|礼拜)(?P<part>初|前半|末|底)?" + AFTER,
            _week,
        ),
        (
            r"(?P<m>(?:下个?|本|这个?|(?:\d{1,2}|[一二三四五六七八九十]+))月份?|月)(?P<p>上旬|中旬|下旬|初|中(?!国|心|旬)|底|末)",
            _month_part,
        ),
        (
            r"(?P<m>)(?:本|这个?|下个?|今个?)月(?:之内|以内|内|里)?(?!\d|份?的?(?:账单|话费|月租|月费|租金|房租|电费|水费|网费|费用|会费|保费|服务费)|的(?!时间|时候))",
            _rest_of_month,
        ),
        (
            r"(?:第?(?P<q>[一二三四1-4])季度?|Q(?P<q2>[1-4])|本季度?)(?:之内|以内|内|末|底|前)?",
            _quarter,
        ),
        (r"年底|年末", lambda _m, f: ("day", date(f.today.year, 12, 31), 5)),
        (r"(?:一|1)刻钟" + AFTER, _fixed("elapsed", (15, "minute"))),
        (r"三刻钟" + AFTER, _fixed("elapsed", (45, "minute"))),
        (r"(?<!个)(?P<n>半)(?P<n2>)(?P<half>)个?(?P<u>小时|钟头|钟)(?P<half2>)" + AFTER, _elapsed),
        (
            r"(?P<n>半)(?P<n2>)(?P<half>)(?P<u>天|个月)(?P<half2>)" + AFTER,
            lambda m, _f: (
                ("elapsed", (12, "hour"), 5) if "天" in m[0] else ("elapsed", (15, "day"), 5)
            ),
        ),
        (
            r"(?<![第每\d.点:])(?P<n>"
            + N
            + r")个?(?P<half>半)?(?:[到至~-](?P<n2>"
            + N
            + r")个?|(?P<n3>))"
            + UNIT
            + r"(?P<half2>半)?"
            + AFTER,
            _elapsed,
        ),
        (r"(?P<h>\d{1,2})[:：](?P<mi>\d{2})", _colon),
        (
            r"(?<![\d第])(?P<h>\d{1,2}|[一二两三四五六七八九十廿零]+)(?:点|时(?!候|间|限|段|效|常|刻|差|而|尚|装|不))(?P<mi>半|一刻|三刻|(?:\d{1,2}|[零一二三四五六七八九十]+)分?(?!钟|\d|店))?(?:钟|整|正)?",
            _clock,
        ),
        (r"(?P<h>\d{1,2}|[一二两三四五六七八九十]+)(?P<mi>)(?=(?:到|至|-|~|—)\0)", _clock),
        (r"(?P<h>\d{1,2})(?P<mi>) ?(?=PM|AM|pm|am)", _clock),
        (r"24h内?", _fixed("elapsed", (24, "hour"))),
        (r"(?:一上班|上班第一时间|一开门|开门就|开门|开工)(?!红)", _fixed("part", "morning")),
        (r"(?:下班|收工|放工|打烊|关门|收班|收档|营业结束)(?:之前|以前|前)", _fixed("close", None)),
        (r"(?:中午|午饭|正午|晌午)(?:之前|以前|前)(?!\0)", _fixed("part", "morning", 6)),
        (
            PART,
            lambda m, _f: (
                "part",
                PART_WORDS.get(m[0], "afternoon" if m[0].lower() == "pm" else "morning"),
                5,
            ),
        ),
        (r"开早会|早会", _fixed("part", "morning", 2)),
        (
            r"尽快|尽早|尽速|马上|立刻|立即|立马|即刻|稍后|稍候|稍晚|随后|随即|晚点|晚些|迟些|迟啲|回头|一会儿?|待会儿?|等会儿?|等一下|等下|等阵|阵间|很快|第一时间|火速|赶紧|赶快|即时|抓紧|优先|尽可能快|现在就|现在|这就|而家",
            _fixed("vague", None, 1),
        ),
        (r"以后|今后|往后|日后|之后每次", _fixed("vague", None, 1)),
    )
]
NORMAL = str.maketrans("夭", "天")
EVENT = re.compile(
    r"(?:到货|测完|质检完|检测完|审完|批下来|批完|发出|发布|出具|收到|拿到|签收|到了|寄出|处理完|核实|修好|完成|结束|出结果|通过|确认|会)(?:之?后|以后|就|了|完)|一(?:到|有|出|收到|拿到)[^，。]{0,8}?(?:就|立刻|马上|第一时间|即|我|会)|(?:之后|以后|后|前|之前|先)(?=[^，。天]{0,3}(?:会|就|我|马上|第一时间|给|再|先))|提前|出门前|到之?前|出发前|直到|为止|有(?:消息|结果|进展)"
)
APPROX = re.compile(
    r"左右|上下|大约|大概|(?<!^)(?<!已)(?<![来告])约(?=\d|[一二两三四五六七八九十半])(?!\d+月)|前后|差不多|许"
)
AROUND = re.compile(
    r"(?:完|后|收到|签收|到货|审核|批准|通过|确认|出发|(?<![达收送寄])到|(?:(?<!部)门|会|结束)(?:之后|以后|后)|验收|之后|起)(?:之?后|以后)?(?:的|起)?$"
)


def scan(text: str, frame: Frame) -> list[Tok]:
    """The pieces of time in a Chinese text (simplified, half width), in their order; none overlap."""
    left = re.sub(r"(?<=[明今后])夭", "天", text)
    found: list[Tok] = []
    for pattern, make in PATTERNS:
        for m in pattern.finditer(left):
            made = make(m, frame)
            if made is not None and m.end() > m.start():
                found.append(Tok(made[0], m.start(), m.end(), made[1], made[2]))
        for tok in found:
            left = left[: tok.start] + "\0" * (tok.end - tok.start) + left[tok.end :]
    found += [Tok("event", m.start(), m.end(), m[0]) for m in EVENT.finditer(left)]
    found += [Tok("approx", m.start(), m.end()) for m in APPROX.finditer(text)]
    found += _around(text, found)
    return sorted(found, key=lambda t: t.start)


def _around(text: str, found: list[Tok]) -> list[Tok]:
    spans = [t for t in found if t.kind in ("elapsed", "working")]
    marks = []
    for tok in spans:
        m = AROUND.search(text[max(0, tok.start - 8) : tok.start])
        before = re.search(r"提前$", text[: tok.start])
        if m or before:
            marks.append(
                Tok(
                    "around",
                    max(0, tok.start - 2),
                    tok.start,
                    "提前" if before else m[0] if m else "",
                )
            )
    return marks
