"""Rates of rare things and whether they have changed, with their uncertainty said. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from scipy.special import bdtrc, gammaincc, gammaincinv

LEVEL = 0.9
SURE = 0.05
SHORTEST = 2  # weeks on either side of a change
FEWEST = 5  # faults after it
SMALLEST, LARGEST = 0.1, 1000.0  # how alike groups can be taken to be


@dataclass
class Series:
    """One group of devices: faults and device-years of each week, the oldest first. `devices`: how many there
    are by now."""

    product_id: int
    value: str
    weeks: int
    devices: int = 0
    faults: list[int] = field(default_factory=list)
    years: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.faults = self.faults or [0] * self.weeks
        self.years = self.years or [0.0] * self.weeks

    @property
    def count(self) -> int:
        """All faults."""
        return sum(self.faults)

    @property
    def exposure(self) -> float:
        """All device-years."""
        return sum(self.years)


@dataclass(frozen=True)
class Fleet:
    """All groups of one dimension, with the first day of each week."""

    dimension: str
    begins: tuple[date, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Rate:
    """Events per unit of exposure with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """A rise: `at` is the first index of the higher rate, `chance` how likely it is where nothing changed."""

    at: int
    before: float
    after: float
    events: int
    chance: float


def rate(events: int, exposure: float, *, level: float = LEVEL) -> Rate:
    """The rate of a Poisson process with its exact interval (Garwood 1936); no exposure, no upper end."""
    if exposure <= 0:
        return Rate(0.0, 0.0, float("inf"))
    tail = (1 - level) / 2
    low = gammaincinv(events, tail) if events else 0.0
    return Rate(
        events / exposure,
        float(low) / exposure,
        float(gammaincinv(events + 1, 1 - tail)) / exposure,
    )


def rise(counts: Sequence[int], exposure: Sequence[float]) -> Change | None:
    """The most telling rise of a rate, or None where there is none to speak of. Pure.

    For each week from which it may have risen the events after it are, given all events, binomial with the share
    of the exposure after it (the conditional test of Przyborowski and Wilenski 1940). The smallest tail, times
    the number of weeks tried, is the chance: never too small, whatever the weeks have to do with each other.
    """
    total, whole = sum(counts), sum(exposure)
    tried = range(SHORTEST, len(counts) - SHORTEST + 1)
    best: Change | None = None
    after, open_ = total - sum(counts[:SHORTEST]), whole - sum(exposure[:SHORTEST])
    for week in tried:
        if after >= FEWEST and open_ > 0 and whole - open_ > 0:
            chance = float(bdtrc(after - 1, total, min(1.0, open_ / whole))) * len(tried)
            old, new = (total - after) / (whole - open_), after / open_
            if new > old and (best is None or chance < best.chance):
                best = Change(week, old, new, after, min(1.0, chance))
        if week < len(counts):
            after, open_ = after - counts[week], open_ - exposure[week]
    return best


def is_over(events: int, exposure: float, *, before: float, after: float) -> bool:
    """Whether a rate that had risen from `before` to `after` is back: so few events that chance is no excuse, and
    nearer to what it was than to what it became. Pure."""
    if exposure <= 0:
        return False
    luck = float(gammaincc(events + 1, after * exposure))
    return luck < SURE and events / exposure <= sqrt(max(before, after / 10) * after)


def shrunk(events: float, exposure: float, *, shape: float, mean: float) -> float:
    """The rate of one of many groups: what was seen of it, drawn towards the mean of all (gamma-Poisson).
    `shape`: how many events the others' experience is worth. Pure."""
    return (events + shape) / (exposure + shape / mean) if mean > 0 else 0.0


def shape_of(seen: Sequence[tuple[float, float]]) -> float:
    """How alike groups are: the shape of the gamma distribution of their rates by moments; large where they differ
    no more than chance lets them. `seen`: (events, exposure) of each. Pure."""
    events, exposure = sum(n for n, _ in seen), sum(x for _, x in seen)
    if not events or exposure <= 0:
        return LARGEST
    mean = events / exposure
    spread = sum((n - mean * x) ** 2 - mean * x for n, x in seen)
    weight = sum((mean * x) ** 2 for _, x in seen)
    return min(LARGEST, max(SMALLEST, weight / spread)) if spread > 0 else LARGEST
