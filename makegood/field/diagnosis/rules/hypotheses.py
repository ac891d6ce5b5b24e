"""Everything that can be wrong at once, and how likely each answer is with it: one row of numbers to count with.

One cause at a time: a hypothesis is a cause. Several at once: a hypothesis is a set of causes that is not empty:
all sets of up to twelve causes, beyond that the small ones (at most three of thirty causes). Findings then show by
noisy-or (any cause may make them show), checks by noisy-max (the first outcome that any cause brings about is seen).
"""

from collections.abc import Collection, Mapping
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.tables import Check, FaultTable, Finding

Answer = bool | str
Evidence = Mapping[str, Answer]
EVERY_SET = 12  # causes up to which every set of them is looked at
MOST_SETS = 5000  # beyond: the small sets, as many as these


class UnknownEvidence(KeyError):
    """The table knows no such finding, check or answer."""


class Hypotheses:
    """The hypotheses of a table: `keys` of causes, `member[h, cause]`, `prior[h]`; `without`: ruled out."""

    def __init__(self, table: FaultTable, without: Collection[str] = ()) -> None:
        self.table = table
        self.keys = tuple(cause.key for cause in table.causes)
        self.member = _sets(len(self.keys)) if table.several else np.eye(len(self.keys), dtype=bool)
        self.prior = _prior(table, self.member)
        gone = np.array([key in without for key in self.keys])
        # What was repaired already and did not help is not all that is wrong.
        self.prior = np.where((self.member & ~gone).any(axis=1), self.prior, 0.0)
        if not table.several:
            self.prior = np.where(self.member[:, gone].any(axis=1), 0.0, self.prior)
        self.prior = self.prior / (self.prior.sum() or 1.0)
        self.gone = gone
        self._rows: dict[str, Array] = {}

    def answers(self, key: str) -> tuple[Answer, ...]:
        """What can be answered: true or false for a finding, the outcomes of a check."""
        if key in self.table.finding:
            return (True, False)
        if key in self.table.check:
            return tuple(outcome.key for outcome in self.table.check[key].outcomes)
        raise UnknownEvidence(key)

    def rows(self, key: str) -> Array:
        """P(answer | hypothesis): a row an answer, a column a hypothesis."""
        if key not in self._rows:
            if key in self.table.finding:
                self._rows[key] = self._finding(self.table.finding[key])
            elif key in self.table.check:
                self._rows[key] = self._check(self.table.check[key])
            else:
                raise UnknownEvidence(key)
        return self._rows[key]

    def likelihood(self, key: str, answer: Answer) -> Array:
        """P(this answer | hypothesis)."""
        try:
            return np.asarray(self.rows(key)[self.answers(key).index(answer)])
        except ValueError:
            raise UnknownEvidence(f"{key}: {answer}") from None

    def mass(self, evidence: Evidence) -> Array:
        """P(hypothesis and evidence), in the order of the hypotheses."""
        mass = self.prior
        for key, answer in evidence.items():
            mass = mass * self.likelihood(key, answer)
        return np.asarray(mass)

    def left(self, mass: Array) -> Array:
        """The weights of what is still broken: causes that are ruled out are taken out of every set."""
        found = np.zeros_like(mass)
        rest = leaving(self.member, self.gone)
        np.add.at(found, rest[rest >= 0], mass[rest >= 0])
        return np.asarray(found)

    def of_causes(self, mass: Array) -> Array:
        """How likely each cause is, from the weights of the hypotheses."""
        whole = mass.sum()
        found = np.asarray(mass @ self.member) / whole if whole > 0 else np.zeros(len(self.keys))
        return np.where(self.gone, 0.0, found)

    def _finding(self, finding: Finding) -> Array:
        alone = np.array([finding.chance(key) for key in self.keys])
        if not self.table.several:
            return np.stack([alone, 1 - alone])
        leak = min(finding.otherwise, float(alone.min()))
        # A cause by itself then shows exactly as the table says.
        quiet = np.minimum(1.0, (1 - alone) / (1 - leak)) if leak < 1 else np.zeros_like(alone)
        silent = (1 - leak) * np.where(self.member, quiet, 1.0).prod(axis=1)
        return np.stack([1 - silent, silent])

    def _check(self, check: Check) -> Array:
        alone = np.array([check.chances(key) for key in self.keys])
        if not self.table.several:
            return alone.T
        later = 1 - np.cumsum(alone, axis=1)[:, :-1].clip(0, 1)
        beyond = [np.where(self.member, column, 1.0).prod(axis=1) for column in later.T]
        ends = np.stack([np.ones(len(self.member)), *beyond, np.zeros(len(self.member))])
        return np.asarray(ends[:-1] - ends[1:]).clip(0, 1)


def leaving(member: NDArray[np.bool_], gone: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each set the one that is left without those that are gone; -1 for none."""
    place = {row.tobytes(): where for where, row in enumerate(member)}
    return np.array([place.get((row & ~gone).tobytes(), -1) for row in member], dtype=np.int64)


def _sets(count: int) -> NDArray[np.bool_]:
    """All sets but the empty one, or all small ones; a row a set."""
    sizes, whole = 1, count
    while sizes < count and (count <= EVERY_SET or whole + comb(count, sizes + 1) <= MOST_SETS):
        sizes += 1
        whole += comb(count, sizes)
    chosen = [one for size in range(1, sizes + 1) for one in combinations(range(count), size)]
    member = np.zeros((len(chosen), count), dtype=bool)
    for row, one in enumerate(chosen):
        member[row, list(one)] = True
    return member


def _prior(table: FaultTable, member: NDArray[np.bool_]) -> Array:
    if not table.several:
        return np.array([cause.prior for cause in table.causes])
    place = {cause.key: number for number, cause in enumerate(table.causes)}
    prior = np.ones(len(member))
    for number, cause in enumerate(table.causes):
        whole = np.full(len(member), 1 - cause.prior)
        for parent, chance in cause.follows.items():
            if parent in place:
                whole = whole * np.where(member[:, place[parent]], 1 - chance, 1.0)
        prior = prior * np.where(member[:, number], 1 - whole, whole)
    return prior
