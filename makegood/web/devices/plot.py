"""The counter of a device as a line: places on a plane 100 wide and 160 high, doubted readings beside it; and where its
warranty ends by use, the limit and the way there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil, floor, log10

from django.utils.timezone import localtime

from makegood.base.ui.times import day_month
from makegood.kernel.clock import now
from makegood.records.assets.models import Usage
from makegood.records.entitlements.queries.wording import amount

HIGH, TOP, BOTTOM = 160, 12, 132
AHEAD, ABOVE = 6, 3  # a limit that is farther than so many times what is shown is left out


@dataclass(frozen=True)
class Dot:
    """A reading with its place (x in per cent of the width, y in pixels) and what it says."""

    x: float
    y: float
    said: str
    doubt: str = ""


@dataclass(frozen=True)
class Limit:
    """How far it is covered, and when it will have run as far, where that can be foreseen."""

    total: float
    at: datetime | None = None


@dataclass
class Plot:
    """The drawing. `ahead` is what is foreseen; `limit` the height of the limit, with its words."""

    dots: list[Dot] = field(default_factory=list)
    doubted: list[Dot] = field(default_factory=list)
    stroke: str = ""
    ahead: str = ""
    limit: float | None = None
    limit_said: str = ""
    ticks: list[tuple[float, str]] = field(default_factory=list)
    days: list[tuple[float, str]] = field(default_factory=list)
    high: int = HIGH

    @property
    def last(self) -> Dot:
        """The latest reading that counts."""
        return self.dots[-1]


@dataclass(frozen=True)
class _Plane:
    """From when to when, and from what to what."""

    begins: float
    ends: float
    low: float
    high: float

    def x(self, at: datetime) -> float:
        return round(1 + 98 * (at.timestamp() - self.begins) / max(self.ends - self.begins, 1), 2)

    def y(self, total: float) -> float:
        share = (min(total, self.high) - self.low) / (self.high - self.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)


def plot_of(readings: Sequence[Usage], *, unit: str, limit: Limit | None = None) -> Plot:
    """What it has run over time, from readings of one device (any order)."""
    shown = sorted((one for one in readings if one.doubt != "clock"), key=lambda one: one.at)
    trusted = [one for one in shown if not one.doubt and one.unit == unit]
    if len(trusted) < 2:
        return Plot()
    limit = _near(limit, trusted)
    totals = [one.total for one in trusted] + ([limit.total] if limit else [])
    low, high, step = _range(min(totals), max(totals))
    until = max(shown[-1].at, limit.at) if limit and limit.at else shown[-1].at
    plane = _Plane(shown[0].at.timestamp(), until.timestamp(), low, high)

    found = Plot(dots=[_dot(one, plane) for one in trusted])
    found.doubted = [_dot(one, plane) for one in shown if one.doubt]
    found.stroke = "M" + " ".join(f"{dot.x} {dot.y}" for dot in found.dots)
    count = round((high - low) / step)
    for n in range(count + 1):
        y = BOTTOM - n / count * (BOTTOM - TOP)
        found.ticks.append((round(y, 1), f"{low + n * step:,.0f}"))
    found.days = [(plane.x(at), _day(at)) for at in (shown[0].at, until)]
    if limit is not None:
        _foresee(found, limit, plane, unit)
    return found


def _near(limit: Limit | None, trusted: Sequence[Usage]) -> Limit | None:
    """The limit where it belongs into the picture."""
    last = trusted[-1]
    if limit is None or limit.total > last.total * ABOVE or limit.total < trusted[0].total:
        return None
    span = last.at - trusted[0].at
    if limit.at is None or limit.at <= last.at:
        return Limit(limit.total)
    return limit if limit.at - last.at <= span * AHEAD else None


def _foresee(found: Plot, limit: Limit, plane: _Plane, unit: str) -> None:
    found.limit, found.limit_said = plane.y(limit.total), amount(limit.total, unit)
    if limit.at is not None:
        found.ahead = f"M{found.last.x} {found.last.y} {plane.x(limit.at)} {found.limit}"


def _dot(one: Usage, plane: _Plane) -> Dot:
    said = f"{_day(one.at)}: {amount(one.value, one.unit)}"
    doubt = one.get_doubt_display() if one.doubt else ""
    return Dot(plane.x(one.at), plane.y(one.total), said, doubt)


def _day(at: datetime) -> str:
    return day_month(localtime(at).date(), _today())


def _today() -> date:
    return localtime(now()).date()


def _range(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and the step between lines: three to six of them."""
    span = max(high - low, 1.0)
    unit = 10.0 ** floor(log10(span / 5))
    step = next(unit * n for n in (1, 2, 5, 10) if span / (unit * n) <= 5)
    low = floor(low / step) * step
    count = max(1, ceil(round((high - low) / step, 6)))
    return low, low + count * step, step
