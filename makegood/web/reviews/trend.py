"""The drawing of stars over weeks: a line from one to five, drawn by the server. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HIGH, TOP, BOTTOM = 180, 14, 156


@dataclass(frozen=True)
class Dot:
    """A week on the line: x in per cent of the width, y in pixels, what is said of it."""

    x: float
    y: float
    value: float
    count: int
    said: str = ""


@dataclass
class Trend:
    """The drawing. `ticks`: heights of one to five stars."""

    dots: list[Dot] = field(default_factory=list)
    strokes: list[str] = field(default_factory=list)
    ticks: list[tuple[float, int]] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)
    high: int = HIGH


def y_of(stars: float) -> float:
    """How high a mean stands."""
    return round(BOTTOM - (stars - 1) / 4 * (BOTTOM - TOP), 1)


def trend_of(values: Sequence[tuple[float, int, str] | None]) -> Trend:
    """The line of means with their counts and words; None leaves a gap."""
    found = Trend(ticks=[(y_of(n), n) for n in (1, 3, 5)])
    last = max(len(values) - 1, 1)
    run: list[Dot] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            mean, count, said = value
            run.append(Dot(round(2 + 96 * index / last, 2), y_of(max(mean, 1)), mean, count, said))
            continue
        if run:
            found.dots += run
            found.strokes.append("M" + " ".join(f"{dot.x} {dot.y}" for dot in run))
            run = []
    return found
