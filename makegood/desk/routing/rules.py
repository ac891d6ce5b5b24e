"""Rules of an administrator: which new cases go to which queue. Pure.

Words are compared folded: small letters, simplified characters. In a line of words `#` stands for any
number and `*` for any letters without a space, so `G#` finds "G1234" and `coach #` finds "coach 5".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from makegood.kernel.text import fold

LINES_AT_MOST, LINE_AT_MOST = 60, 80
STARS_AT_MOST = 2  # in a line; more would make one text cost what a thousand should
ASKED = (
    *("channel", "language", "words", "place", "product", "tier", "urgency", "physical"),
    "complaint",
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is known of a first message. `place` and `product` are what its channel tells beside the words."""

    text: str
    channel: str = ""
    language: str = ""
    place: str = ""
    product: str = ""
    tier: str = ""
    urgency: int = 0
    physical: bool = False
    complaint: bool = False


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What must be so, all of it; empty asks nothing. Of `words`, `place` and `product` one line is enough.
    `urgency`: at least."""

    rule_id: int = 0
    queue_id: int = 0
    channel: str = ""
    language: str = ""
    words: str = ""
    place: str = ""
    product: str = ""
    tier: str = ""
    urgency: int = 0
    physical: bool = False
    complaint: bool = False


@dataclass(frozen=True)
class Fit:
    """A condition that held, and by which words."""

    asked: str
    words: str


def first_that_fits(
    rules: Iterable[Conditions], told: Told
) -> tuple[Conditions, tuple[Fit, ...]] | None:
    """The first rule of which everything holds, with what held. None where there is none."""
    for rule in rules:
        found = fits(rule, told)
        if found:
            return rule, found
    return None


def fits(rule: Conditions, told: Told) -> tuple[Fit, ...]:
    """What held of a rule, nothing if one condition did not, or if it asks nothing."""
    held = []
    for name in ASKED:
        wanted = getattr(rule, name)
        if not wanted:
            continue
        found = _holds(name, wanted, told)
        if not found:
            return ()
        held.append(Fit(name, found))
    return tuple(held)


def _holds(name: str, wanted: str | int, told: Told) -> str:
    """By which words a condition holds; "" when it does not."""
    if name == "words":
        return found_in(str(wanted), told.text)
    if name in ("place", "product"):
        return found_in(str(wanted), f"{getattr(told, name)}\n{told.text}")
    known = getattr(told, name)
    if name == "urgency":
        return str(known) if known >= int(wanted) else ""
    if isinstance(wanted, bool):
        return "1" if known else ""
    return str(known) if fold(str(known)) == fold(str(wanted)) else ""


def found_in(lines: str, text: str) -> str:
    """What of a text one of these lines stands for; "" for nothing."""
    folded = _folded(text)
    for literal, pattern in _patterns(lines):
        match = pattern.search(folded) if literal in folded else None
        if match:
            return " ".join(match.group().split())[:LINE_AT_MOST]
    return ""


@lru_cache(maxsize=32)
def _folded(text: str) -> str:
    """The text that is asked of by one rule after the other."""
    return fold(text)


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in (" ".join(one.split()) for one in text.splitlines()) if line]


@lru_cache(maxsize=512)
def _patterns(lines: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each line as an expression, whatever somebody typed, and the letters without which it cannot fit: most
    texts are done with at those."""
    kept: Sequence[str] = [fold(line)[:LINE_AT_MOST] for line in lines_of(lines)][:LINES_AT_MOST]
    kept = [line for line in kept if line.strip("#* ")]
    return tuple((max(re.split(r"[#*\s]+", one), key=len), re.compile(_line(one))) for one in kept)


def _line(line: str) -> str:
    parts, stars = [], 0
    for piece in re.split(r"([#*]+|\s+)", line):
        if not piece:
            continue
        if piece.isspace():
            parts.append(r"\s{1,4}")
        elif "*" in piece:
            stars += 1
            parts.append(r"[^\s]{0,12}" if stars <= STARS_AT_MOST else "")
        elif "#" in piece:
            parts.append(r"\s?\d{1,12}")
        else:
            parts.append(re.escape(piece))
    before = r"(?<![a-z0-9])" if line[0].isascii() and line[0].isalnum() else ""
    after = r"(?![a-z0-9])" if line[-1].isascii() and line[-1].isalnum() else ""
    after = r"(?!\d)" if line[-1] == "#" else after
    return f"{before}{''.join(parts)}{after}"
