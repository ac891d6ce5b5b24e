"""Words that shift blame or hurt, with a better sentence: for the help beside the composer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from makegood.care.promises.reading import phrases_en, phrases_zh, tone
from makegood.care.promises.reading.clauses import sentences
from makegood.care.promises.reading.languages import fold, is_traditional, tongue_of, unfold

KINDS = (
    "blame_customer",
    "blame_colleague",
    "deny_responsibility",
    "minimise",
    "robotic",
    "dismissive",
    "jargon",
    "over_promise",
    "interrogate_again",
)
SHORT = 60
SHORTEST = {"zh": 5, "en": 12}
ALWAYS = {"robotic", "over_promise"}
# Thanks for waiting hurt nobody, whatever they sound like.
THANKS = re.compile(
    r"(?i)\b(?:thanks?|grateful|appreciate)\b[^.!?]*\b(?:patien(?:ce|t)|waiting|wait|bearing with)\b|谢[^，。！？]{0,6}(?:耐心|等待|等候|久等)"
)


@dataclass(frozen=True)
class Mark:
    """Words to think about (half open, in code points), why, and a sentence that could stand there."""

    start: int
    end: int
    quote: str
    kind: str
    better: str


@dataclass(frozen=True)
class HousePhrase:
    """A phrase that a brand does not use: the words (any case), the kind, and what it says instead."""

    words: str
    kind: str
    better: str


@lru_cache(maxsize=2)
def _phrases(tongue: str) -> Sequence[tuple[str, re.Pattern[str], str]]:
    book: Any = phrases_zh if tongue == "zh" else phrases_en
    folded = fold if tongue == "zh" else str
    return [(kind, re.compile(folded(p), re.I), better) for kind, p, better in book.PHRASES]


def wording(text: str, *, language: str = "", house: Sequence[HousePhrase] = ()) -> list[Mark]:
    """The marks in a text in their order, never overlapping; `house` are phrases of the brand."""
    folded = fold(text)
    tongue = tongue_of(folded, language)
    found = [*_of_house(text, house)]
    for start, end, stop in sentences(folded):
        marks = _apart([*_of_sentence(text, folded[start:end], start, stop.strip(), tongue)])
        found += _whole(text, _chained(text, marks), start, end)
        if not marks and not _within(found, start, end):
            found += _by_tone(text, folded[start:end], start, stop.strip(), tongue)
    if tongue == "zh" and is_traditional(text, language):
        theirs = {phrase.better for phrase in house}
        found = [m if m.better in theirs else replace(m, better=unfold(m.better)) for m in found]
    return _apart(found)


def _of_house(text: str, house: Sequence[HousePhrase]) -> Iterator[Mark]:
    for phrase in house:
        for m in re.finditer(re.escape(phrase.words), text, re.I):
            yield Mark(m.start(), m.end(), m[0], phrase.kind, phrase.better)


def _of_sentence(text: str, words: str, start: int, stop: str, tongue: str) -> Iterator[Mark]:
    book: Any = phrases_zh if tongue == "zh" else phrases_en
    spared = re.search(book.SPARED, words, re.I)
    for kind, pattern, better in _phrases(tongue):
        for m in pattern.finditer(words + stop[:1]):
            if spared and kind not in ALWAYS:
                continue
            a, b = _clause(words, m.start(), min(m.end(), len(words)), tongue)
            yield Mark(start + a, start + b, text[start + a : start + b], kind, better)
            break
    jargon = list(re.finditer(book.ACRONYM, words))
    if (len(jargon) >= 2 or (jargon and re.search(book.INSIDE, words))) and not re.search(
        book.EXPLAINED, words, re.I
    ):
        a, b = _clause(words, jargon[0].start(), jargon[-1].end(), tongue)
        yield Mark(start + a, start + b, text[start + a : start + b], "jargon", book.PLAIN)


def _within(found: Sequence[Mark], start: int, end: int) -> bool:
    return any(mark.start < end and mark.end > start for mark in found)


def _by_tone(text: str, words: str, start: int, stop: str, tongue: str) -> Iterator[Mark]:
    """A sentence that no phrase names, but that sounds like those that hurt."""
    book: Any = phrases_zh if tongue == "zh" else phrases_en
    kind = tone.kind_of(words + stop[:1], tongue)
    if not kind or len(words.strip()) < SHORTEST[tongue] or THANKS.search(words):
        return
    if re.search(book.SPARED, words, re.I):
        return
    better = {k: b for k, _, b in book.PHRASES} | {"jargon": book.PLAIN}
    a = start + len(words) - len(words.lstrip())
    b = start + len(words.rstrip())
    yield Mark(a, b, text[a:b], kind, better[kind])


def _chained(text: str, marks: list[Mark]) -> list[Mark]:
    """Marks with only a comma between them are one reproach; a formula beside one is not."""
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else None
        between = text[last.end : mark.start] if last else "-"
        loud = {mark.kind, last.kind if last else ""}.isdisjoint({"robotic", "jargon"})
        if last and loud and not between.strip(" ,，、") and last.kind != "blame_colleague":
            found[-1] = replace(last, end=mark.end, quote=text[last.start : mark.end])
        else:
            found.append(mark)
    return found


def _whole(text: str, marks: list[Mark], start: int, end: int) -> list[Mark]:
    """A short sentence with one mark is marked as a whole: its better sentence stands for all of it."""
    if len(marks) != 1 or marks[0].kind in ("robotic", "over_promise", "jargon"):
        return marks
    words = text[start:end]
    a = start + len(words) - len(words.lstrip())
    b = end - (len(words) - len(words.rstrip()))
    if b - a > SHORT or marks[0].end - marks[0].start == b - a:
        return marks
    return [replace(marks[0], start=a, end=b, quote=text[a:b])]


def _clause(words: str, a: int, b: int, tongue: str) -> tuple[int, int]:
    """The clause around what was found."""
    edges = "，；,;：" if tongue == "zh" else ",;:"
    left = max((words.rfind(c, 0, a) for c in edges), default=-1) + 1
    right = min((p for c in edges if (p := words.find(c, b)) >= 0), default=len(words))
    while left < right and words[left] in " \"'“":
        left += 1
    while right > left and words[right - 1] in " \"'”":
        right -= 1
    return left, right


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    """Of marks that overlap the first; marks of one kind that touch are one."""
    found: list[Mark] = []
    for mark in sorted(
        marks, key=lambda m: (m.start, KINDS.index(m.kind) if m.kind in KINDS else 0)
    ):
        if found and mark.start < found[-1].end:
            continue
        found.append(mark)
    return found
