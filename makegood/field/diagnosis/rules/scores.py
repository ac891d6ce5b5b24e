"""How good foretold causes were: right at once, among three, Brier, log loss, and whether 80 % means 80 %."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from makegood.field.diagnosis.rules.learning import HALF_LIFE, Job, foretold, learned
from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.tables import OTHER, FaultTable

BINS = 10
FIRST = 20  # jobs before it is worth learning again


@dataclass(frozen=True)
class Bin:
    """Jobs in which the first cause was given about this probability, and how often it was right."""

    low: float
    high: float
    jobs: int
    foretold: float
    right: float


@dataclass(frozen=True)
class Scores:
    """Of so many jobs. `brier` from 0 to 2 over all causes; `error`: mean distance of foretold and right."""

    jobs: int
    top1: float
    top3: float
    brier: float
    log_loss: float
    error: float
    bins: tuple[Bin, ...]


def scores(chances: Array, truth: Sequence[int]) -> Scores:
    """Scores of rows of probabilities when cause number `truth[row]` was the right one."""
    right = np.asarray(truth)
    count = len(right)
    if not count:
        return Scores(0, 0.0, 0.0, 0.0, 0.0, 0.0, ())
    order = np.argsort(-chances, axis=1, kind="stable")
    hit = order[:, 0] == right
    brier = ((chances - np.eye(chances.shape[1])[right]) ** 2).sum(axis=1).mean()
    given = np.maximum(chances[np.arange(count), right], 1e-9)
    bins = _bins(chances.max(axis=1), hit)
    return Scores(
        jobs=count,
        top1=float(hit.mean()),
        top3=float((order[:, :3] == right[:, None]).any(axis=1).mean()),
        brier=float(brier),
        log_loss=float(-np.log(given).mean()),
        error=sum(one.jobs * abs(one.foretold - one.right) for one in bins) / count,
        bins=bins,
    )


def _bins(sure: Array, hit: Array) -> tuple[Bin, ...]:
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            int((place == number).sum()),
            float(sure[place == number].mean()),
            float(hit[place == number].mean()),
        )
        for number in range(BINS)
        if (place == number).any()
    )


@dataclass(frozen=True)
class Measured:
    """The same jobs, each foretold before it was learned from: by what had been learned until then, and by
    the table as it was written. What has learned is worth using when `better`."""

    learned: Scores
    written: Scores

    @property
    def better(self) -> bool:
        """Foretells better than the table as written, by what it says of every cause."""
        return self.learned.jobs > 0 and self.learned.log_loss < self.written.log_loss


def measured(
    table: FaultTable, jobs: Sequence[Job], *, half_life: float = HALF_LIFE, rounds: int = 8
) -> Measured:
    """Learns from the oldest jobs and foretells the next ones, `rounds` times on; nothing is foretold after
    it was learned. Jobs of several causes count as right with the one the table puts first among them."""
    ordered = sorted(jobs, key=lambda job: -job.days)
    ends = np.unique(np.linspace(min(FIRST, len(ordered)), len(ordered), rounds + 1).astype(int))
    keys = list(table.cause)
    rows, plain, truth = [], [], []
    for begin, end in pairwise(ends.tolist()):
        now = learned(table, ordered[:begin], half_life=half_life).table
        part = ordered[begin:end]
        chances = foretold(now, [job.evidence for job in part])
        rows.append(chances)
        plain.append(foretold(table, [job.evidence for job in part]))
        for job, given in zip(part, chances, strict=True):
            places = [keys.index(c) if c in keys else keys.index(OTHER) for c in job.causes]
            truth.append(max(places, key=given.__getitem__))
    if not rows:
        return Measured(scores(np.zeros((0, 1)), ()), scores(np.zeros((0, 1)), ()))
    return Measured(scores(np.concatenate(rows), truth), scores(np.concatenate(plain), truth))
