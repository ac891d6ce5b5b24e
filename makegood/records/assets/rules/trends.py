"""How far a device has run, how much it runs in a day, and when it will have run so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from makegood.records.assets.rules.usage import DAY, Point

WINDOW = timedelta(days=56)
LONG = timedelta(days=400)  # where the last weeks say nothing
FEWEST = 3  # days with a reading
MOST = 60  # days with a reading that are compared with each other


@dataclass(frozen=True)
class Trend:
    """`total` in `unit` as read at `at`; `per_day` from the last weeks, None when it cannot be said. `doubtful`:
    something came since that cannot be."""

    total: float
    unit: str
    per_day: float | None
    at: datetime
    doubtful: bool = False

    def at_moment(self, moment: datetime) -> float:
        """What it will have run, or has run by now, if it goes on like this; never less than was read."""
        if self.per_day is None or moment <= self.at:
            return self.total
        return self.total + self.per_day * ((moment - self.at) / DAY)

    def reaches(self, total: float) -> datetime | None:
        """When it will have run so far if it goes on like this; None when that cannot be said, or is more than
        a hundred years away."""
        if self.total >= total:
            return self.at
        if not self.per_day or self.per_day <= 0:
            return None
        days = (total - self.total) / self.per_day
        return self.at + timedelta(days=days) if days < 36_500 else None


def trend(points: Sequence[Point], *, unit: str) -> Trend | None:
    """The trend of judged readings (any order); None when there are none of that unit."""
    said = [point for point in points if point.doubt != "clock" and point.unit == unit]
    trusted = sorted((point for point in said if not point.doubt), key=lambda p: p.at)
    if not said:
        return None
    last_came = max((point.came_at for point in trusted), default=None)
    doubtful = any(p.doubt and (last_came is None or p.came_at > last_came) for p in points)
    end = max(trusted or said, key=lambda p: p.at)
    since = [p for p in said if p.at > end.at]  # doubtful ones that ran on from it
    total = max(p.total for p in [*(trusted[-8:] or said), *since])
    at = max((p.at for p in [end, *since]), default=end.at)
    return Trend(total, unit, _per_day(trusted), at, doubtful)


def _per_day(trusted: Sequence[Point]) -> float | None:
    """The middle of all slopes between days (Theil and Sen): a few wrong ones do not bend it."""
    daily: dict[date, Point] = {point.at.date(): point for point in trusted}
    days = sorted(daily.values(), key=lambda p: p.at)
    if len(days) < 2:
        return None
    last = days[-1].at
    near = [point for point in days if last - point.at <= WINDOW]
    if len(near) < FEWEST:
        near = [point for point in days if last - point.at <= LONG]
    if len(near) < 2:
        return None
    near = near[-MOST:]
    slopes = [
        (b.total - a.total) / ((b.at - a.at) / DAY)
        for n, a in enumerate(near)
        for b in near[n + 1 :]
        if b.at - a.at >= DAY / 2
    ]
    return max(0.0, median(slopes)) if slopes else None
