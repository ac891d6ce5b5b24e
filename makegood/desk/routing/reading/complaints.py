"""Whether somebody says that he complains, and by which words, in English and both Chinese scripts. Pure.

Being angry is not complaining. Who says it is taken at his word; who threatens with it, with those who watch over
us or with a lawyer, asks how it is done, is let down by us or wants whoever is above, is shown to one of us, who
decides.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from makegood.desk.routing.reading import complaint_signs as signs
from makegood.kernel.text import fold

NONE, SUGGESTED, SAID = 0, 1, 2
LONGEST = 4000  # of a message is read
_SENTENCE = re.compile(r"[^.!?;\n。!?;…]+(?:[.!?;…。]+(?=\s|$|[^\x00-\x7f])|[\n.!?;…。])?")
_PART = re.compile(r"[^,、]+")


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


_SAID, _TOLD, _NOT, _IF = map(
    _any,
    (
        (*signs.SAID_ZH, *signs.SAID_EN),
        (*signs.TOLD_ZH, *signs.TOLD_EN),
        (*signs.NOT_ZH, *signs.NOT_EN),
        (signs.IF_ZH, signs.IF_EN),
    ),
)
GRAVEST = ("law", "authority", "complaint", "let_down", "asks")
_THREATS = sorted(
    (
        (kind, re.compile(one))
        for kind, one in (
            *signs.THREAT_ZH,
            *signs.THREAT_EN,
            *signs.LET_DOWN_ZH,
            *signs.LET_DOWN_EN,
        )
    ),
    key=lambda threat: GRAVEST.index(threat[0]),
)

_TRIGGER = re.compile("|".join(map(re.escape, signs.TRIGGERS)))


@dataclass(frozen=True)
class Complaining:
    """`grade`: NONE, SUGGESTED or SAID. `kind`: complaint, authority, law, let_down, or asks how. `words`: as he wrote them."""

    grade: int = NONE
    kind: str = ""
    words: str = ""


NO = Complaining()


def complaining(text: str) -> Complaining:
    """What of a text is most of a complaint, with its words. NO for what is denied, said of others, or over."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).replace("’", "'")
    folded = fold(plain)
    if not _TRIGGER.search(folded):
        return NO
    found = (one for start, end in _sentences(folded) for one in _read(plain, folded, start, end))
    return max(found, key=lambda one: one.grade, default=NO)


def _sentences(folded: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(folded):
        yield match.span()


def _read(plain: str, folded: str, start: int, end: int) -> Iterator[Complaining]:
    """What each part of a sentence says; an "if" before it makes a threat of it."""
    exact = len(plain) == len(folded)  # folding changes no length except of rare letters
    for match in _PART.finditer(folded, start, end):
        part = match.group()
        if not _TRIGGER.search(part) or _NOT.search(part):
            continue
        grade, kind, hit = _graded(part)
        if hit is None:
            continue
        if grade == SAID and _IF.search(folded[start : match.start() + hit.start()]):
            grade = SUGGESTED
        first, last = match.start() + hit.start(), match.start() + hit.end()
        words = plain[first:last] if exact else hit.group()
        yield Complaining(grade, kind, " ".join(words.split())[:120])


def _graded(part: str) -> tuple[int, str, re.Match[str] | None]:
    told = _TOLD.search(part)
    if told:
        return SAID, "authority", told
    asks = next((m for kind, one in _THREATS if kind == "asks" and (m := one.search(part))), None)
    said = None if asks else _SAID.search(part.strip()) and _SAID.search(part)
    if said:
        return SAID, "complaint", said
    for kind, pattern in _THREATS:
        hit = pattern.search(part)
        if hit:
            return SUGGESTED, kind, hit
    return NONE, "", None
