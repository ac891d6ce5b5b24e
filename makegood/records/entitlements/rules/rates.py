"""How much a device runs in a day, at least and at most, judged by what it did in the last weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

DAY = timedelta(days=1)
MOST = 40  # readings that are compared with each other


def between(points: Sequence[tuple[datetime, float]]) -> tuple[float, float] | None:
    """The tenth part of all slopes between readings at least a day apart lies below the first, the tenth part
    above the second; None where there are not two such readings."""
    some = sorted(points)[-MOST:]
    slopes = sorted(
        max(0.0, (b - a) / ((later - at) / DAY))
        for n, (at, a) in enumerate(some)
        for later, b in some[n + 1 :]
        if later - at >= DAY
    )
    if not slopes:
        return None
    last = len(slopes) - 1
    return slopes[round(last * 0.1)], slopes[round(last * 0.9)]
