"""How far to trust what was written before, learned from how right it was: mixtures of strengths.

A row of probabilities is taken as a Dirichlet around what was written, as strong as some number of jobs. How
strong is not chosen: every strength is weighed by how well it foretold what was counted, over all rows at once.
Where nothing was written a row either shows no more than the background does, or is anything at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from makegood.field.diagnosis.rules.networks import Array

STRENGTHS = np.array([1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0])
RATES = np.array([0.3, 1.0, 3.0, 10.0, 30.0, 100.0])  # jobs of one cause
BACKGROUND = np.array([10.0, 100.0, 1000.0])
ANYTHING = 0.6  # of each answer, where a cause changes what shows
BELIEVED = 0.75  # of numbers that are written, before any job says otherwise
WRITTEN = 2.0  # jobs that a written number is worth as a sign of where the true one lies
ROUNDS, PASSES = 30, 4
LEAST, FLOOR = 0.005, 0.002


@dataclass(frozen=True, eq=False)
class Row:
    """What was counted of the answers with one cause, and what was written (None: nothing)."""

    counts: Array
    written: Array | None
    group: int  # rows of one group share a background: the same question with other causes


def learned_rows(rows: Sequence[Row]) -> tuple[list[Array], float]:
    """The probabilities of each row now, and for how many jobs the written ones stand on average."""
    backgrounds = _backgrounds(rows, np.ones(len(rows)))
    found: list[Array] = [row.counts for row in rows]
    trust = 0.0
    for _ in range(PASSES):
        like = np.zeros(len(rows))
        for said in (True, False):
            places = [n for n, row in enumerate(rows) if (row.written is not None) == said]
            if places:
                some = [rows[place] for place in places]
                means, shares = _weighed(some, backgrounds)
                for place, mean, share in zip(places, means, shares, strict=True):
                    found[place] = mean
                    like[place] = share[-len(BACKGROUND) : -1].sum()
                trust = _trust(shares) if said else trust
        backgrounds = _backgrounds(rows, like)
    return [_inside(mean, FLOOR) for mean in found], trust


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


def _backgrounds(rows: Sequence[Row], like: Array) -> dict[int, Array]:
    """How often each answer comes where the cause has nothing to do with it."""
    found: dict[int, Array] = {}
    for row, share in zip(rows, like, strict=True):
        found[row.group] = found.get(row.group, np.full(len(row.counts), 0.5)) + share * row.counts
    return {group: _inside(counts / counts.sum()) for group, counts in found.items()}


def _weighed(rows: Sequence[Row], backgrounds: dict[int, Array]) -> tuple[list[Array], Array]:
    """The mean of each row over all that it may be, and how likely each of these is."""
    weights = [_components(row, backgrounds[row.group]) for row in rows]
    logs = np.array(
        [
            [_evidence(row.counts, one) + _sign(row, one) for one in every]
            for row, every in zip(rows, weights, strict=True)
        ]
    )
    seen = np.array([row.counts.sum() > 0 for row in rows])
    shares = _mixed(logs, seen, _beforehand(logs.shape[1]))
    means = []
    for row, every, share in zip(rows, weights, shares, strict=True):
        each = [(row.counts + one) / (row.counts.sum() + one.sum()) for one in every]
        mean = np.asarray(sum(w * one for w, one in zip(share, each, strict=True)))
        # What no job speaks of stays as it was written.
        means.append(mean if row.written is None or row.counts.sum() > 0 else row.written)
    return means, shares


def _components(row: Row, background: Array) -> list[Array]:
    """What it may be: as written, so strong; like the background; or anything."""
    written = [] if row.written is None else [s * _inside(row.written) for s in STRENGTHS]
    free = np.full(len(row.counts), ANYTHING)
    return [*written, *(s * background for s in BACKGROUND), free]


def _sign(row: Row, component: Array) -> float:
    """How well what was written fits to a component, as so many jobs would."""
    return 0.0 if row.written is None else _evidence(WRITTEN * _inside(row.written), component)


def _beforehand(count: int) -> Array:
    """How likely each component is before any job: as written for the most part, where it is written."""
    others = len(BACKGROUND) + 1
    if count == others:
        return np.full(count, 1 / count)
    written = np.full(len(STRENGTHS), BELIEVED / len(STRENGTHS))
    return np.append(written, np.full(others, (1 - BELIEVED) / others))


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


def _evidence(counts: Array, weight: Array) -> float:
    """ln of how likely these counts were beforehand."""
    whole = gammaln(weight.sum()) - gammaln(weight.sum() + counts.sum())
    return float(whole + (gammaln(weight + counts) - gammaln(weight)).sum())


def _shares(logs: Array) -> Array:
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _inside(row: Array, least: float = LEAST) -> Array:
    """Neither never nor always: what was never seen may still come."""
    clipped = np.clip(row, least, 1 - least)
    return np.asarray(clipped / clipped.sum())
