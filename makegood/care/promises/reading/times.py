"""From the pieces of a phrase of time to the latest moment that still keeps the promise."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from makegood.care.promises.reading import times_en, times_zh, words_en
from makegood.care.promises.reading.moments import (
    CLOSE,
    Due,
    Frame,
    Tok,
    at,
    holiday,
    later,
    working_day,
)

HALF = {"morning": 12, "noon": 12, "afternoon": 18, "evening": 24, "dawn": 6}
ZONES = [
    (re.compile(p, re.I if p[0] == "(" else 0), zone)
    for p, zone in (
        (r"\b(?:E[SD]?T|Eastern)\b", "America/New_York"),
        (r"\b(?:C[SD]T|CT|Central)\b(?! (?:Station|Bank|Europ))", "America/Chicago"),
        (r"\b(?:M[SD]T|MT|Mountain)\b(?= time|[,.]|$| on| tomorrow| today)", "America/Denver"),
        (r"\b(?:P[SD]?T|Pacific)\b", "America/Los_Angeles"),
        (r"\b(?:GMT|UTC)\b", "UTC"),
        (r"\b(?:BST|UK time|London time)\b", "Europe/London"),
        (r"\b(?:CES?T|Berlin time|Central European)\b", "Europe/Berlin"),
        (r"\bIST\b", "Asia/Kolkata"),
        (r"\b(?:AE[SD]?T|Sydney time)\b", "Australia/Sydney"),
        (r"\bAWST\b|\bPerth time\b", "Australia/Perth"),
        (r"\b(?:NZ[SD]?T)\b", "Pacific/Auckland"),
        (r"\bSGT\b|\bSingapore time\b|新加坡时间", "Asia/Singapore"),
        (r"\bHKT\b|\bHong Kong time\b|香港时间|港时", "Asia/Hong_Kong"),
        (r"\bJST\b|\bTokyo time\b|东京时间|日本时间", "Asia/Tokyo"),
        (r"北京时间|\bBeijing time\b|\bChina time\b", "Asia/Shanghai"),
        (r"台北时间|台湾时间", "Asia/Taipei"),
        (r"伦敦时间|英国时间", "Europe/London"),
        (r"柏林时间|德国时间|欧洲中部时间", "Europe/Berlin"),
        (r"美东时间?|纽约时间", "America/New_York"),
        (r"美西时间?|太平洋时间|洛杉矶时间", "America/Los_Angeles"),
    )
]
COARSER = {"minute": "hour"}
STATED: tuple[str, ...] = (
    "elapsed",
    "working",
    "clock",
    "midnight",
    "day",
    "daypart",
    "week",
    "vague_day",
    "part",
)
STATED += ("thispart", "night", "overnight", "close", "endday", "after_holiday", "anchor")


def scan(text: str, frame: Frame, tongue: str) -> list[Tok]:
    """The pieces of time in a text (Chinese text is folded before)."""
    if tongue != "zh":
        return times_en.scan(text, frame)
    found = times_zh.scan(text, frame)
    if not any(t.kind in STATED for t in found) and re.search(r"[A-Za-z]{3}", text):
        found += [t for t in times_en.scan(text, frame) if t.kind in (*STATED, "vague")]
    return found


def read(text: str, frame: Frame, toks: list[Tok]) -> Due:
    """The due moment in a clause, from the pieces that stand in it."""
    stated = [t for t in toks if t.kind in STATED]
    if any(t.kind == "bythen" for t in toks) and frame.anchor:
        return replace(frame.anchor, spans=((0, 0),), past=False)
    spans = tuple((t.start, t.end) for t in toks if t.kind in (*STATED, "vague", "bill", "then"))
    past = any(t.kind == "past" for t in toks)
    if not stated:
        due = _unstated(toks)
    else:
        due = _elapsed(stated, toks, frame) or _on_day(text, stated, frame)
    if any(t.kind == "approx" for t in toks):
        due = replace(due, precision=COARSER.get(due.precision, due.precision))
    return replace(due, spans=spans, past=past)


def _unstated(toks: list[Tok]) -> Due:
    if any(t.kind == "then" for t in toks):
        return Due(None, "vague")
    lengths = [t for t in toks if t.kind == "length"]
    if lengths and any(t.kind in ("around", "event") and t.start >= lengths[0].end for t in toks):
        return Due(None, _unit(lengths[0]))
    events = [t for t in toks if t.kind == "event"]
    if events and all(
        str(t.value).lower().startswith(("until", "till", "直到", "为止")) for t in events
    ):
        toks = [t for t in toks if t.kind != "event"]
    if any(t.kind in ("vague", "event", "bill") for t in toks):
        return Due(None, "vague")
    return Due(None, "none")


def _elapsed(stated: list[Tok], toks: list[Tok], frame: Frame) -> Due | None:
    """A length of time from now, or from something else (then no moment can be computed)."""
    found = [t for t in stated if t.kind in ("elapsed", "working", "after_holiday")]
    if not found:
        return None
    tok = found[-1]
    if tok.kind == "after_holiday":
        return _after_holiday(str(tok.value), stated, frame)
    if tok.kind == "elapsed" and any(t.kind in ("clock", "day") for t in stated) and tok.rank <= 5:
        return None
    base = frame.now
    if tok.kind == "elapsed" and len(tok.value) > 2 and frame.earlier:
        base = at(frame, frame.earlier, base.hour, base.minute)
    if any(t.kind == "around" and _bounds(t, tok) for t in toks):
        days = [t.value for t in stated if t.kind == "day"]
        known = days[0] if days else frame.earlier
        if known is None or any(t.value == "提前" for t in toks):
            return Due(None, "business_days" if tok.kind == "working" else _unit(tok))
        base = at(frame, known, base.hour, base.minute)
    return _counted(tok, base, frame)


def _bounds(around: Tok, length: Tok) -> bool:
    """Whether a length of time counts from that: "two hours before he comes", not "one of the team, in two hours"."""
    if str(around.value).lower().startswith(("of ", "from ")) and around.start < length.start:
        return False
    return around.start <= length.end + 12


def _unit(tok: Tok) -> str:
    return str(tok.value[1])


def _counted(tok: Tok, base: datetime, frame: Frame) -> Due:
    if tok.kind == "working":
        day = working_day(base.date(), tok.value)
        return Due(at(frame, day, *CLOSE), "business_days", day)
    n, unit = tok.value[:2]
    if unit in ("minute", "hour"):
        then = later(replace(frame, now=base), **{unit + "s": n})
        return Due(then, unit, then.date())
    day = base.date() + timedelta(days=int(n * (7 if unit == "week" else 1)))
    return Due(at(frame, day), unit, day)


def _after_holiday(words: str, stated: list[Tok], frame: Frame) -> Due:
    """The first day after a holiday, named in the words or before; else after what was named before."""
    days = [t.value for t in stated if t.kind == "day"]
    found = None
    for text in (words, frame.before):
        found = found or times_zh.named_holiday(text, frame, ended=True)
        found = found or words_en.named_holiday(text, frame, ended=True)
    if days:
        day = days[-1]
    elif found is None and frame.anchor and frame.anchor.day:
        day = working_day(frame.anchor.day, 1)
    else:
        found = found or holiday(frame, "Day|Year|Festival|Christmas|Easter|Friday", ended=True)
        day = working_day(found[1], 1) if found else working_day(frame.today, 1)
        day = max(day, frame.today)
    if not re.search(r"工作|上班|working|business|第一|首|thing", words):
        return Due(at(frame, day), "day", day)
    return Due(at(frame, day, *CLOSE), "business_days", day)


def _on_day(text: str, stated: list[Tok], frame: Frame) -> Due:
    day, precision, given = _day(text, stated, frame)
    if any(t.kind == "endday" for t in stated):
        return Due(at(frame, day), "day", day)
    clocks = [t for t in stated if t.kind == "clock"]
    half = _half(stated)
    if any(t.kind == "midnight" for t in stated) or _twelve_tonight(clocks, half):
        return Due(at(frame, day), "minute", day)
    if clocks:
        return _clock(text, clocks, half, day, frame, given=given)
    if any(t.kind == "close" for t in stated):
        return Due(at(frame, day, *CLOSE), "business_days", day)
    if half:
        if (
            not given
            and day == frame.today
            and (
                HALF[half] <= frame.now.hour
                or (half == "morning" and _tomorrow_morning(text, stated, frame))
            )
        ):
            day += timedelta(days=1)
        return Due(at(frame, day, HALF[half], 0), "half_day", day)
    return Due(at(frame, day), precision, day)


def _tomorrow_morning(text: str, stated: list[Tok], frame: Frame) -> bool:
    """Whether "in the morning", "first thing", said in the day, is the next one."""
    words = " ".join(text[t.start : t.end].lower() for t in stated)
    return frame.now.hour >= 6 and bool(
        re.search(r"in the morning|first thing|overnight|一早|清早", words)
    )


def _day(text: str, stated: list[Tok], frame: Frame) -> tuple[date, str, bool]:
    """The day that is meant, how exact it is, and whether the words name it."""
    if any(t.kind == "anchor" for t in stated):
        return _anchored(stated, frame)
    if any(t.kind in ("night", "overnight", "thispart") for t in stated):
        tok = next(t for t in stated if t.kind in ("night", "overnight", "thispart"))
        named = [t for t in stated if t.kind == "day"]
        if not named:
            return (
                frame.today + timedelta(days=tok.value if tok.kind == "overnight" else 0),
                "day",
                True,
            )
    named = [t for t in stated if t.kind in ("day", "daypart", "week", "vague_day")]
    if not named:
        return frame.earlier or frame.today, "day", False
    best = _best(text, named)
    value = best.value[0] if best.kind == "daypart" else best.value
    precision = {"week": "week", "vague_day": "vague"}.get(best.kind, "day")
    return value, precision, True


def _best(text: str, named: list[Tok]) -> Tok:
    """Of several days: the later one of a choice or a range, else the one named most exactly."""
    best = named[0]
    for left, tok in pairwise(named):
        between = text[left.end : tok.start]
        if re.fullmatch(
            r"\s*(?:or|and|to|-|–|/|或者?|和|到|至|、|~|，?或|内|之前|前|，?最[慢晚迟])\s*", between
        ):
            best = tok if _date_of(tok) >= _date_of(best) else best
        elif tok.rank > best.rank:
            best = tok
    return best


def _date_of(tok: Tok) -> date:
    value = tok.value[0] if tok.kind == "daypart" else tok.value
    return value if isinstance(value, date) else date.min


def _anchored(stated: list[Tok], frame: Frame) -> tuple[date, str, bool]:
    """The day of something said before ("that morning", 当天), else today."""
    tok = next(t for t in stated if t.kind == "anchor")
    named = [t.value for t in stated if t.kind == "day"]
    base = named[0] if named else (frame.anchor.day if frame.anchor and frame.anchor.day else None)
    base = base or frame.earlier or frame.today
    more = tok.value if isinstance(tok.value, int) else 0
    return base + timedelta(days=more), "day", True


def _half(stated: list[Tok]) -> str:
    """Which half of the day the words name; the last one counts."""
    found = ""
    for tok in stated:
        if tok.kind in ("part", "thispart"):
            found = tok.value
        elif tok.kind == "daypart":
            found = tok.value[1]
        elif tok.kind == "night":
            found = "evening"
        elif tok.kind == "overnight":
            found = "morning"
        elif tok.kind == "anchor" and tok.value in ("morning", "afternoon", "evening"):
            found = tok.value
    return found


def _twelve_tonight(clocks: list[Tok], half: str) -> bool:
    return bool(clocks) and half == "evening" and clocks[-1].value[0] in (12, 0, 24)


def _clock(text: str, clocks: list[Tok], half: str, day: date, frame: Frame, *, given: bool) -> Due:
    hour, minute, sure = clocks[-1].value
    if not sure:
        hour = _hour(hour, minute, half, day, frame, given=given)
    first = clocks[0].value[0]
    if len(clocks) > 1 and half == "morning" and hour < first <= 12 and not clocks[-1].value[2]:
        hour += 12  # from nine to one, in the morning, ends after noon
    zone = next((z for p, z in ZONES if p.search(text)), None)
    if zone:
        there = datetime(day.year, day.month, day.day, min(hour, 23), minute, tzinfo=ZoneInfo(zone))
        return Due(there.astimezone(frame.zone), "minute", day)
    due = at(frame, day, hour, minute)
    if not given and due <= frame.now:
        day += timedelta(days=1)
        due = at(frame, day, hour, minute)
    return Due(due, "minute", day)


def _hour(hour: int, minute: int, half: str, day: date, frame: Frame, *, given: bool) -> int:
    """The hour on a 24 hour clock where the words leave it open."""
    if half in ("afternoon", "evening"):
        return hour + 12 if hour < 12 else hour
    if half == "noon":
        return hour + 12 if hour < 6 else hour
    if half in ("morning", "dawn"):
        return 0 if hour == 12 and half == "dawn" else hour
    now = frame.now.hour * 60 + frame.now.minute
    if day == frame.today and hour <= 12:
        morning = hour % 24
        if morning * 60 + minute > now and (morning >= 6 or now >= 22 * 60):
            return morning
        if (hour % 12 + 12) * 60 + minute > now:
            return hour % 12 + 12
        if given:
            return hour % 12 + 12
    return hour + 12 if hour < 7 else hour


def anchor_of(dues: list[Due]) -> Due | None:
    """The last day that was named before, for "that day", 当天 and "the next day"."""
    return next((due for due in reversed(dues) if due.day is not None), None)
