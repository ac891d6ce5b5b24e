"""The policy of next steps against the best there is, worked out without any shortcut, and against its peers."""

import random
import statistics
from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules import plans
from makegood.field.diagnosis.rules.hypotheses import leaving
from makegood.field.diagnosis.rules.plans import Mend, Problem, States, Test

Key = tuple[tuple[float, ...], bool, tuple[bool, ...]]
Policy = Callable[[Problem, States], int]
NEVER = 1e6  # what handing over costs where nobody can
HAND_OVER = -1


def independent(*, problems: int, seed: int) -> dict[str, Any]:
    """One fault, up to eight repairs: the plan against every order of them; with a trip, and without."""
    luck = np.random.default_rng(seed)
    told: dict[str, Any] = {}
    for name, trip in (("no trip", False), ("with a trip", True)):
        worst = 0.0
        for number in range(problems):
            problem, mass = _orders(2 + number % 7, luck, trip=trip)
            found = float(plans.by_repairs(problem, plans.start(problem, mass, onsite=False))[0])
            best = _every_order(problem, mass)
            worst = max(worst, abs(found / best - 1))
        told[name] = {"problems": problems, "worst": worst}
    return told


def _orders(count: int, luck: np.random.Generator, *, trip: bool) -> tuple[Problem, Any]:
    mass = luck.dirichlet(np.ones(count))
    member = np.eye(count, dtype=bool)
    mends = tuple(
        Mend(
            leaving(member, np.arange(count) == number),
            float(luck.uniform(1, 100)),
            trip and bool(luck.random() < 0.6),
        )
        for number in range(count)
    )
    nobody = np.zeros(count, dtype=bool)
    return Problem(member, nobody, (), mends, float(luck.uniform(20, 200)), NEVER), mass


def _every_order(problem: Problem, mass: Any) -> float:
    """The least expected cost over all orders of all repairs."""
    count = len(problem.mends)
    orders = np.array(list(permutations(range(count))))
    cost = np.array([mend.cost for mend in problem.mends])[orders]
    away = np.array([mend.onsite for mend in problem.mends])[orders]
    spent = np.cumsum(cost, axis=1) + problem.trip * np.maximum.accumulate(away, axis=1)
    return float((spent * mass[orders]).sum(axis=1).min())


def dependent(*, problems: int, seed: int) -> dict[str, Any]:
    """Tests, trips and several faults at once: the policy beside the best, and beside its peers."""
    luck = np.random.default_rng(seed)
    policies: Mapping[str, Policy] = {
        "this policy": lambda problem, states: _chosen(problem, states, problem.depth),
        "one step ahead (as in the paper)": lambda problem, states: _chosen(problem, states, 1),
        "repairs by chance over cost": lambda problem, states: _chosen(problem, states, 0),
        "fixed order": _fixed,
        "naive Bayes, the likeliest next": _likeliest,
    }
    rates: dict[str, list[float]] = {name: [] for name in (*policies, "random")}
    costs: dict[str, list[float]] = {name: [] for name in ("best there is", *rates)}
    asked: dict[str, list[float]] = {name: [] for name in policies}
    for number in range(problems):
        problem, mass = _mixed(luck, several=number % 2 == 1)
        state = plans.start(problem, mass, onsite=False)
        best = _best(problem, state, {})
        costs["best there is"].append(best)
        for name, policy in policies.items():
            cost = _followed(problem, state, policy, {})
            costs[name].append(cost)
            rates[name].append(cost / best - 1)
            asked[name].append(_followed(problem, state, policy, {}, questions=True))
        costs["random"].append(_at_random(problem, mass, seed + number))
        rates["random"].append(costs["random"][-1] / best - 1)
    return {
        "problems": problems,
        "mean cost": {name: statistics.mean(every) for name, every in costs.items()},
        "over the best, mean": {name: statistics.mean(every) for name, every in rates.items()},
        "over the best, worst": {name: max(every) for name, every in rates.items()},
        "questions and checks, mean": {n: statistics.mean(every) for n, every in asked.items()},
    }


def _mixed(luck: np.random.Generator, *, several: bool) -> tuple[Problem, Any]:
    """A random problem as they are in the field: tests from afar and on the spot, some repairs from afar."""
    count, tests = (4, 3) if several else (6, 4)
    member = np.eye(count, dtype=bool)
    if several:
        sets = np.arange(1, 2**count)
        member = (sets[:, None] >> np.arange(count)) & 1 == 1
    share = luck.dirichlet(np.full(count, 0.8))
    alone = np.clip(share * 0.8, 0.01, 0.6)
    mass = np.where(member, alone, 1 - alone).prod(axis=1) if several else share
    made = []
    for _ in range(tests):
        quiet = 1 - luck.choice([0.03, 0.1, 0.5, 0.9, 0.97], size=count)
        silent = np.where(member, quiet, 1.0).prod(axis=1)
        onsite = bool(luck.random() < 0.35)
        made.append(Test(np.stack([1 - silent, silent]), float(luck.uniform(1, 25)), onsite))
    mends = tuple(
        Mend(
            leaving(member, np.arange(count) == number),
            float(luck.uniform(10, 300)),
            bool(luck.random() < 0.7),
        )
        for number in range(count)
    )
    beyond = np.zeros(len(member), dtype=bool)
    trip, hand_over = float(luck.uniform(50, 250)), float(luck.uniform(400, 1200))
    return Problem(member, beyond, tuple(made), mends, trip, hand_over), mass / mass.sum()


def _best(problem: Problem, states: States, known: dict[Key, float]) -> float:
    """The least expected cost of all policies there are: every action in every state, nothing left out."""
    mass = states.mass[0]
    whole = float(mass.sum())
    if whole < 1e-12:
        return 0.0
    key = _key(states)
    if key not in known:
        worth = [problem.hand_over]
        for action in range(len(problem.tests) + len(problem.mends)):
            paid, after = _done(problem, states, action)
            if after is not None:
                worth.append(
                    paid + sum(_best(problem, one, known) * _share(one, whole) for one in after)
                )
        known[key] = min(worth)
    return known[key]


def _followed(
    problem: Problem,
    states: States,
    policy: Policy,
    known: dict[Key, float],
    *,
    questions: bool = False,
) -> float:
    """What a policy costs on average over all that can happen, or how many questions and checks it takes."""
    whole = float(states.mass.sum())
    if whole < 1e-12:
        return 0.0
    key = _key(states)
    if key not in known:
        action = policy(problem, states)
        if action == HAND_OVER:
            known[key] = 0.0 if questions else problem.hand_over
        else:
            paid, after = _done(problem, states, action)
            counted = float(action < len(problem.tests)) if questions else paid
            known[key] = counted + sum(
                _followed(problem, one, policy, known, questions=questions) * _share(one, whole)
                for one in after or ()
            )
    return known[key]


def _key(states: States) -> Key:
    shares = states.mass[0] / states.mass[0].sum()
    return (
        tuple(np.round(shares, 10).tolist()),
        bool(states.onsite[0]),
        tuple(states.done[0].tolist()),
    )


def _share(states: States, whole: float) -> float:
    return float(states.mass.sum()) / whole


def _done(problem: Problem, states: States, action: int) -> tuple[float, list[States] | None]:
    """What an action costs and where it leads; None when it is done already or could not help."""
    tests = len(problem.tests)
    if action < tests:
        test = problem.tests[action]
        if states.done[0, action]:
            return 0.0, None
        trip = problem.trip if test.onsite and not states.onsite[0] else 0.0
        return test.cost + trip, plans.after_test(problem, states, action)
    mend = problem.mends[action - tests]
    if not states.mass[0, problem.member[:, action - tests]].sum() > 1e-12:
        return 0.0, None
    trip = problem.trip if mend.onsite and not states.onsite[0] else 0.0
    return mend.cost + trip, [plans.after_repair(problem, states, action - tests)]


def _chosen(problem: Problem, states: States, depth: int) -> int:
    """What the rules choose; with depth 0 the first of the repairs in the order of chance by cost."""
    tests = len(problem.tests)
    if depth == 0:
        worth = [np.inf] * tests + [
            (paid * float(states.mass.sum()) + float(plans.by_repairs(problem, after[0])[0]))
            if after
            else np.inf
            for paid, after in (
                _done(problem, states, tests + n) for n in range(len(problem.mends))
            )
        ]
    else:
        worth = [float(cost[0]) for cost in plans.choices(problem, states, depth)]
    least = int(np.argmin(worth))
    return least if worth[least] < problem.hand_over * float(states.mass.sum()) else HAND_OVER


def _fixed(problem: Problem, states: States) -> int:
    """As a checklist goes: every test in the order written, then every repair, then hand over."""
    for action in range(len(problem.tests) + len(problem.mends)):
        if _done(problem, states, action)[1] is not None:
            return action
    return HAND_OVER


def _likeliest(problem: Problem, states: States) -> int:
    """Every test from afar first, then whatever is likeliest, whatever it costs."""
    for action, test in enumerate(problem.tests):
        if not test.onsite and not states.done[0, action]:
            return action
    chances = states.mass[0] @ problem.member
    return len(problem.tests) + int(np.argmax(chances)) if chances.max() > 1e-12 else HAND_OVER


def _at_random(problem: Problem, mass: Any, seed: int, rounds: int = 60) -> float:
    """The mean cost when any sensible action comes next."""
    luck = random.Random(seed)
    paid = []
    for _ in range(rounds):
        states, spent = plans.start(problem, mass, onsite=False), 0.0
        while states.mass.sum() > 1e-12:
            actions = [
                action
                for action in range(len(problem.tests) + len(problem.mends))
                if _done(problem, states, action)[1] is not None
            ]
            if not actions:
                spent += problem.hand_over
                break
            cost, after = _done(problem, states, luck.choice(actions))
            spent += cost
            parts = after or []
            shares = [float(one.mass.sum()) for one in parts]
            goes_on = luck.random() < sum(shares) / float(states.mass.sum())
            if not goes_on:
                break
            states = luck.choices(parts, weights=shares)[0]
        paid.append(spent)
    return statistics.mean(paid)
