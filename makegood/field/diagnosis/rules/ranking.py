"""Causes in order of how likely they are, with what speaks for and against each."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from makegood.field.diagnosis.rules.hypotheses import Answer, Evidence, Hypotheses
from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.tables import OTHER, FaultTable

CONFLICT = 20.0  # a table that is right is doubted once in twenty times at most
DANGER = 0.05  # from here on a dangerous cause is taken for real
STRONG, SOME = 10.0, 1.5  # times the odds
MOST = 1e6


@dataclass(frozen=True)
class Weight:
    """What one answer does to the odds of a cause: over 1 it speaks for it, under 1 against it."""

    key: str
    answer: Answer
    times: float

    @property
    def strength(self) -> str:
        """`strong`, `some` or `little`, for the words beside it."""
        size = max(self.times, 1 / self.times)
        return "strong" if size >= STRONG else "some" if size >= SOME else "little"


@dataclass(frozen=True)
class Likely:
    """A cause, how likely it is now and was before anything was seen, and why; strongest reasons first."""

    key: str
    probability: float
    prior: float
    reasons_for: tuple[Weight, ...] = ()
    reasons_against: tuple[Weight, ...] = ()
    danger: bool = False


@dataclass(frozen=True)
class Ranking:
    """Likeliest first. `doubt` in bits; `conflict`: how many times likelier the answers would be if they had
    nothing to do with each other; `conflicting`: those that fit the rest least, when that is too much."""

    causes: tuple[Likely, ...]
    conflict: float
    conflicting: tuple[str, ...]
    doubt: float
    danger: float

    @property
    def first(self) -> Likely:
        """The likeliest cause."""
        return self.causes[0]

    @property
    def in_conflict(self) -> bool:
        """The answers hardly fit together, whatever the cause: look again, or something unknown is wrong."""
        return self.conflict > CONFLICT

    @property
    def dangerous(self) -> bool:
        """Somebody could come to harm: no more steps for the customer."""
        return self.danger >= DANGER

    def of(self, key: str) -> Likely:
        """The cause of this key."""
        return next(cause for cause in self.causes if cause.key == key)


def posterior(table: FaultTable, evidence: Evidence, without: Collection[str] = ()) -> Ranking:
    """Exact Bayes over everything the table says; `without`: causes repaired in vain or seen to be sound.

    Raises UnknownEvidence for a finding, check or answer that the table does not know. What the table takes
    for impossible leaves the unknown cause."""
    known = Hypotheses(table, without)
    mass = known.mass(evidence)
    now, before = _shares(known, mass), _shares(known, known.prior)
    left = {key: known.mass(_less(evidence, key)) for key in evidence}
    causes = []
    for number, cause in enumerate(table.causes):
        weights = [
            Weight(key, evidence[key], _times(now[number], _shares(known, rest)[number]))
            for key, rest in left.items()
        ]
        weights.sort(key=lambda one: -abs(math.log(one.times)))
        causes.append(
            Likely(
                key=cause.key,
                probability=float(now[number]),
                prior=float(before[number]),
                reasons_for=tuple(one for one in weights if one.times > 1.0 + 1e-9),
                reasons_against=tuple(one for one in weights if one.times < 1.0 - 1e-9),
                danger=cause.danger,
            )
        )
    conflict, strange = _conflict(known, evidence, mass)
    return Ranking(
        causes=tuple(sorted(causes, key=lambda one: -one.probability)),
        conflict=conflict,
        conflicting=strange,
        doubt=doubt(mass),
        danger=1.0 if table.danger else _danger(known, mass),
    )


def doubt(mass: Array) -> float:
    """How much is still open, in bits."""
    whole = mass.sum()
    if not whole > 0:
        return 0.0
    shares = mass[mass > 0] / whole
    return abs(float(-(shares * np.log2(shares)).sum()))


def _shares(known: Hypotheses, mass: Array) -> Array:
    if mass.sum() > 0:
        return known.of_causes(mass)
    return np.array([1.0 if key == OTHER else 0.0 for key in known.keys])


def _times(now: float, without: float) -> float:
    """The odds with the answer over the odds without it."""
    nothing = 1e-12
    odds = max(now, nothing) / max(1 - now, nothing)
    rest = max(without, nothing) / max(1 - without, nothing)
    return min(MOST, max(1 / MOST, odds / rest))


def _conflict(known: Hypotheses, evidence: Evidence, mass: Array) -> tuple[float, tuple[str, ...]]:
    """The measure of Jensen, and which answer is the strangest.

    If the table is right the measure is 1 on average, so that it exceeds x with a chance of at most 1/x."""
    if len(evidence) < 2:
        return 1.0, ()
    measured = _measure(known, evidence, mass)
    if measured <= CONFLICT:
        return measured, ()
    rest = {
        key: _measure(known, _less(evidence, key), known.mass(_less(evidence, key)))
        for key in evidence
    }
    least = min(rest.values())
    return measured, tuple(sorted(key for key, value in rest.items() if value <= least * 1.001))


def _measure(known: Hypotheses, evidence: Evidence, mass: Array) -> float:
    apart = 1.0
    for key, answer in evidence.items():
        apart *= float((known.prior * known.likelihood(key, answer)).sum())
    together = float(mass.sum())
    if not together > 0:
        return MOST
    return min(MOST, apart / together)


def _danger(known: Hypotheses, mass: Array) -> float:
    dangerous = np.array([cause.danger for cause in known.table.causes])
    whole = mass.sum()
    if not whole > 0 or not dangerous.any():
        return 0.0
    return float(mass[known.member[:, dangerous].any(axis=1)].sum() / whole)


def _less(evidence: Evidence, key: str) -> dict[str, Answer]:
    return {one: answer for one, answer in evidence.items() if one != key}
