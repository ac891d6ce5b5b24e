"""What a phrase of time is made of, and the calendar arithmetic that turns it into a moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

EVENING = (23, 59)
CLOSE = (18, 0)
SUNDAY = 6
COUNTRIES = {
    "Asia/Shanghai": ("CN", None),
    "Asia/Hong_Kong": ("HK", None),
    "Asia/Macau": ("MO", None),
    "Asia/Taipei": ("TW", None),
    "Asia/Singapore": ("SG", None),
    "Asia/Kolkata": ("IN", None),
    "Asia/Manila": ("PH", None),
    "Asia/Kuala_Lumpur": ("MY", None),
    "Europe/London": ("GB", "ENG"),
    "Europe/Dublin": ("IE", None),
    "Europe/Berlin": ("DE", None),
    "Africa/Johannesburg": ("ZA", None),
    "Pacific/Auckland": ("NZ", None),
    "America/Toronto": ("CA", None),
    "America/Vancouver": ("CA", None),
    "America/Halifax": ("CA", None),
}
MONTH_FIRST = ("America/", "US/", "Asia/Manila", "Pacific/Honolulu")


@dataclass(frozen=True)
class Tok:
    """One piece of a phrase of time: what it is, where it stands (half open) and its value."""

    kind: str
    start: int
    end: int
    value: Any = None
    rank: int = 0


@dataclass(frozen=True)
class Due:
    """The latest moment that keeps it (None: cannot be computed), how exact, and where the words stand."""

    by: datetime | None
    precision: str
    day: date | None = None
    spans: tuple[tuple[int, int], ...] = ()
    past: bool = False


@dataclass(frozen=True)
class Frame:
    """When and where the words are written, and the day they go on from, if one was named before."""

    now: datetime
    zone: ZoneInfo
    named: str
    earlier: date | None = None
    anchor: Due | None = None
    before: str = ""

    @property
    def today(self) -> date:
        """The day of writing in the writer's zone."""
        return self.now.date()

    @property
    def month_first(self) -> bool:
        """Whether 03/05 is the fifth of March here."""
        return self.named.startswith(MONTH_FIRST)


def frame(now: datetime, zone: str) -> Frame:
    """The frame for words written at `now` in `zone` (an IANA name)."""
    there = ZoneInfo(zone)
    return Frame(now.astimezone(there), there, zone)


def at(frame: Frame, day: date, hour: int = 23, minute: int = 59) -> datetime:
    """A time of a day on the wall clock of the frame; 24:00 is 23:59."""
    if hour >= 24:
        hour, minute = 23, 59
    return datetime.combine(day, time(hour, minute), frame.zone)


def later(frame: Frame, **elapsed: float) -> datetime:
    """So much elapsed time after now, right across a change of the clock."""
    then = (frame.now.astimezone(UTC) + timedelta(**elapsed)).astimezone(frame.zone)
    return then.replace(second=0, microsecond=0)


def working_day(day: date, count: int) -> date:
    """The count-th Monday-to-Friday day after this one."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def next_weekday(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def weekday_of(today: date, weekday: int, weeks: int) -> date:
    """That weekday in the week (Monday to Sunday) so many weeks from this one."""
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday, weeks=weeks)


def month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond December go on in the next year."""
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, 1) - timedelta(days=1)


def day_of_month(today: date, day: int, month: int = 0, year: int = 0) -> date | None:
    """The next day of that name that is not past; None where the calendar has none."""
    if year:
        return real_day(year, month, day)
    if month:
        found = real_day(today.year, month, day)
        gone = found is not None and (today - found).days > 60
        return real_day(today.year + 1, month, day) if gone else found
    for ahead in range(12):
        index = today.month - 1 + ahead
        found = real_day(today.year + index // 12, index % 12 + 1, day)
        if found and found >= today:
            return found
    return None


def real_day(year: int, month: int, day: int) -> date | None:
    """The date, or None for the 31st of June."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def free_days(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    """Public holidays of a country in a year and the one after, by their English names."""
    years = (year, year + 1)
    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision, years=years, language="en_US"
        )
    except NotImplementedError:
        return {}
    return dict(found.items())


def holiday(frame: Frame, name: str, *, ended: bool = False) -> tuple[date, date, date] | None:
    """The next holiday whose English name contains `name`: first free day, last free day, and the day itself."""
    country, part = COUNTRIES.get(frame.named, ("US", None))
    free = free_days(country, part, frame.today.year)
    wanted = name.split("|")
    for day in sorted(free):
        if "Eve" in free[day] or not any(w in free[day] for w in wanted):
            continue
        first, last = _block(free, day)
        if last < frame.today - timedelta(days=3 if ended else 0):
            continue
        return first, last, day
    return None


def _block(free: dict[date, str], day: date) -> tuple[date, date]:
    """The run of free days and week-ends around a day."""
    one, first, last = timedelta(days=1), day, day

    def off(d: date) -> bool:
        return d in free or d.weekday() >= 5

    while off(first - one):
        first -= one
    while off(last + one):
        last += one
    return first, last
