"""Which devices a campaign is about: serial numbers between two, as people count them. Pure."""

import re

PART = re.compile(r"\d+|\D+")
MOST = 500


def counted(serial: str) -> tuple[tuple[int, int, str], ...]:
    """A serial number in the order in which people count: its digits as numbers, K-9 before K-10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in PART.findall(serial)
    )


def is_between(serial: str, first: str, last: str) -> bool:
    """Whether it lies between two others, these included; an empty one is no limit. Numbers of another
    shape (other letters around the digits) lie between none."""
    if not first and not last:
        return True
    here = counted(serial)
    like = counted(first or last)
    if [part[0] for part in here] != [part[0] for part in like] or _letters(here) != _letters(like):
        return False
    return (not first or here >= counted(first)) and (not last or here <= counted(last))


def _letters(parts: tuple[tuple[int, int, str], ...]) -> list[str]:
    return [text for kind, _number, text in parts if kind]


def lines(text: str) -> list[str]:
    """What somebody wrote one to a line or with commas between, each once, in his order."""
    found = (part.strip() for part in re.split(r"[\n,;，；、]", text))
    return list(dict.fromkeys(part for part in found if part))[:MOST]


def share(done: int, whole: int) -> float:
    """How much is done, 0 to 1; everything where there is nothing to do."""
    return done / whole if whole else 1.0
