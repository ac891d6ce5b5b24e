"""How urgent a first message is, from its words, in English and both Chinese scripts. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from makegood.desk.routing.reading import signs
from makegood.kernel.text import fold

NORMAL, HIGH, DANGER = 0, 1, 2
LONGEST = 2000  # of a first message is read; who is in need does not begin later
_CLAUSE = re.compile(r"[^.!?;\n。！？；…]+[.!?;\n。！？；…]*")


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


_DANGER, _HELD, _HANDS, _NOW, _AGAINST = map(
    _any, (signs.DANGER, signs.HELD, signs.HANDS, signs.NOW, signs.AGAINST)
)


@dataclass(frozen=True)
class Sign:
    """What was seen: `danger` to people, somebody `held` somewhere, `hands` needed; and in which words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Reading:
    """`level`: 0 normal, 1 high, 2 danger. `physical`: words alone do not end it."""

    level: int = NORMAL
    physical: bool = False
    signs: tuple[Sign, ...] = ()


NOTHING = Reading()


def urgency_of(text: str) -> Reading:
    """How urgent it is and by which of its words. Nothing for what is asked, imagined or over: a question
    about fire alarms is not urgent, and neither is the word "urgent"."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).replace("’", "'")
    folded = fold(text)
    if not any(trigger in folded for trigger in signs.TRIGGERS):
        return NOTHING
    goes_on = bool(_NOW.search(folded))
    found = [sign for clause in _clauses(text) for sign in _signs(clause, goes_on=goes_on)]
    if not found:
        return NOTHING
    level = DANGER if any(sign.kind == "danger" for sign in found) else HIGH
    return Reading(level, physical=True, signs=tuple(dict.fromkeys(found)))


def _clauses(text: str) -> Iterator[str]:
    for match in _CLAUSE.finditer(text):
        yield match.group().strip()


def _signs(clause: str, *, goes_on: bool) -> Iterator[Sign]:
    folded = fold(clause)
    if not any(trigger in folded for trigger in signs.TRIGGERS) or _AGAINST.search(folded):
        return
    for kind, pattern, wanted in (
        ("danger", _DANGER, True),
        ("held", _HELD, True),
        ("hands", _HANDS, goes_on),
    ):
        match = pattern.search(folded) if wanted else None
        if match:
            yield Sign(kind, _words(clause, folded, match))


def _words(clause: str, folded: str, match: re.Match[str]) -> str:
    """The words as he wrote them; folding changes no length except of rare letters."""
    start, end = match.span() if len(folded) == len(clause) else (0, len(clause))
    return " ".join(clause[start:end].split())[:80]
