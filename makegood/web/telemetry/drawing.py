"""A chart of readings: a line of means within its band, on a plane that is 100 wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from makegood.field.telemetry.queries import Dot

HIGH, TOP, BOTTOM = 120, 10, 110


@dataclass(frozen=True)
class Plot:
    """What the page draws: paths, and what stands at the ends of both axes."""

    stroke: str
    band: str
    low: float
    high: float
    first: datetime
    last: datetime
    tall: int = HIGH


def drawn(dots: Sequence[Dot]) -> Plot | None:
    """The drawing; None for fewer than two places. Pure."""
    if len(dots) < 2:
        return None
    low, high = min(dot.low for dot in dots), max(dot.high for dot in dots)
    start, span = dots[0].at, max((dots[-1].at - dots[0].at).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return round(100 * (at - start).total_seconds() / span, 2)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    upper = [f"{x(dot.at)} {y(dot.high)}" for dot in dots]
    lower = [f"{x(dot.at)} {y(dot.low)}" for dot in reversed(dots)]
    stroke = "M" + " ".join(f"{x(dot.at)} {y(dot.mean)}" for dot in dots)
    return Plot(stroke, "M" + " ".join(upper + lower) + "Z", low, high, start, dots[-1].at)
