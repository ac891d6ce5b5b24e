"""Deadlines that count only open hours: sorted edges in UTC with the open time up to each, and bisection.

A moment is open when the wall clock of the calendar's zone shows a time inside a block of that date. An
hour that a clock skips is therefore not open, and one that it repeats is open twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from makegood.records.worktime.rules.week import Week

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
SECOND = 1_000_000
DAY_SECONDS = 86_400
LOOK = 6 * 3600  # no zone changes its clock twice within that
FIRST_YEAR, LAST_YEAR = 1900, 2300
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class NeverOpen(ValueError):
    """The calendar has not that much open time, now or in any year we can know of."""


class Edges(NamedTuple):
    """Open intervals from `first_year` up to `end_year`, in microseconds since 1970; `through` is the
    open time up to each close."""

    opens: list[int]
    closes: list[int]
    through: list[int]
    start: int
    end: int
    first_year: int
    end_year: int


class Hours:
    """A week made ready for arithmetic. Years are worked out when first asked for and kept; the whole
    is replaced at once, so threads may share it."""

    __slots__ = ("edges", "week")

    def __init__(self, week: Week | None) -> None:
        self.week = week
        self.edges = Edges([], [], [], 0, 0, 1970, 1970)

    def covering(self, low: int, high: int) -> Edges:
        """Edges that hold both moments (microseconds since 1970). Raises NeverOpen outside 1900-2299."""
        edges = self.edges
        if edges.start <= low and high < edges.end:
            return edges
        first_year, end_year = _year(low) - 1, _year(high) + 2
        if edges.end_year > edges.first_year:
            if low >= edges.start:
                first_year = edges.first_year
            end_year = max(end_year, edges.end_year)
        return self._grown(first_year, end_year)

    def later(self, edges: Edges) -> Edges:
        """As many years again after those. Raises NeverOpen when nothing is open any more."""
        span = edges.end_year - edges.first_year
        last = self.week.last_open_day() if self.week else None
        if edges.end_year >= LAST_YEAR or (last and last.year < edges.end_year):
            raise NeverOpen(self.week and self.week.zone)
        return self._grown(edges.first_year, min(edges.end_year + span, LAST_YEAR))

    def earlier(self, edges: Edges) -> Edges:
        """As many years again before those. Raises NeverOpen before 1900."""
        span = edges.end_year - edges.first_year
        if edges.first_year <= FIRST_YEAR:
            raise NeverOpen(self.week and self.week.zone)
        return self._grown(max(edges.first_year - span, FIRST_YEAR), edges.end_year)

    def _grown(self, first_year: int, end_year: int) -> Edges:
        week = self.week
        if week is None or first_year < FIRST_YEAR - 1 or end_year > LAST_YEAR + 2:
            raise NeverOpen(week and week.zone)
        old = self.edges
        if first_year == old.first_year and old.end_year >= end_year:
            return old  # another thread was there first
        if first_year == old.first_year and old.end_year > old.first_year:
            opens, closes, through = old.opens[:], old.closes[:], old.through[:]
            start = old.end
        else:
            opens, closes, through = [], [], []
            start = _new_year(first_year)
        end = _new_year(end_year)
        for begin, close in _intervals(week, start // SECOND, end // SECOND):
            if closes and closes[-1] == begin:
                closes[-1] = close
                through[-1] += close - begin
            else:
                opens.append(begin)
                closes.append(close)
                through.append((through[-1] if through else 0) + close - begin)
        edges = Edges(opens, closes, through, _new_year(first_year), end, first_year, end_year)
        self.edges = edges
        return edges


ALWAYS = Hours(None)


def add(start: datetime, span: timedelta, hours: Hours = ALWAYS) -> datetime:
    """The first moment (UTC) when `span` of open time has passed since `start` (aware); without any
    span, the next open moment. Raises NeverOpen when the calendar has not that much open time."""
    if hours is ALWAYS:
        return start.astimezone(UTC) + span
    left = span // MICRO
    if left < 0:
        raise ValueError("a span of time to wait is never negative; use subtract")
    at = (start - EPOCH) // MICRO
    edges = hours.edges
    if not edges.start <= at < edges.end:
        edges = hours.covering(at, at)
    while True:
        opens, closes, through = edges[:3]
        first = bisect_right(closes, at)
        if first < len(closes):
            begin = opens[first]
            target = through[first] - closes[first] + (at if at > begin else begin) + left
            last = bisect_left(through, target, first)
            if last < len(closes):
                return EPOCH + MICRO * (closes[last] - through[last] + target)
        edges = hours.later(edges)


def subtract(end: datetime, span: timedelta, hours: Hours = ALWAYS) -> datetime:
    """The last moment (UTC) from which `span` of open time passes until `end` (aware). Raises NeverOpen."""
    if hours is ALWAYS or not span:
        return end.astimezone(UTC) - span
    if span < timedelta():
        raise ValueError("a span of time to go back is never negative; use add")
    at = (end - EPOCH) // MICRO
    edges = hours.covering(at, at)
    while True:
        target = _passed(edges, at) - span // MICRO
        if target >= 0:
            place = bisect_right(edges.through, target)
            if place < len(edges.closes):
                gone = edges.through[place] - target
                return EPOCH + MICRO * (edges.closes[place] - gone)
        edges = hours.earlier(edges)


def between(start: datetime, end: datetime, hours: Hours = ALWAYS) -> timedelta:
    """The open time from `start` to `end` (aware); negative when `end` comes first."""
    if hours is ALWAYS:
        return end.astimezone(UTC) - start.astimezone(UTC)
    first, last = (start - EPOCH) // MICRO, (end - EPOCH) // MICRO
    edges = hours.covering(min(first, last), max(first, last))
    return timedelta(microseconds=_passed(edges, last) - _passed(edges, first))


def next_open(moment: datetime, hours: Hours = ALWAYS) -> datetime:
    """`moment` itself (UTC) when it is open, else when it opens next. Raises NeverOpen."""
    return add(moment, timedelta(), hours)


def is_open(moment: datetime, hours: Hours = ALWAYS) -> bool:
    """Whether `moment` (aware) lies in open hours."""
    if hours is ALWAYS:
        return True
    at = (moment - EPOCH) // MICRO
    edges = hours.covering(at, at)
    place = bisect_right(edges.closes, at)
    return place < len(edges.opens) and edges.opens[place] <= at


def owed_by(start: datetime, minutes: int, hours: Hours) -> datetime:
    """When something owed within `minutes` of open time is due. A calendar that never gets there must
    not hold up a case: then it is plain time."""
    span = timedelta(minutes=minutes)
    try:
        return add(start, span, hours)
    except NeverOpen:
        return start.astimezone(UTC) + span


def open_seconds(day: date, hours: Hours) -> int:
    """How long a local date is open, in seconds; 24 hours of every day where there is no calendar."""
    if hours.week is None:
        return DAY_SECONDS
    return sum(end - start for start, end in hours.week.blocks(day)) * 60


def _passed(edges: Edges, at: int) -> int:
    """Open microseconds from the first edge up to a moment that the edges cover."""
    place = bisect_right(edges.closes, at)
    if place == len(edges.closes):
        return edges.through[-1] if edges.through else 0
    begin = max(edges.opens[place], at)
    return edges.through[place] - edges.closes[place] + begin


def _intervals(week: Week, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Open intervals within [start, end) seconds, in order, as microseconds."""
    for begin, until, offset in _clock(ZoneInfo(week.zone), start, end):
        first, last = (begin + offset) // DAY_SECONDS, (until + offset - 1) // DAY_SECONDS
        for number in range(first, last + 1):
            midnight = number * DAY_SECONDS - offset
            for opens, closes in week.blocks(date.fromordinal(_EPOCH_DAY + number)):
                low, high = max(midnight + opens * 60, begin), min(midnight + closes * 60, until)
                if low < high:
                    yield low * SECOND, high * SECOND


def _clock(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Stretches of [start, end) with one distance to UTC: from, until, seconds ahead of UTC."""
    begin, offset = start, _offset(zone, start)
    here = start
    while here < end:
        there = min(here + LOOK, end)
        if there < end and (after := _offset(zone, there)) != offset:
            change = _change(zone, here, there, offset)
            yield begin, change, offset
            begin, offset = change, after
        here = there
    yield begin, end, offset


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The second at which the clock no longer has that distance to UTC."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, second: int) -> int:
    distance = datetime.fromtimestamp(second, zone).utcoffset()
    return 0 if distance is None else distance // timedelta(seconds=1)


def _year(at: int) -> int:
    try:
        return (EPOCH + timedelta(microseconds=at)).year
    except OverflowError as error:
        raise NeverOpen(str(at)) from error


def _new_year(year: int) -> int:
    return (datetime(year, 1, 1, tzinfo=UTC) - EPOCH) // MICRO
