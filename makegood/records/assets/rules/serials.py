"""The one form of a serial number, and which product it tells of."""

import re
import unicodedata
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

LONGEST = 60
MOST_OPEN = 3  # parts of a pattern without a fixed length: sixty signs are then read in no time
_BETWEEN = str.maketrans(dict.fromkeys("‐‑‒–—―−/／﹣－", "-"))
_WRONG = re.compile(r"[\s/+#\x00-\x1f\x7f]")
_ATOM = re.compile(
    r"(?P<set>\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_.]|\\[\-._])+\])"
    r"|(?P<kind>\\[dw])|(?P<mark>\\[\-._()*:])|(?P<sign>[A-Za-z0-9_:\-])"
    r"|(?P<choice>\((?:\?:)?[A-Za-z0-9_\-]+(?:\|[A-Za-z0-9_\-]+)*\))"
)
_TIMES = re.compile(r"\{(?P<low>\d{1,2})(?P<to>,(?P<high>\d{1,2})?)?\}|(?P<open>[?*+])")
K = TypeVar("K", bound=Hashable)


class UnsafePattern(ValueError):
    """A pattern that cannot be used, or could take for ever; its text says where it goes wrong."""


def serial_key(text: str) -> str:
    """A serial number in its one form: half-width capitals without spaces, any dash or slash as `-`; empty when
    it can be none. Twice is the same."""
    flat = unicodedata.normalize("NFKC", text[:400]).translate(_BETWEEN)
    shown = "".join(c for c in flat if not c.isspace() and unicodedata.category(c) != "Cf")
    key = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).upper())
    if not 1 <= len(key) <= LONGEST or _WRONG.search(key) or not key.isprintable():
        return ""
    return key if any(c.isalnum() for c in key) else ""


def plain_serial(text: str) -> str:
    """A serial number without its hyphens: how people type it who leave them out."""
    return serial_key(text).replace("-", "")


def check_pattern(pattern: str) -> None:
    """Raises UnsafePattern for anything but signs, sets, \\d, counts and a choice of words: no groups within
    groups and no looking around, so that no serial number takes long to be compared."""
    place, open_ended = (1 if pattern.startswith("^") else 0), 0
    end = len(pattern) - 1 if pattern.endswith("$") else len(pattern)
    if place >= end:
        raise UnsafePattern(pattern)
    while place < end:
        atom = _ATOM.match(pattern, place, end)
        if atom is None:
            raise UnsafePattern(pattern[place:])
        place = atom.end()
        times = _TIMES.match(pattern, place, end)
        if times is not None:
            if atom.lastgroup == "choice" or _too_many(times):
                raise UnsafePattern(pattern[atom.start() :])
            place = times.end()
            open_ended += times["low"] is None or times["to"] is not None
    if open_ended > MOST_OPEN:
        raise UnsafePattern(pattern)
    _compiled(pattern)


def _too_many(times: "re.Match[str]") -> bool:
    low, high = times["low"], times["high"]
    if low is None:
        return False
    return int(low) > LONGEST or (high is not None and not int(low) <= int(high) <= LONGEST)


@lru_cache(maxsize=2000)
def _compiled(pattern: str) -> "re.Pattern[str]":
    try:
        return re.compile(pattern.removeprefix("^").removesuffix("$"), re.IGNORECASE | re.ASCII)
    except re.error as error:
        raise UnsafePattern(pattern) from error


@lru_cache(maxsize=2000)
def _safe(pattern: str) -> bool:
    try:
        check_pattern(pattern)
    except UnsafePattern:
        return False
    return True


def fits(serial: str, pattern: str) -> bool:
    """Whether a number (as `serial_key` has it) is one of that pattern; an unsafe pattern fits none."""
    return (
        bool(pattern) and _safe(pattern) and _compiled(pattern).fullmatch(serial[:60]) is not None
    )


def product_of(serial: str, patterns: Iterable[tuple[K, str]]) -> K | None:
    """The product whose numbers look so; of several the one that says most, None when that is no one product."""
    found = [(_said(pattern), key) for key, pattern in patterns if fits(serial, pattern)]
    best = max((said for said, _key in found), default=0)
    ours = {key for said, key in found if said == best}
    return ours.pop() if len(ours) == 1 else None


def _said(pattern: str) -> int:
    """How many signs a pattern gives away."""
    return sum(1 for atom in _ATOM.finditer(pattern) if atom.lastgroup in ("sign", "mark")) + 1
