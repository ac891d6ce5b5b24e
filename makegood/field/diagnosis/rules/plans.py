"""What it costs to have a fault mended, along the best way: expected cost of repair.

After Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting" (1995): repairs in the order of chance
by cost, with a trip paid once and handing over as the way out; a question or check is worth its cost when the
expected cost falls by more. Looked ahead as many steps as `depth` says; with as many steps as there are
actions this is the exact optimum. All weights are not normalised, and many states are worked out at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from makegood.field.diagnosis.rules.networks import Array

ENDS = -1
BUDGET, CELLS = 12_000, 400_000  # states looked at for one decision, and numbers in them
DEEPEST = 4


@dataclass(frozen=True, eq=False)
class Test:
    """A question or a check: P(answer | hypothesis), its cost, whether somebody must be there."""

    rows: Array
    cost: float
    onsite: bool = False
    mends: bool = False


@dataclass(frozen=True, eq=False)
class Mend:
    """A repair: its cost, and the hypothesis that is left of each (-1: it works again)."""

    leaves: NDArray[np.int64]
    cost: float
    onsite: bool = False


@dataclass(frozen=True, eq=False)
class Problem:
    """`member[h, m]`: hypothesis h needs the repair m; what no repair mends needs handing over."""

    member: NDArray[np.bool_]
    beyond: NDArray[np.bool_]
    tests: tuple[Test, ...]
    mends: tuple[Mend, ...]
    trip: float
    hand_over: float

    @property
    def depth(self) -> int:
        """How far ahead can be looked within the budget: one step at least."""
        width = sum(len(test.rows) for test in self.tests) + len(self.mends)
        states = min(BUDGET, CELLS // len(self.member))
        depth = 1
        while depth < DEEPEST and width ** (depth + 1) <= states:
            depth += 1
        return depth


@dataclass(frozen=True, eq=False)
class States:
    """Many states: weights of the hypotheses, whether somebody is there, which tests are done."""

    mass: Array
    onsite: NDArray[np.bool_]
    done: NDArray[np.bool_]

    def rows(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> "States":
        """Some of them."""
        return States(self.mass[chosen], self.onsite[chosen], self.done[chosen])


def start(problem: Problem, mass: Array, *, onsite: bool) -> States:
    """One state, in which no test is done."""
    done = np.zeros((1, len(problem.tests)), dtype=bool)
    return States(mass[None, :], np.array([onsite]), done)


def by_repairs(problem: Problem, states: States) -> Array:
    """Cost of the best plan of repairs alone: by chance over cost, some from afar first, then the trip."""
    best = states.mass.sum(axis=1) * problem.hand_over
    if not problem.mends:
        return np.asarray(best)
    cost = np.array([mend.cost for mend in problem.mends])
    away = np.array([mend.onsite for mend in problem.mends])
    ratio = (states.mass @ problem.member) / np.maximum(cost, 1e-9)
    trip = np.where(states.onsite, 0.0, problem.trip)
    for first in range(int((~away).sum()) + 1 if away.any() else 1):
        order, at = _order(ratio, away, first)
        spent = np.cumsum(cost[order], axis=1)
        spent = spent + np.where(np.arange(len(cost)) >= at, trip[:, None], 0.0)
        best = np.minimum(best, _ended(problem, states.mass, order, spent))
    return np.asarray(best)


def _order(ratio: Array, away: NDArray[np.bool_], first: int) -> tuple[NDArray[np.int64], int]:
    """The repairs by ratio, after the `first` best of those from afar; from `at` on somebody is there."""
    if not away.any():
        return np.argsort(-ratio, axis=1, kind="stable"), len(away)
    rank = np.argsort(np.argsort(np.where(away, np.inf, -ratio), axis=1, kind="stable"), axis=1)
    before_all = rank - float(ratio.max()) - first - 1.0
    return np.argsort(np.where(rank < first, before_all, -ratio), axis=1, kind="stable"), first


def _ended(problem: Problem, mass: Array, order: NDArray[np.int64], spent: Array) -> Array:
    """The least cost over all places where handing over can cut the order short."""
    place = np.argsort(order, axis=1)
    last = np.zeros(mass.shape, dtype=np.int64)
    for number in range(len(problem.mends)):
        needed = problem.member[:, number]
        last[:, needed] = np.maximum(last[:, needed], place[:, number, None])
    last[:, problem.beyond] = len(problem.mends)
    by_place = np.zeros((len(mass), len(problem.mends) + 1))
    rows = np.arange(len(mass))[:, None]
    np.add.at(by_place, (rows, last), mass)
    mended = np.cumsum(by_place[:, :-1], axis=1)
    paid = np.cumsum(by_place[:, :-1] * spent, axis=1)
    left = mass.sum(axis=1)[:, None] - mended
    return np.asarray((paid + left * (spent + problem.hand_over)).min(axis=1))


def expected(problem: Problem, states: States, depth: int) -> Array:
    """The expected cost of repair from each state, looked so many steps ahead, times its weight."""
    best = by_repairs(problem, states)
    if depth <= 0:
        return best
    for costs in choices(problem, states, depth):
        best = np.minimum(best, costs)
    return np.asarray(best)


def choices(problem: Problem, states: States, depth: int) -> list[Array]:
    """The cost of doing each test and then each repair first; without end where it cannot be done."""
    found: list[Array] = []
    parts: list[States] = []
    for number in range(len(problem.tests)):
        parts.extend(after_test(problem, states, number))
    parts.extend(after_repair(problem, states, number) for number in range(len(problem.mends)))
    worth = _all(problem, parts, depth - 1)
    whole = states.mass.sum(axis=1)
    place = 0
    for number, test in enumerate(problem.tests):
        follows = worth[place : place + len(test.rows)]
        place += len(test.rows)
        costs = whole * (test.cost + _trip(problem, states, test)) + sum(follows)
        found.append(np.where(states.done[:, number], np.inf, costs))
    for mend in problem.mends:
        found.append(whole * (mend.cost + _trip(problem, states, mend)) + worth[place])
        place += 1
    return found


def after_test(problem: Problem, states: States, number: int) -> list[States]:
    """The states after each answer; nothing is left where it works again."""
    test = problem.tests[number]
    done = states.done.copy()
    done[:, number] = True
    onsite = states.onsite | test.onsite
    parts = [States(states.mass * row, onsite, done) for row in test.rows]
    if test.mends:
        parts[0] = replace(parts[0], mass=np.zeros_like(states.mass))
    return parts


def after_repair(problem: Problem, states: States, number: int) -> States:
    """The states after a repair that was not all of it."""
    mend = problem.mends[number]
    stays = mend.leaves == np.arange(len(mend.leaves))
    mass = np.where(stays, states.mass, 0.0)
    moved = ~stays & (mend.leaves != ENDS)  # no two of them to the same
    mass[:, mend.leaves[moved]] += states.mass[:, moved]
    return States(mass, states.onsite | mend.onsite, states.done)


def _trip(problem: Problem, states: States, action: Test | Mend) -> Array:
    return np.where(states.onsite, 0.0, problem.trip * action.onsite)


def _all(problem: Problem, parts: Sequence[States], depth: int) -> list[Array]:
    """What each of many states is worth, worked out together; the dead ends cost nothing."""
    if not parts:
        return []
    together = States(
        np.concatenate([part.mass for part in parts]),
        np.concatenate([part.onsite for part in parts]),
        np.concatenate([part.done for part in parts]),
    )
    worth = np.zeros(len(together.mass))
    alive = together.mass.sum(axis=1) > 1e-12
    if alive.any():
        worth[alive] = expected(problem, together.rows(alive), depth)
    return np.split(worth, np.cumsum([len(part.mass) for part in parts])[:-1])
