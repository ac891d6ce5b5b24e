"""How far a device has run, from what its counter showed. Counters begin again when a controller is replaced, and
roll over; odometers are turned back, clocks stand in 1970, somebody types a digit too many. What cannot be is kept
and marked, and the total never jumps."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # a clock in another zone, or a little fast
DAY = timedelta(days=1)
CONFIRMED = 3  # readings that go on from where a counter began again
CONFIRMED_OVER = timedelta(hours=1)
JITTER = 1.0  # by how much a reading may fall: rounded by hand, read a moment later
SLACK = {"h": 2.0, "km": 50.0}
MOST_A_DAY = {"h": 24.5, "km": 2_000.0}  # a day has no more hours, a road no more kilometres
MOST_EVER = {"h": 530_000.0, "km": 10_000_000.0}
LIMITS = (10_000.0, 65_536.0, 100_000.0, 1_000_000.0, 10_000_000.0)  # where counters roll over
USUAL = 3.0  # times the usual use, after a counter began again
UNUSUAL = 30.0  # times the usual use, where nothing else says what can be
BEGUN_AGAIN = 0.1  # of what it showed before


@dataclass
class Point:
    """One reading. `total` and `doubt` ("", back, leap, clock, unit) are what `judge` makes of it."""

    value: float
    at: datetime
    came_at: datetime
    unit: str
    source: str = ""
    total: float = 0.0
    doubt: str = ""
    pk: int | None = None

    @property
    def offset(self) -> float:
        """What the counters before this one had run."""
        return self.total - self.value


@dataclass
class _State:
    """What is known so far: the trusted readings in their order, and doubtful ones since the last of them."""

    unit: str
    trusted: list[Point] = field(default_factory=list)
    run: list[Point] = field(default_factory=list)
    floor: float = inf  # what it would show had it run without a pause since any trusted reading, the least of them
    floor_at: datetime = EARLIEST

    def trust(self, point: Point) -> None:
        """The next reading in order that is believed; one that cannot be is by a person's word, and counts from there."""
        could = self._could_show(point.at)
        self.floor = min(could, point.total) if self.can_be(point.total, point.at) else point.total
        self.floor_at = point.at
        self.trusted.append(point)

    def _could_show(self, at: datetime) -> float:
        days = max((at - self.floor_at) / DAY, 0.0)
        return self.floor + MOST_A_DAY.get(self.unit, inf) * days if days else self.floor

    def can_be(self, total: float, at: datetime) -> bool:
        """Whether so much is no more than time allows: many small rises at one moment are a leap together."""
        return self.unit not in MOST_A_DAY or total <= self._could_show(at) + SLACK[self.unit]

    def high(self) -> Point:
        """The reading that says how far it had run."""
        return max(self.trusted[-8:], key=lambda p: (p.total, p.at))

    def rate(self) -> float | None:
        """How much a day, roughly; None while that cannot be said."""
        first, last = self.trusted[0], self.trusted[-1]
        days = (last.at - first.at) / DAY
        return (last.total - first.total) / days if len(self.trusted) > 2 and days > 0.5 else None

    def most(self, since: datetime, at: datetime) -> float:
        """How much it can have run between two moments."""
        days = max((at - since) / DAY, 0.0)
        if self.unit in MOST_A_DAY:
            return MOST_A_DAY[self.unit] * days + SLACK[self.unit]
        rate = self.rate()
        if rate is None:
            return inf
        return UNUSUAL * rate * days + max(50.0, 0.02 * self.high().total)


def judge(known: Sequence[Point], new: Sequence[Point], *, unit: str) -> list[Point]:
    """Say of each new reading what it means, in the order of their moments, after those `known` (judged already,
    of the same device, oldest first). Returns the known ones that mean something else now."""
    state = _State(unit)
    for point in known:
        _recall(state, point)
    changed: list[Point] = []
    for point in sorted(new, key=lambda p: p.at):
        changed += _take(state, point)
    ours = {id(point) for point in new}
    return [point for point in changed if id(point) not in ours]


def _recall(state: _State, point: Point) -> None:
    if point.doubt in ("clock", "unit") or (point.doubt and not state.trusted):
        return
    if point.doubt:
        goes_on = bool(state.run) and _goes_on(state, state.run[-1], point)
        state.run = [*state.run, point] if goes_on else [point]
    else:
        state.trust(point)
        state.run.clear()


def _take(state: _State, point: Point) -> list[Point]:
    """Judge one reading; returns what it changes in readings before it."""
    point.doubt = _impossible(state, point)
    if point.doubt:
        point.total = state.high().total if state.trusted else 0.0
        return []
    if not state.trusted:
        point.total = point.value
        state.trust(point)
        return []
    if point.at < state.trusted[-1].at:
        _take_late(state, point)
        return []
    high = state.high()
    total = point.value + high.offset
    if _goes_on(state, high, point) and state.can_be(total, point.at):
        point.total = total
        state.trust(point)
        state.run.clear()
        return []
    return _take_doubtful(state, high, point)


def _impossible(state: _State, point: Point) -> str:
    if not EARLIEST <= point.at <= point.came_at + AHEAD:
        return "clock"
    if point.unit != state.unit:
        return "unit"
    return "leap" if point.value > MOST_EVER.get(point.unit, inf) else ""


def _goes_on(state: _State, before: Point, point: Point) -> bool:
    rise = point.value - before.value
    return -JITTER <= rise <= state.most(before.at, point.at)


def _take_doubtful(state: _State, high: Point, point: Point) -> list[Point]:
    """It does not go on from what was trusted: perhaps from the doubtful ones since, and then what it ran since
    counts, and when the counter began again there they are believed after all."""
    last = state.run[-1] if state.run else None
    if last is None or point.at < last.at or not _goes_on(state, last, point):
        point.doubt = "back" if point.value < high.value else "leap"
        point.total = max(high.total, last.total if last else 0.0)
        state.run = [point]
        return []
    point.doubt = last.doubt
    point.total = last.total + max(0.0, point.value - last.value)
    state.run.append(point)
    first = state.run[0]
    gained = _begun_again(state, high, first)
    sure = len(state.run) >= CONFIRMED and point.at - first.at >= CONFIRMED_OVER
    if not sure or gained is None:
        return []
    changed = state.run
    totals = [high.total + gained + max(0.0, one.value - first.value) for one in changed]
    if not all(state.can_be(total, one.at) for one, total in zip(changed, totals, strict=True)):
        return []
    for one, total in zip(changed, totals, strict=True):
        one.total, one.doubt = total, ""
        state.trust(one)
    state.run = []
    return changed


def _begun_again(state: _State, high: Point, first: Point) -> float | None:
    """What the device had run until a counter showed so little again; None when it cannot have begun again."""
    if first.doubt != "back":
        return None
    most = state.most(high.at, first.at)
    rate = state.rate()
    if rate is not None:
        days = (first.at - high.at) / DAY
        most = min(most, USUAL * rate * days + SLACK.get(state.unit, 50.0))
    for limit in LIMITS:
        over = limit - high.value + first.value
        if 0.9 * limit <= high.value < limit and over <= most:
            return over
    near = first.value <= max(BEGUN_AGAIN * high.value, SLACK.get(state.unit, 1.0))
    return first.value if near and first.value <= most else None


def _take_late(state: _State, point: Point) -> None:
    """It came after younger ones: it must lie between its neighbours, and changes neither."""
    place = next(i for i, one in enumerate(state.trusted) if one.at > point.at)
    after = state.trusted[place]
    before = state.trusted[place - 1] if place else None
    low = before.total if before else 0.0
    for one in (after, before):
        total = point.value + one.offset if one else -1.0
        if low - JITTER <= total <= after.total + JITTER and (
            after.total - total <= state.most(point.at, after.at)
            and (before is None or total - low <= state.most(before.at, point.at))
        ):
            point.total = min(max(total, low), after.total)
            state.trusted.insert(place, point)
            return
    point.doubt = "back" if point.value < (before or after).value else "leap"
    point.total = low
