"""Which messages of a device are missing, by the numbers that it gives them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

FAR = 100_000  # a leap so wide is another count, no gap
MOST_GAPS = 200


@dataclass
class Track:
    """The newest number, and from where to where numbers are missing. `restarts`: how often it began anew."""

    newest: int | None = None
    gaps: list[tuple[int, int]] = field(default_factory=list)
    restarts: int = 0


def follow(track: Track, numbers: Iterable[int]) -> None:
    """Count on with numbers in the order in which they came: a leap opens a gap, what comes late closes it, a
    count that begins anew (0, 1, or far behind) is followed. Of more than 200 gaps the oldest are forgotten."""
    for number in numbers:
        newest = track.newest
        if newest is None or number == newest + 1:
            track.newest = number
        elif number > newest:
            _leap(track, newest, number)
        elif not _filled(track, number) and (
            (number <= 1 and newest > number) or newest - number > FAR
        ):
            track.newest = number
            track.restarts += 1
    del track.gaps[:-MOST_GAPS]


def _leap(track: Track, newest: int, number: int) -> None:
    track.newest = number
    if number - newest > FAR:
        track.restarts += 1
    else:
        track.gaps.append((newest + 1, number - 1))


def _filled(track: Track, number: int) -> bool:
    for place, (first, last) in enumerate(track.gaps):
        if first <= number <= last:
            rest = [(first, number - 1), (number + 1, last)]
            track.gaps[place : place + 1] = [gap for gap in rest if gap[0] <= gap[1]]
            return True
    return False
