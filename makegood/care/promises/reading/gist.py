"""The gist of a promise: what is promised, without the time and without the words that only led to the time."""

import re
from collections.abc import Sequence

Span = tuple[int, int]
BETWEEN = re.compile(r"(?i)\s*(?:[-–—~～到至（(]|and|to|until|till|or|at|on)\s*")
# What stands before a time and means nothing without it; 现在, 由于 and their like are words of their own.
LEADS = re.compile(
    r"(?i)(?:"
    r"(?:最[迟遲晚]|[赶趕]|(?<![现現正存实實所何好])在|(?<![由关關对對至等属屬终終])[于於]|不[晚迟遲][于於過过]|不超[过過]"
    r"|截[至止]|(?<![自])[从從]|自(?=\s*$)|大[约約概]|(?<![已预預再另改相])[约約]|差不多)+"
    r"|\b(?:(?:no|not) later than|(?:on|at) or before|on or|(?:by|before|until|till) (?:the )?(?:(?:very )?end|close) of"
    r"|(?:(?:by|before|until|till|within|between|from|after|during|at|in|on)\s+)?(?:around|about|roughly|approximately|approx\.?|circa)"
    r"|by|before|until|till|within|between|from|after|during|at|sometime|some time|as of)"
    r")\s*$"
)
LAST = re.compile(r"(?i)(?:(?<!等)[到至]|\b(?:on|for|and|,))\s*$")  # only where nothing follows
ON = re.compile(r"(?i)\bon\s*$")  # goes with a day or a date only: on Monday, but carry on tomorrow
DAY = re.compile(
    r"(?i)(?:mon|tues?|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|the )|\d"
)
CLOSED = re.compile(r"\s*[)）]")
TRAILS = re.compile(
    r"(?i)\s*(?:或?之[前后後内內间間]|或?以[前后後内內]|前[后後]|左右|上下|前(?![往来來去台臺面提期])"
    r"|[后後](?![续續面台臺勤来來])|[内內](?![容部存胆膽])|[间間](?![隔断斷接])|起(?![草诉訴来來飞飛重])|的|"
    r"'s\b|(?:,\s*)?at (?:the )?(?:very )?(?:latest|most)\b|or (?:so|sooner|earlier|before)\b|sharp\b|latest\b)+"
)
HAIL = re.compile(  # how a letter begins, when more follows; nobody promises a greeting
    r"(?i)^(?:(?:[您你][们們]?好[呀啊]?|早上好|下午好|晚上好|早安|午安|晚安)|"
    r"(?:hello|hi|dear|good (?:morning|afternoon|evening))(?: [^\W\d]+\.?){0,3})\s*[,，、!！。]\s*(?=\S)"
)
LEFT = re.compile(r"(?i)\b(?:before|until|at|on|within|between|and|,)\s*(?=$|[,.;])")


def what(quote: str, spans: Sequence[Span]) -> str:
    """The words without the time in them, in the language of the text; the whole where nothing is left."""
    parts, at = [], 0
    for begin, end in _stretches(quote, spans):
        parts.append(quote[at : max(_head(quote, begin, end), at)])
        at = end
    words = LEFT.sub("", HAIL.sub("", ("".join(parts) + quote[at:]).strip()))
    return re.sub(r"\s{2,}", " ", words).strip(" ,，、。;；") or quote


def _stretches(quote: str, spans: Sequence[Span]) -> list[Span]:
    """The times in their order, each with what trails it; two that make one stretch are one: 16:10 to 17:00."""
    found: list[Span] = []
    for begin, close in sorted({span for span in spans if span[0] < span[1]}):
        tail = TRAILS.match(quote, close)
        end = tail.end() if tail else close
        last = found[-1] if found else None
        if last and (begin <= last[1] or BETWEEN.fullmatch(quote, last[1], begin)):
            if "(" in quote[last[1] : begin] or "（" in quote[last[1] : begin]:
                end = _past_bracket(quote, end)
            found[-1] = (last[0], max(end, last[1]))
        else:
            found.append((begin, end))
    return found


def _past_bracket(quote: str, at: int) -> int:
    """Past the bracket that closes there, and what trails it: on the 12th (Friday) at the latest."""
    if closed := CLOSED.match(quote, at):
        tail = TRAILS.match(quote, closed.end())
        return tail.end() if tail else closed.end()
    return at


def _head(quote: str, begin: int, end: int) -> int:
    """Where the words begin that only lead to a time."""
    first = begin
    if DAY.match(quote, first) and (on := ON.search(quote, 0, first)):
        return on.start()
    if head := LEADS.search(quote, 0, begin):
        begin = head.start()
    ends = begin == first and not quote[end:].strip(" ,，.。;；!！")
    last = LAST.search(quote, 0, first) if ends else None
    return last.start() if last else begin
