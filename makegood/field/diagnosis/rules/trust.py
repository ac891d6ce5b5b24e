"""How far to trust what was written before, learned from how right it was: mixtures of strengths.

A row of probabilities is taken as a Dirichlet around what was written, as strong as some number of jobs. How
strong is not chosen: every strength is weighed by how well it foretold what was counted, over all rows at once.
Where nothing was written a row either shows no more than the background does, or is anything at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from makegood.field.diagnosis.rules.networks import Array

STRENGTHS = np.array([1.0, 3.0, 10.0, 30.0, 100.0])  # never more than a hundred jobs
BACKGROUND = np.array([10.0, 100.0, 1000.0])
ANYTHING = 0.6  # of each answer, where a cause changes what shows
ROUNDS = 30
LEAST, FLOOR = 0.005, 0.002


@dataclass(frozen=True, eq=False)
class Row:
    """What was counted of the answers with one cause, and what was written (None: nothing)."""

    counts: Array
    written: Array | None
    group: int  # rows of one group share a background: the same question with other causes


def learned_rows(rows: Sequence[Row]) -> tuple[list[Array], float]:
    """The probabilities of each row now, and for how many jobs the written ones stand on average."""
    said = [place for place, row in enumerate(rows) if row.written is not None]
    unsaid = [place for place, row in enumerate(rows) if row.written is None]
    found: list[Array] = [row.counts for row in rows]
    centres = [[_inside(rows[place].written)] * len(STRENGTHS) for place in said]
    means, trust = _mixed([rows[place] for place in said], centres, STRENGTHS)
    for place, mean in zip(said, means, strict=True):
        found[place] = mean
    for place, mean in zip(unsaid, _from_background([rows[p] for p in unsaid]), strict=True):
        found[place] = mean
    return [_inside(mean, FLOOR) for mean in found], trust


def learned_prior(counts: Array, prior: Array) -> tuple[Array, float]:
    """Shares of the causes now, and for how many jobs the written ones stand."""
    logs = []
    for strength in STRENGTHS:
        weight = strength * prior
        logs.append(_evidence(counts, np.maximum(weight, 1e-9)))
    share = _shares(np.array(logs))
    means = [(counts + s * prior) / (counts.sum() + s) for s in STRENGTHS]
    mean = np.asarray(sum(w * one for w, one in zip(share, means, strict=True)))
    return mean / mean.sum(), float(share @ STRENGTHS)


def _from_background(rows: list[Row]) -> list[Array]:
    """Rows of which nothing was written: like the others of their group, or not at all."""
    if not rows:
        return []
    backgrounds = _backgrounds(rows, np.ones(len(rows)))
    means: list[Array] = []
    for _ in range(4):
        strengths = np.append(BACKGROUND, 1.0)
        centres = []
        for row in rows:
            free = np.full(len(row.counts), ANYTHING)
            centres.append([_inside(backgrounds[row.group])] * len(BACKGROUND) + [free])
        means, _, like = _weighed(rows, centres, strengths)
        backgrounds = _backgrounds(rows, like[:, 1 : len(BACKGROUND)].sum(axis=1))
    return means


def _backgrounds(rows: list[Row], like: Array) -> dict[int, Array]:
    """How often each answer comes where the cause has nothing to do with it."""
    found: dict[int, Array] = {}
    for row, share in zip(rows, like, strict=True):
        found[row.group] = found.get(row.group, np.full(len(row.counts), 0.5)) + share * row.counts
    return {group: counts / counts.sum() for group, counts in found.items()}


def _mixed(
    rows: list[Row], centres: list[list[Array]], strengths: Array
) -> tuple[list[Array], float]:
    if not rows:
        return [], 0.0
    means, weights, _ = _weighed(rows, centres, strengths)
    return means, float(weights @ strengths)


def _weighed(
    rows: list[Row], centres: list[list[Array]], strengths: Array
) -> tuple[list[Array], Array, Array]:
    """The mean of each row over all strengths; how likely each strength is, in all and for each row."""
    logs = np.array(
        [
            [_evidence(row.counts, s * c) for s, c in zip(strengths, around, strict=True)]
            for row, around in zip(rows, centres, strict=True)
        ]
    )
    seen = np.array([row.counts.sum() > 0 for row in rows])
    weights = np.full(len(strengths), 1.0 / len(strengths))
    like = np.tile(weights, (len(rows), 1))
    for _ in range(ROUNDS):
        like = _shares(logs + np.log(weights))
        weights = like[seen].sum(axis=0) + 1.0
        weights = weights / weights.sum()
    means = []
    for row, around, share in zip(rows, centres, like, strict=True):
        weighed = [s * c for s, c in zip(strengths, around, strict=True)]
        each = [(row.counts + one) / (row.counts.sum() + one.sum()) for one in weighed]
        means.append(np.asarray(sum(w * one for w, one in zip(share, each, strict=True))))
    return means, weights, like


def _evidence(counts: Array, weight: Array) -> float:
    """ln of how likely these counts were beforehand."""
    whole = gammaln(weight.sum()) - gammaln(weight.sum() + counts.sum())
    return float(whole + (gammaln(weight + counts) - gammaln(weight)).sum())


def _shares(logs: Array) -> Array:
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _inside(row: Array | None, least: float = LEAST) -> Array:
    """Neither never nor always: what was never seen may still come."""
    clipped = np.clip(np.ones(2) if row is None else row, least, 1 - least)
    return np.asarray(clipped / clipped.sum())
