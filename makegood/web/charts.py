"""Drawings that the server makes: places on a plane that is 100 wide, so that a page of any width shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

HIGH, TOP, BOTTOM = 180, 14, 156
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)


@dataclass(frozen=True)
class Point:
    """A value of the line with its place (x in per cent of the width, y in pixels)."""

    x: float
    y: float
    value: float
    index: int


@dataclass(frozen=True)
class Tick:
    """A line across at a share."""

    y: float
    share: float


@dataclass
class Line:
    """A line with its band: one piece for each unbroken run of values."""

    points: list[Point] = field(default_factory=list)
    strokes: list[str] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    high: int = HIGH


def line_of(values: Sequence[tuple[float, float, float] | None]) -> Line:
    """The drawing of shares with their lower and upper ends (0 to 1); None leaves a gap. Pure."""
    known = [value for value in values if value is not None]
    if not known:
        return Line()
    floor, step = _floor(min(low for _share, low, _high in known))
    found = Line(ticks=[Tick(_y(share, floor), share) for share in _steps(floor, step)])
    last = max(len(values) - 1, 1)
    run: list[tuple[float, tuple[float, float, float]]] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            x = round(2 + 96 * index / last, 2)
            run.append((x, value))
            found.points.append(Point(x, _y(value[0], floor), value[0], index))
        elif run:
            found.strokes.append(_path((x, _y(share, floor)) for x, (share, _low, _high) in run))
            ends = [(x, _y(high, floor)) for x, (_share, _low, high) in run]
            ends += [(x, _y(low, floor)) for x, (_share, low, _high) in reversed(run)]
            found.bands.append(_path(ends) + "Z")
            run = []
    return found


def _floor(lowest: float) -> tuple[float, float]:
    """Where the axis begins, and the step of its lines: at most five of them."""
    for step in STEPS:
        floor = max(0.0, int(lowest / step + 1e-9) * step)
        if (1 - floor) / step <= 4 + 1e-9:
            return floor, step
    return 0.0, STEPS[-1]


def _steps(floor: float, step: float) -> list[float]:
    return [
        floor + n * step for n in range(int((1 - floor) / step + 1.5)) if floor + n * step < 1.001
    ]


def _y(share: float, floor: float) -> float:
    return round(BOTTOM - (share - floor) / (1 - floor) * (BOTTOM - TOP), 1)


def _path(points: object) -> str:
    return "M" + " ".join(f"{x} {y}" for x, y in points)  # type: ignore[attr-defined]
