"""English words of time: numbers, weekdays, months, holidays, and what each kind of phrase comes to."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from makegood.care.promises.reading.moments import (
    Frame,
    day_of_month,
    holiday,
    month_end,
    next_weekday,
    real_day,
    weekday_of,
)

WORDS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"a": 1, "an": 1, "couple": 2, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50}
WORDS |= {"ninety": 90, "sixty": 60, "forty-eight": 48, "twenty-four": 24, "seventy-two": 72}
MONTHS = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
WEEKDAYS = {d: n for n, d in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
NUM = (
    r"(?:\d+(?:\.\d+)?|"
    + "|".join(sorted(WORDS, key=len, reverse=True))
    + r"|a couple of|couple of)"
)
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
LONG = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WD = rf"(?:{LONG}\b|(?-i:Mon|Tues?|Weds?|Thurs|Thur?|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|tues|thurs|weds|fri|thur)\b)"
UNIT = r"(?:minutes?|mins?|hours?|hrs?|hr|h|days?|weeks?|wks?|fortnights?|months?)\b"
WORKING = r"(?:working|business|workin|bus\.?|biz)[ -]days?\b"
HOLIDAYS = {
    "christmas": "Christmas",
    "xmas": "Christmas",
    "easter": "Easter|Good Friday",
    "thanksgiving": "Thanksgiving",
    "new year": "New Year's Day",
    "tongue new year": "Chinese New Year",
    "lunar new year": "Chinese New Year",
    "cny": "Chinese New Year",
    "labor day": "Labor Day",
    "labour day": "Labor Day|Labour Day",
    "memorial day": "Memorial Day",
    "independence day": "Independence Day",
    "national day": "National Day",
    "bank holiday": "Bank Holiday|May Day|Easter Monday",
    "spring festival": "Chinese New Year",
    "diwali": "Diwali",
    "golden week": "National Day",
}
HOL = (
    r"(?:the )?(?:\w+ )??(?:"
    + "|".join(sorted(HOLIDAYS, key=len, reverse=True))
    + r")(?:['’]?s? day\b)?"
)
Maker = Callable[[re.Match[str], Frame], tuple[str, object, int] | None]


def number(text: str) -> float:
    """What a number word or digits say."""
    text = text.lower().strip()
    if "couple" in text:
        return 2
    return float(text) if text[0].isdigit() else float(WORDS[text])


def month_number(text: str) -> int:
    return MONTHS[text.lower()[:3]]


def _weekday(text: str) -> int:
    return WEEKDAYS[text.lower()[:3]]


def slashed(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    a, b = int(m["a"]), int(m["b"])
    month, day = (a, b) if f.month_first else (b, a)
    if month > 12:
        month, day = day, month
    year = int(m["y"] or 0)
    return dated(f, day, month, year + 2000 if 0 < year < 100 else year)


def dated(f: Frame, day: int, month: int, year: int = 0) -> tuple[str, object, int] | None:
    found = day_of_month(f.today, day, month, year) if 1 <= month <= 12 else None
    return ("day", found, 9) if found else None


def of_month(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    if m["which"] == "next":
        end = month_end(f.today.year, f.today.month)
        found = real_day(*divmod_month(end), int(m["d"]))
    else:
        found = day_of_month(f.today, int(m["d"]))
    return ("day", found, 8) if found else None


def divmod_month(day: date) -> tuple[int, int]:
    """Year and month of the day after."""
    after = day + timedelta(days=1)
    return after.year, after.month


def of_weekday(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    wd, which = _weekday(m["wd"]), (m["which"] or "").lower()
    if which == "next":
        return "day", weekday_of(f.today, wd, 1), 5
    if which == "this" and weekday_of(f.today, wd, 0) >= f.today:
        return "day", weekday_of(f.today, wd, 0), 5
    return "day", next_weekday(f.today, wd), 5


def weekday_later(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    more = 14 if "fortnight" in m[0].lower() else 7
    return "day", next_weekday(f.today, _weekday(m["wd"] or m["wd2"])) + timedelta(days=more), 7


def daily(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    """The first day of what comes every day: tomorrow; an evening that is still to come is today's."""
    part = (m["p"] or "day").lower().replace("night", "evening")
    day = f.today + timedelta(days=0 if part == "evening" and f.now.hour < 18 else 1)
    return ("day", day, 3) if part == "day" else ("daypart", (day, part), 3)


def week(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    ahead = 1 if "next" in m[0].lower() else 0
    word = m[0].lower()
    if word.startswith("early"):
        return "vague_day", weekday_of(f.today, 1, ahead), 4
    if word.startswith(("mid", "middle")):
        return "vague_day", weekday_of(f.today, 3, ahead), 4
    return "week", weekday_of(f.today, 6, ahead), 3


def week_of(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    day, month = (m["d1"] or m["d2"]), (m["m1"] or m["m2"])
    found = (
        day_of_month(f.today, int(day), month_number(month))
        if month
        else day_of_month(f.today, int(day))
    )
    return ("week", weekday_of(found, 6, 0), 9) if found else None


def period(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    word, today = m[0].lower(), f.today
    year, month = today.year, today.month
    if "year" in word:
        return "day", date(year + ("next" in word), 12, 31), 4
    if "quarter" in word:
        return "day", month_end(year, (month - 1) // 3 * 3 + 3 + 3 * ("next" in word)), 4
    if "week" in word:
        return "week", weekday_of(today, 6, int("next" in word)), 4
    return "day", month_end(year, month + ("next" in word)), 4


def quarter(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    found = month_end(f.today.year, int(m["q"]) * 3)
    return "day", found if found >= f.today else month_end(f.today.year + 1, int(m["q"]) * 3), 6


def end_of_month(m: re.Match[str], f: Frame) -> tuple[str, object, int]:
    number_of = month_number(m["m"])
    part = (m["part"] or "").lower()
    year = f.today.year + (number_of < f.today.month)
    if part.startswith("early"):
        return "vague_day", date(year, number_of, 10), 6
    if part.startswith("mid"):
        return "vague_day", date(year, number_of, 20), 6
    return "day", month_end(year, number_of), 3


def before_holiday(m: re.Match[str], f: Frame) -> tuple[str, object, int] | None:
    found = named_holiday(m["h"], f)
    return (
        (
            "day",
            (found[2] if "bank" in m["h"].lower() else min(found[2], found[2])) - timedelta(days=1),
            6,
        )
        if found
        else None
    )


def named_holiday(name: str, f: Frame, *, ended: bool = False) -> tuple[date, date, date] | None:
    lowered = name.lower()
    for key in sorted(HOLIDAYS, key=len, reverse=True):
        if key in lowered:
            return holiday(f, HOLIDAYS[key], ended=ended)
    return None


def elapsed(m: re.Match[str], _f: Frame) -> tuple[str, object, int]:
    unit = m["u"].lower()
    n = number(m["n2"] or m["n"]) + (0.5 if m["half"] else 0)
    name = "minute" if unit.startswith("min") else "hour" if unit.startswith("h") else ""
    name = name or ("day" if unit.startswith("d") else "week")
    if unit.startswith("fortnight"):
        n *= 2
    if unit.startswith("month"):
        name, n = "day", n * 30
    if not m["pre"] and not m["n2"] and not m["post"]:
        return "length", (n, name), 1
    if "later" in (m["post"] or ""):
        return "elapsed", (n, name, "later"), 5
    return "elapsed", (n, name), 5


def fixed(kind: str, value: object, rank: int = 5) -> Maker:
    return lambda _m, _f: (kind, value, rank)


def shifted(days: int, rank: int = 5) -> Maker:
    return lambda _m, f: ("day", f.today + timedelta(days=days), rank)


def working(m: re.Match[str], _f: Frame) -> tuple[str, object, int]:
    return "working", int(number(m["n2"] or m["n"])), 5


def after_holiday(m: re.Match[str], _f: Frame) -> tuple[str, object, int]:
    return "after_holiday", m[0].lower(), 8


def clock(m: re.Match[str], _f: Frame) -> tuple[str, object, int] | None:
    hour, minute = int(number(m["h"])), int(m["mi"] or 0)
    if hour > 24 or minute > 59:
        return None
    half = (m["ap"] or "").lower().replace(".", "").replace(" ", "")[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
        return "clock", (hour, minute, True), 5
    return (
        "clock",
        (
            hour,
            minute,
            hour > 12 or m["h"].startswith("0") or bool(re.match(r"\d+h", m[0].lower())),
        ),
        5,
    )


def spoken(m: re.Match[str], _f: Frame) -> tuple[str, object, int]:
    hour, word = int(number(m["h"])), m["w"].lower()
    minute = 30 if word.startswith("half") else 15
    if m["to"] and m["to"].lower() == "to":
        hour, minute = hour - 1 or 12, 45
    pm = (m["ap"] or "").lower()[:1]
    if pm:
        return "clock", (hour % 12 + (12 if pm == "p" else 0), minute, True), 5
    return "clock", (hour, minute, False), 5


AP = r"(?P<ap>\s?[ap]\.?\s?m\b\.?)"
NUMH = r"(?P<h>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
NOTUNIT = (
    r"(?![\d:.%/,]*\d|\s*(?:%|st\b|nd\b|rd\b|th\b|"
    + UNIT
    + r"|"
    + WORKING
    + r"|(?:more|other|units?|people|of|times?|pounds|dollars)\b))"
)


def part_word(text: str) -> str:
    """Which part of a day a phrase like "that morning" names; "0" for none."""
    text = text.lower()
    for word in ("morning", "afternoon", "evening"):
        if word in text:
            return word
    return "0"
