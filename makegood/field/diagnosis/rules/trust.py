"""How far to trust what was written before, learned from how right it was: mixtures of strengths.

A row of probabilities is taken as a Dirichlet around what was written, as strong as some number of jobs. How
strong is not chosen: every strength is weighed by how well it foretold what was counted, over all rows at once.
Who writes the same number means the same: what that number has turned out to be, over all questions first and
then at one question, is what its rows are taken to be about, so that a rare cause learns from the frequent ones.
A row may also show no more than the background does, or be anything at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from makegood.field.diagnosis.rules.networks import Array

STRENGTHS = np.array([3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0])
POOLED = np.array([3.0, 10.0, 30.0, 100.0, 300.0, 1000.0])  # of what one number is meant to be
RATES = np.array([0.3, 1.0, 3.0, 10.0, 30.0, 100.0])  # jobs of one cause
BACKGROUND = np.array([10.0, 30.0, 100.0, 1000.0])
CLOSE = (
    30.0  # jobs: a row held so strongly speaks for the others of its number, or for the background
)
ANYTHING = 0.6  # of each answer, where a cause changes what shows
BELIEVED = 0.9  # of numbers that are written, before any job says otherwise
WRITTEN = 2.0  # jobs that a written number is worth as a sign of where the true one lies
ROUNDS, PASSES = 60, 4
LEAST, FLOOR = 0.005, 0.002
NEAREST = 0.001  # to never and always, of what a number has turned out to be
ABSENT = 1e-30  # in place of an answer that a row does not have: it weighs nothing


@dataclass(frozen=True, eq=False)
class Row:
    """What was counted of the answers with one cause, and what was written (None: nothing)."""

    counts: Array
    written: Array | None
    group: int  # rows of one group share a background: the same question with other causes


def learned_rows(rows: Sequence[Row]) -> tuple[list[Array], float]:
    """The probabilities of each row now, and for how many jobs the written ones stand on average."""
    if not rows:
        return [], 0.0
    every = _Rows(rows)
    as_written, as_background = every.said.astype(float), np.ones(len(rows))
    means, trust = every.counts, 0.0
    for _ in range(PASSES):
        centres, backgrounds = every.centres(as_written), every.backgrounds(as_background)
        means, as_background = means.copy(), as_background.copy()
        for said in (True, False):
            part = every.said == said
            if not part.any():
                continue
            strengths = STRENGTHS if said else STRENGTHS[:0]
            found, shares = _weighed(every, part, centres[part], backgrounds[part], strengths)
            means[part] = found
            ends = len(strengths) + len(BACKGROUND)
            as_background[part] = shares[:, len(strengths) : ends] @ (BACKGROUND >= CLOSE)
            if said:
                as_written[part] = shares[:, : len(strengths)] @ (strengths >= CLOSE)
                trust = _trust(shares)
    told = _inside(means, every.there, FLOOR)
    return [row[there] for row, there in zip(told, every.there, strict=True)], trust


class _Rows:
    """All rows at once: a line a row, a column an answer, ABSENT where a row has no such answer."""

    def __init__(self, rows: Sequence[Row]) -> None:
        width = max(len(row.counts) for row in rows)
        self.there = np.array([np.arange(width) < len(row.counts) for row in rows])
        self.counts = np.zeros(self.there.shape)
        self.written = np.zeros(self.there.shape)
        for place, row in enumerate(rows):
            self.counts[place, : len(row.counts)] = row.counts
            if row.written is not None:
                self.written[place, : len(row.counts)] = row.written
        self.written = _inside(self.written, self.there)
        self.seen = self.counts.sum(axis=1) > 0
        self.said = np.array([row.written is not None for row in rows])
        self.group = np.array([row.group for row in rows])
        self.number = _same(np.round(self.written, 6))
        self.here = _same(np.column_stack([self.number, self.group]))

    def centres(self, share: Array) -> Array:
        """What each written number has turned out to be: over all questions, then at its own."""
        counted = self.counts * share[:, None]
        found = self.written
        for places in (self.number, self.here):
            _, first = np.unique(places, return_index=True)
            pooled = _pooled(counted, places)
            found = _moved(found[first], pooled, self.there[first])[places]
        return found

    def backgrounds(self, share: Array) -> Array:
        """How often each answer comes where the cause has nothing to do with it."""
        places = _same(self.group[:, None])
        _, first = np.unique(places, return_index=True)
        counts = _pooled(self.counts * share[:, None], places) + 0.5 * self.there[first]
        return _inside(counts, self.there[first])[places]


def _same(keys: Array | NDArray[np.int64]) -> NDArray[np.int64]:
    """For each line the number of its kind, alike lines having the same."""
    return np.asarray(np.unique(keys, axis=0, return_inverse=True)[1]).reshape(-1)


def _pooled(counts: Array, places: NDArray[np.int64]) -> Array:
    """Sums of lines with the same place."""
    found = np.zeros((places.max() + 1, counts.shape[1]))
    np.add.at(found, places, counts)
    return found


def _moved(centres: Array, counts: Array, there: NDArray[np.bool_]) -> Array:
    """Where numbers lie after what was counted, as sure of what was written as all of them have shown."""
    weights = POOLED[:, None, None] * centres
    every = np.full(len(POOLED), 1 / len(POOLED))
    shares = _mixed(_evidence(counts, weights), counts.sum(axis=1) > 0, every)
    return _inside(_means(counts, weights, shares), there, NEAREST)


def learned_prior(counts: Array, prior: Array) -> tuple[Array, float]:
    """Shares of the causes now, and for how many jobs the written ones stand.

    People are wrong about a share by a factor, about rare causes as about common ones: each is a rate about
    what was written, all as sure as so many jobs of that cause; then all are made to be one."""
    whole = max(float(counts.sum()), 1e-9)
    pace = RATES / np.maximum(prior[:, None], 1e-6)
    seen = counts[:, None]
    logs = gammaln(RATES + seen) - gammaln(RATES)
    logs = logs + RATES * np.log(pace / (pace + whole)) + seen * np.log(whole / (pace + whole))
    every = np.ones(len(prior), dtype=bool)
    shares = _mixed(logs, every, np.full(len(RATES), 1 / len(RATES)))
    means = (shares * (RATES + seen) / (pace + whole)).sum(axis=1)
    return means / means.sum(), float((shares.mean(axis=0) @ RATES) * len(prior))


def _weighed(
    every: _Rows, part: NDArray[np.bool_], centres: Array, backgrounds: Array, strengths: Array
) -> tuple[Array, Array]:
    """The mean of each row over all that it may be (as written, so strong; like the background; anything), and
    how likely each of these is."""
    counts, there = every.counts[part], every.there[part]
    free = np.where(there, ANYTHING, ABSENT)[None]
    weights = np.concatenate(
        [
            strengths[:, None, None] * centres,
            BACKGROUND[:, None, None] * backgrounds,
            free,
        ]
    )
    logs = _evidence(counts, weights)
    if len(strengths):
        # How well what was written fits to each, as so many jobs would.
        logs = logs + _evidence(WRITTEN * every.written[part], weights)
    shares = _mixed(logs, every.seen[part], _beforehand(len(strengths)))
    means = _means(counts, weights, shares)
    # What no job speaks of stays as it was written.
    keep = every.said[part] & ~every.seen[part]
    return np.where(keep[:, None], every.written[part], means), shares


def _means(counts: Array, weights: Array, shares: Array) -> Array:
    """The mean of each row over its components, which weigh as `shares` says."""
    each = (counts + weights) / (counts + weights).sum(axis=2, keepdims=True)
    return np.asarray((shares.T[:, :, None] * each).sum(axis=0))


def _beforehand(written: int) -> Array:
    """How likely each component is before any job: as written for the most part, where it is written."""
    others = len(BACKGROUND) + 1
    if not written:
        return np.full(others, 1 / others)
    shares = np.full(written, BELIEVED / written)
    return np.append(shares, np.full(others, (1 - BELIEVED) / others))


def _mixed(logs: Array, seen: NDArray[np.bool_], beforehand: Array) -> Array:
    """How likely each component is for each row, the components being as frequent as all rows say."""
    weights = beforehand
    shares = _shares(logs + np.log(weights))
    for _ in range(ROUNDS):
        weights = shares[seen].sum(axis=0) + len(beforehand) * beforehand
        weights = weights / weights.sum()
        shares = _shares(logs + np.log(weights))
    return shares


def _trust(shares: Array) -> float:
    """The strength of what was written, on average of its logarithm: a few rows shall not decide."""
    part = shares[:, : len(STRENGTHS)].mean(axis=0)
    return float(np.exp(part @ np.log(STRENGTHS) / max(part.sum(), 1e-9)))


def _evidence(counts: Array, weights: Array) -> Array:
    """ln of how likely the counts of each row were beforehand: a line a row, a column a component."""
    whole = weights.sum(axis=2)
    each = (gammaln(weights + counts) - gammaln(weights)).sum(axis=2)
    return np.asarray((gammaln(whole) - gammaln(whole + counts.sum(axis=1)) + each).T)


def _shares(logs: Array) -> Array:
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _inside(rows: Array, there: NDArray[np.bool_], least: float = LEAST) -> Array:
    """Rows as shares, neither never nor always: what was never seen may still come."""
    shares = np.where(there, rows, 0.0)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), ABSENT)
    clipped = np.where(there, np.clip(shares, least, 1 - least), 0.0)
    return np.where(there, clipped / clipped.sum(axis=1, keepdims=True), ABSENT)
