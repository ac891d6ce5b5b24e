"""Which devices a campaign is about: serial numbers between two, as people count them. Pure."""

import re
from dataclasses import dataclass

PART = re.compile(r"\d+|\D+")
MOST = 500


def counted(serial: str) -> "Counted":
    """A serial number in the order in which people count: its digits as numbers, K-9 before K-10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in PART.findall(serial)
    )


@dataclass(frozen=True)
class Between:
    """Serial numbers between two, as a database can be asked for them. `shape`: a pattern with a group for each
    number in it; `limits`: how the first numbers of a serial stand to these, as ("<=", (99, 4))."""

    shape: str
    limits: tuple[tuple[str, tuple[int, ...]], ...]


def between(first: str, last: str) -> Between | None:
    """Those between two others, these included; an empty one is no limit, two are none (None). Numbers of
    another shape (other letters around the digits) lie between none."""
    if not first and not last:
        return None
    like = counted(first or last)
    pieces = [re.escape(text) if kind else "([0-9]+)" for kind, _number, text in like]
    limits = []
    if first:
        numbers, comes_before = _beside(like, counted(first))
        limits.append((">" if comes_before else ">=", numbers))
    if last:
        numbers, comes_before = _beside(like, counted(last))
        limits.append(("<" if comes_before is False else "<=", numbers))
    return Between(f"^{''.join(pieces)}$", tuple(limits))


Counted = tuple[tuple[int, int, str], ...]


def _beside(like: Counted, limit: Counted) -> tuple[tuple[int, ...], bool | None]:
    """The numbers of a limit that serials of a shape are measured by, and where all these are equal, whether such
    a serial comes before the limit (None: it is the limit)."""
    numbers: list[int] = []
    for n in range(max(len(like), len(limit))):
        here, there = like[n : n + 1], limit[n : n + 1]
        if here and there and here[0][0] == there[0][0] == 0:
            numbers.append(there[0][1])
        elif here != there:
            return tuple(numbers), here < there
    return tuple(numbers), None


def lines(text: str) -> list[str]:
    """What somebody wrote one to a line or with commas between, each once, in his order."""
    found = (part.strip() for part in re.split(r"[\n,;，；、]", text))
    return list(dict.fromkeys(part for part in found if part))[:MOST]


def share(done: int, whole: int) -> float:
    """How much is done, 0 to 1; everything where there is nothing to do."""
    return done / whole if whole else 1.0
