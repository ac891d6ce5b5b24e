"""Rates of faults with honest intervals, and the day from which a rate is another one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from makegood.field.diagnosis.rules.networks import Array

SURE = 0.95
FALSE_ALARMS = 0.01  # how often a series that never changes is said to have changed
DRAWS, BLOCK = 999, 333
EARLIEST = 3  # events a side must have at least, beside some exposure


@dataclass(frozen=True)
class Rate:
    """Events for one of exposure, with an exact interval of `sure` (Garwood): it never covers less."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Change:
    """From place `at` on the rate is another one. `p`: how often a series without change looks so at least."""

    at: int
    before: Rate
    after: Rate
    p: float

    @property
    def times(self) -> float:
        """The rate after over the rate before."""
        return self.after.value / self.before.value if self.before.value else math.inf

    @property
    def worse(self) -> bool:
        """Whether there are more faults than before."""
        return self.after.value > self.before.value


def rate(events: int, exposure: float, *, sure: float = SURE) -> Rate:
    """Events per exposure (device days, hours, installed devices). Raises ValueError without exposure."""
    if exposure <= 0 or events < 0:
        raise ValueError("a rate needs exposure, and events that can be counted")
    tail = (1 - sure) / 2
    low = chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(1 - tail, 2 * events + 2) / 2
    return Rate(events / exposure, float(low) / exposure, float(high) / exposure)


def change_point(
    counts: Sequence[int],
    exposure: Sequence[float],
    *,
    false_alarms: float = FALSE_ALARMS,
    only_worse: bool = False,
) -> Change | None:
    """Where the rate changed for good, or None: the likelihood ratio over every place, and how often that great
    a one comes by chance, by drawing the same number of events anew over the same exposure (seeded, so that
    the same counts give the same answer). Looking every day at growing series alarms oftener than once a look:
    give `false_alarms` for one look. Raises ValueError when the lists do not fit."""
    events, shown = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    if events.shape != shown.shape or (events < 0).any() or (shown < 0).any():
        raise ValueError("counts and exposure must be as many, and not negative")
    whole, days = float(events.sum()), float(shown.sum())
    if len(events) < 2 or whole < 2 * EARLIEST or days <= 0:
        return None
    places = _ratios(events[None, :], shown, only_worse=only_worse)[0]
    at = int(np.argmax(places)) + 1
    best = float(places[at - 1])
    if not best > 0:
        return None
    luck = np.random.default_rng(20261122)
    reached, drawn = 1, 1
    while drawn <= DRAWS:
        anew = luck.multinomial(int(whole), shown / days, size=BLOCK).astype(float)
        reached += int(
            (_ratios(anew, shown, only_worse=only_worse).max(axis=1) >= best - 1e-9).sum()
        )
        drawn += BLOCK
        if reached > false_alarms * (DRAWS + 1):
            return None
    before = rate(int(events[:at].sum()), float(shown[:at].sum()))
    after = rate(int(events[at:].sum()), float(shown[at:].sum()))
    return Change(at, before, after, reached / drawn)


def _ratios(events: Array, exposure: Array, *, only_worse: bool) -> Array:
    """Twice the log likelihood ratio of a change after each place, for each series."""
    whole, days = events.sum(axis=1, keepdims=True), exposure.sum()
    left, gone = np.cumsum(events, axis=1)[:, :-1], np.cumsum(exposure)[:-1]
    right, rest = whole - left, days - gone
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(left > 0, left * np.log(left / gone), 0.0)
        two = np.where(right > 0, right * np.log(right / rest), 0.0)
        ratios = 2 * (one + two - whole * np.log(whole / days))
        worse = right * gone >= left * rest
    fits = (gone > 0) & (rest > 0) & ((left + right) >= 2 * EARLIEST)
    fits = fits & (np.maximum(left, right) >= EARLIEST)
    if only_worse:
        fits = fits & worse
    return np.where(fits, ratios, 0.0)
