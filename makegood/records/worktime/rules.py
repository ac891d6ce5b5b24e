"""Deadlines that count only open hours. Pure arithmetic; a calendar that never opens is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON_DAYS = 400


class NeverOpen(ValueError):
    """The calendar has no open hour within the horizon."""


@dataclass(frozen=True)
class Hours:
    """`weekly`: for each weekday (Monday 0) its blocks as (start, end) local times, ordered."""

    zone: str
    weekly: tuple[tuple[tuple[time, time], ...], ...]
    closed: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()

    def blocks(self, day: date) -> tuple[tuple[time, time], ...]:
        """The open blocks of one date."""
        if day in self.extra:
            return self.weekly[0]
        return () if day in self.closed else self.weekly[day.weekday()]


ALWAYS = Hours("UTC", tuple(((time(0), time.max),) for _ in range(7)))


def read_hours(
    zone: str,
    weekly: list[list[object]],
    closed: list[str] | None = None,
    extra: list[str] | None = None,
) -> Hours:
    """Hours from their stored form ([weekday, "09:00", "17:30"] and ISO dates)."""
    days: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for weekday, start, end in weekly:
        closing = time.max if end in ("24:00", "00:00") else time.fromisoformat(str(end))
        days[int(str(weekday))].append((time.fromisoformat(str(start)), closing))
    return Hours(
        zone,
        tuple(tuple(sorted(blocks)) for blocks in days),
        frozenset(date.fromisoformat(d) for d in closed or ()),
        frozenset(date.fromisoformat(d) for d in extra or ()),
    )


def _intervals(hours: Hours, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(hours.zone)
    first = start.astimezone(zone).date()
    for offset in range(-1, HORIZON_DAYS):
        day = first + timedelta(days=offset)
        for opens, closes in hours.blocks(day):
            begin = datetime.combine(day, opens, zone).astimezone(UTC)
            if closes == time.max:
                end = datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
            else:
                end = datetime.combine(day, closes, zone).astimezone(UTC)
            if end > start and end > begin:
                yield max(begin, start), end


def add(start: datetime, span: timedelta, hours: Hours = ALWAYS) -> datetime:
    """The moment when `span` of open time has passed since `start` (aware; UTC). Raises NeverOpen."""
    if hours is ALWAYS:
        return start + span
    left = span
    for begin, end in _intervals(hours, start):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise NeverOpen(hours.zone)


def owed_by(start: datetime, minutes: int, hours: Hours) -> datetime:
    """When something owed within `minutes` of open time is due. A calendar that never gets there
    (closed for more than a year) must not hold up a case: then it is plain time."""
    try:
        return add(start, timedelta(minutes=minutes), hours)
    except NeverOpen:
        return start + timedelta(minutes=minutes)


def is_open(moment: datetime, hours: Hours = ALWAYS) -> bool:
    """Whether `moment` (aware) lies in open hours."""
    return hours is ALWAYS or any(begin <= moment < end for begin, end in _until(hours, moment))


def _until(hours: Hours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    for begin, end in _intervals(hours, moment):
        yield begin, end
        return


def read_blocks(line: str) -> list[list[str]]:
    """The hours of one day as people write them ("9:00-12:00, 13:00-17:30") in their stored form.

    Raises ValueError for what is no time, for a block that ends before it begins, and for overlaps.
    """
    blocks: list[list[str]] = []
    text = re.sub(r"\s*[-–—~至到]\s*", "-", line.replace("：", ":"))
    for word in re.split(r"[\s,，;；、]+", text.strip()):
        if not word:
            continue
        start, dash, end = word.partition("-")
        if not dash:
            raise ValueError(word)
        opens, closes = _minutes(start), _minutes(end)
        if opens >= closes or (blocks and _minutes(blocks[-1][1]) > opens):
            raise ValueError(word)
        blocks.append([_said(opens), _said(closes)])
    return blocks


def said_blocks(blocks: list[list[object]]) -> str:
    """Stored blocks of one day as people write them."""
    return ", ".join(f"{start}-{end}" for _, start, end in sorted(blocks, key=str))


def _minutes(text: str) -> int:
    hours, colon, minutes = text.partition(":")
    if not (hours.isdigit() and (minutes.isdigit() or not colon)):
        raise ValueError(text)
    total = int(hours) * 60 + int(minutes or 0)
    if total > 24 * 60 or int(minutes or 0) > 59:
        raise ValueError(text)
    return total


def _said(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
