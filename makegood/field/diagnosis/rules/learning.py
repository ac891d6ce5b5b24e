"""A fault table that has learned from closed jobs: priors and probabilities, older jobs counting less.

First the family learns from all its jobs; a model then learns from its own with the family's table as what was
written before, so that with few jobs it is like the family; a batch learns only how often each cause comes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from makegood.field.diagnosis.rules.hypotheses import Answer, Hypotheses
from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.tables import (
    LEAST_OTHER,
    OTHER,
    Cause,
    Check,
    FaultTable,
    Finding,
)
from makegood.field.diagnosis.rules.trust import Row, learned_prior, learned_rows

HALF_LIFE = 540.0  # days after which a job counts half


@dataclass(frozen=True)
class Job:
    """A closed job: the confirmed causes, what was seen, and how many days ago. `words`: how it was told."""

    causes: tuple[str, ...]
    evidence: Mapping[str, Answer]
    days: float = 0.0
    model: str = ""
    batch: str = ""
    words: str = ""


@dataclass(frozen=True)
class Change:
    """A number that learning moved. `key`: of the finding or check, empty for a prior."""

    cause: str
    key: str
    answer: Answer
    before: float
    now: float
    jobs: float


@dataclass(frozen=True)
class Learned:
    """The table as it is now; `weight`: jobs after decay; `trust`: for how many jobs the numbers written
    before stand, as the jobs have shown; the greatest changes first."""

    table: FaultTable
    jobs: int
    weight: float
    trust_in_priors: float
    trust_in_probabilities: float
    changes: tuple[Change, ...]


def learned(
    table: FaultTable,
    jobs: Sequence[Job],
    *,
    half_life: float = HALF_LIFE,
    model: str = "",
    batch: str = "",
) -> Learned:
    """What the jobs say together with the table as it was written; for one model and batch when named."""
    family = _learned(table, jobs, half_life=half_life)
    found = family
    of_model = [job for job in jobs if job.model == model]
    if model and of_model:
        found = _learned(family.table, of_model, half_life=half_life)
    of_batch = [job for job in of_model if job.batch == batch]
    if model and batch and of_batch:
        found = _learned(found.table, of_batch, half_life=half_life, only_priors=True)
    return replace(
        found,
        jobs=len(jobs),
        weight=family.weight,
        trust_in_priors=family.trust_in_priors,
        trust_in_probabilities=family.trust_in_probabilities,
        changes=_changes(table, found.table, jobs, half_life),
    )


def _learned(
    table: FaultTable, jobs: Sequence[Job], *, half_life: float, only_priors: bool = False
) -> Learned:
    weights = [0.5 ** (max(job.days, 0.0) / half_life) for job in jobs]
    shares = [_shares(table, job) for job in jobs]
    prior, trust = _priors(table, shares, weights)
    table = replace(table, unknown=_unknown(table, sum(weights)))
    causes = tuple(replace(c, prior=float(p)) for c, p in zip(table.causes, prior, strict=True))
    whole = float(sum(weights))
    if only_priors:
        return Learned(replace(table, causes=causes), len(jobs), whole, trust, 0.0, ())
    items: list[Finding | Check] = [*table.findings, *table.checks]
    counts = _counts(items, jobs, shares, weights)
    rows = [
        Row(
            counts.get((cause.key, item.key), np.zeros(len(_answers(item)))),
            _written(cause, item, several=table.several),
            place,
        )
        for place, item in enumerate(items)
        for cause in table.causes
    ]
    means, strength = learned_rows(rows)
    told = {
        item.key: dict(zip(table.cause, means[place * len(table.causes) :], strict=False))
        for place, item in enumerate(items)
    }
    now = replace(
        table,
        causes=causes,
        findings=tuple(_finding(finding, told[finding.key]) for finding in table.findings),
        checks=tuple(_check(check, told[check.key]) for check in table.checks),
    )
    return Learned(now, len(jobs), whole, trust, strength, ())


def _shares(table: FaultTable, job: Job) -> dict[str, float]:
    """The confirmed causes that the table knows; whatever it does not know is "other"."""
    known = {cause if cause in table.cause else OTHER for cause in job.causes}
    return (
        dict.fromkeys(known, 1.0) if table.several else dict.fromkeys(known, 1 / max(len(known), 1))
    )


def _priors(
    table: FaultTable, shares: Sequence[Mapping[str, float]], weights: Sequence[float]
) -> tuple[Array, float]:
    written = np.array([cause.prior for cause in table.causes])
    counts = np.zeros(len(written))
    for share, weight in zip(shares, weights, strict=True):
        counts += [weight * share.get(cause.key, 0.0) for cause in table.causes]
    if not table.several:
        prior, trust = learned_prior(counts, written)
        unknown = np.array([cause.key == OTHER for cause in table.causes])
        prior = np.where(unknown, np.maximum(prior, _unknown(table, sum(weights))), prior)
        return prior / prior.sum(), trust
    whole = float(sum(weights))
    rows = [
        Row(np.array([count, max(whole - count, 0.0)]), np.array([prior, 1 - prior]), 0)
        for count, prior in zip(counts, written, strict=True)
    ]
    means, trust = learned_rows(rows)
    return np.array([mean[0] for mean in means]), trust


def _unknown(table: FaultTable, jobs: float) -> float:
    """The least share of "other" after so many jobs: the next job is the first that nobody knows with the chance
    that Laplace's rule gives, begun at what is held before any job."""
    return 1 / (1 / LEAST_OTHER + jobs) if not table.several else table.unknown


def _written(cause: Cause, item: Finding | Check, *, several: bool) -> Array | None:
    """What the table says of it; None where nobody wrote anything. Where causes come together, a cause of
    which nothing is written does not make a finding show."""
    if isinstance(item, Finding):
        said = several or cause.key in item.probability
        said = said or bool(cause.key == OTHER and item.probability)
        chance = item.chance(cause.key)
        return np.array([chance, 1 - chance]) if said else None
    if not any(cause.key in outcome.probability for outcome in item.outcomes):
        return None
    return np.array(item.chances(cause.key))


def _counts(
    items: Sequence[Finding | Check],
    jobs: Sequence[Job],
    shares: Sequence[Mapping[str, float]],
    weights: Sequence[float],
) -> dict[tuple[str, str], Array]:
    """How often each answer came with each cause."""
    known = {item.key: item for item in items}
    counts: dict[tuple[str, str], Array] = {}
    for job, share, weight in zip(jobs, shares, weights, strict=True):
        for key, answer in job.evidence.items():
            item = known.get(key)
            if item is None or answer not in _answers(item):
                continue
            place = _answers(item).index(answer)
            for cause in share:
                row = counts.setdefault((cause, key), np.zeros(len(_answers(item))))
                row += weight * _parts(cause, item, place, share)
    return counts


def _answers(item: Finding | Check) -> tuple[Answer, ...]:
    return (True, False) if isinstance(item, Finding) else tuple(one.key for one in item.outcomes)


def _parts(cause: str, item: Finding | Check, place: int, shares: Mapping[str, float]) -> Array:
    """One job, put down to the answers of one of its causes: when several can have made a finding show, only
    as far as this one did; otherwise it did not."""
    row = np.zeros(len(_answers(item)))
    row[place] = 1.0
    if len(shares) == 1 or (isinstance(item, Finding) and place == 1):
        return shares[cause] * row
    if isinstance(item, Finding):
        silent = float(np.prod([1 - item.chance(key) for key in shares]))
        fired = min(1.0, item.chance(cause) / max(1 - silent, 1e-9))
        return shares[cause] * np.array([fired, 1 - fired])
    chances = {key: item.chances(key)[place] for key in shares}
    return shares[cause] * row * chances[cause] / (sum(chances.values()) or 1.0)


def _finding(finding: Finding, means: Mapping[str, Array]) -> Finding:
    return replace(finding, probability={cause: _round(mean[0]) for cause, mean in means.items()})


def _check(check: Check, means: Mapping[str, Array]) -> Check:
    outcomes = [
        replace(one, probability={cause: _round(mean[place]) for cause, mean in means.items()})
        for place, one in enumerate(check.outcomes)
    ]
    return replace(check, outcomes=tuple(outcomes))


def _round(value: float) -> float:
    return round(float(value), 6)


def _changes(
    table: FaultTable, now: FaultTable, jobs: Sequence[Job], half_life: float
) -> tuple[Change, ...]:
    """Every number that moved, the greatest steps first."""
    weight: dict[str, float] = {}
    for job in jobs:
        for cause in _shares(table, job):
            weight[cause] = weight.get(cause, 0.0) + 0.5 ** (max(job.days, 0.0) / half_life)
    found = [
        Change(old.key, "", "", old.prior, new.prior, weight.get(old.key, 0.0))
        for old, new in zip(table.causes, now.causes, strict=True)
    ]
    before, after = _alone(table), _alone(now)
    for (cause, key, answer), chance in after.items():
        found.append(
            Change(cause, key, answer, before[cause, key, answer], chance, weight.get(cause, 0.0))
        )
    found = [change for change in found if abs(change.now - change.before) >= 0.005]
    return tuple(sorted(found, key=lambda change: -abs(change.now - change.before)))


def _alone(table: FaultTable) -> dict[tuple[str, str, Answer], float]:
    """P(answer | this cause alone), for findings that they show, for checks every outcome."""
    told: dict[tuple[str, str, Answer], float] = {}
    for cause in table.causes:
        for finding in table.findings:
            told[cause.key, finding.key, True] = finding.chance(cause.key)
        for check in table.checks:
            for outcome, chance in zip(check.outcomes, check.chances(cause.key), strict=True):
                told[cause.key, check.key, outcome.key] = chance
    return told


def foretold(table: FaultTable, evidences: Iterable[Mapping[str, Answer]]) -> Array:
    """How likely each cause is with each evidence: a row an evidence, a column a cause."""
    known = Hypotheses(table)
    rows = []
    for evidence in evidences:
        mass = known.mass(
            {key: evidence[key] for key in evidence if _knows(table, key, evidence[key])}
        )
        shares = known.of_causes(mass)
        rows.append(
            shares if shares.sum() > 0 else np.eye(len(known.keys))[known.keys.index(OTHER)]
        )
    return np.array(rows).reshape(len(rows), len(known.keys))


def _knows(table: FaultTable, key: str, answer: Answer) -> bool:
    """Older jobs may hold answers to questions that the table no longer asks."""
    if key in table.finding:
        return isinstance(answer, bool)
    return key in table.check and any(one.key == answer for one in table.check[key].outcomes)
