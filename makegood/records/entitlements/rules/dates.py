"""Months, days and years as contracts count them: the day on which it begins is not counted, the day that bears
the same number ends it, and it ends when that day is over where the device stands."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LAST = date(9000, 1, 1)


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months on, the last of its month where there is none: three years
    from 29 Feb 2024 are over with 28 Feb 2027. Never beyond the year 9000."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year >= LAST.year:
        return LAST
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: float) -> date:
    """So many days on, at most the year 9000."""
    left = (LAST - day).days
    return day + timedelta(days=min(int(days), left)) if left > 0 else LAST


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def end_of(day: date, zone: str) -> datetime:
    """The moment when a day is over there, in UTC: nothing of it is left at this moment."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone_of(zone))
    return midnight.astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """Which day it is there."""
    return moment.astimezone(zone_of(zone)).date()


def later(moment: datetime, days: float) -> datetime | None:
    """So many days after a moment; None beyond what can be foreseen (a hundred years)."""
    return moment + timedelta(days=days) if 0 <= days < 36_525 else None
