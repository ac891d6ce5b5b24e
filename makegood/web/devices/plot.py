"""The counter of a device as a line: places on a plane 100 wide and 160 high, doubted readings beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10

from django.utils.formats import number_format
from django.utils.timezone import localtime

from makegood.base.ui.times import day_month
from makegood.kernel.clock import now
from makegood.records.assets.models import Usage

HIGH, TOP, BOTTOM = 160, 12, 132


@dataclass(frozen=True)
class Dot:
    """A reading with its place (x in per cent of the width, y in pixels) and what it says."""

    x: float
    y: float
    said: str
    doubt: str = ""


@dataclass
class Plot:
    """The drawing."""

    dots: list[Dot] = field(default_factory=list)
    doubted: list[Dot] = field(default_factory=list)
    stroke: str = ""
    ticks: list[tuple[float, str]] = field(default_factory=list)
    days: list[tuple[float, str]] = field(default_factory=list)
    high: int = HIGH


def plot_of(readings: Sequence[Usage], *, unit: str) -> Plot:
    """What it has run over time, from readings of one device (any order)."""
    shown = sorted((one for one in readings if one.doubt != "clock"), key=lambda one: one.at)
    trusted = [one for one in shown if not one.doubt and one.unit == unit]
    if len(trusted) < 2:
        return Plot()
    begins, ends = shown[0].at.timestamp(), shown[-1].at.timestamp()
    low, high, step = _range(min(one.total for one in trusted), max(one.total for one in trusted))

    def place(one: Usage) -> Dot:
        x = 1 + 98 * (one.at.timestamp() - begins) / max(ends - begins, 1)
        y = BOTTOM - (min(one.total, high) - low) / (high - low) * (BOTTOM - TOP)
        value = number_format(one.value, decimal_pos=1, use_l10n=True, force_grouping=True)
        said = f"{_day(one)}: {value} {one.unit}"
        return Dot(round(x, 2), round(y, 1), said, one.get_doubt_display() if one.doubt else "")

    found = Plot(dots=[place(one) for one in trusted])
    found.doubted = [place(one) for one in shown if one.doubt]
    found.stroke = "M" + " ".join(f"{dot.x} {dot.y}" for dot in found.dots)
    count = round((high - low) / step)
    for n in range(count + 1):
        y = BOTTOM - n / count * (BOTTOM - TOP)
        found.ticks.append((round(y, 1), number_format(low + n * step, 0, force_grouping=True)))
    for one in (shown[0], shown[-1]):
        found.days.append((place(one).x, _day(one)))
    return found


def _day(one: Usage) -> str:
    return day_month(localtime(one.at).date(), localtime(now()).date())


def _range(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and the step between lines: two to five of them."""
    span = max(high - low, 1.0)
    step = float(10 ** floor(log10(span)))
    for less in (5.0, 2.0):
        if span / step > less:
            break
        if span / (step / less) <= 5:
            step = step / less
            break
    low = floor(low / step) * step
    count = max(1, -(-int((high - low) * 1000) // int(max(step * 1000, 1))))
    return low, low + count * step, step
