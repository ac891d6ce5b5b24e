"""A second exact method, in plain Python and written apart from the one that is measured, to check it by.

Variables that do not matter are left out; the others are summed out one by one, the cheapest next, over tables
that are dictionaries. Slow, and easy to be sure of.
"""

import math
import random
import time
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules.networks import Network
from makegood.field.diagnosis.rules.trees import Tree

Factor = tuple[tuple[str, ...], dict[tuple[int, ...], float]]
LARGEST = 400_000  # cells; a question that needs more is left out, and said so


class TooLarge(Exception):
    """The plain method would take too long here."""


def eliminated(network: Network, evidence: Mapping[str, int], target: str) -> list[float]:
    """P(target and evidence) for each state of the target."""
    factors = [_factor(network, name, evidence) for name in _relevant(network, {target, *evidence})]
    waiting = {name for names, _ in factors for name in names} - {target}
    while waiting:
        sizes = {name: _size(network, factors, name) for name in waiting}
        name = min(waiting, key=lambda one: (sizes[one], one))
        if sizes[name] > LARGEST:
            raise TooLarge
        waiting.remove(name)
        near = [factor for factor in factors if name in factor[0]]
        factors = [factor for factor in factors if name not in factor[0]]
        factors.append(_summed(network, near, name))
    return [
        math.prod(table[tuple([state] * len(names))] for names, table in factors)
        for state in range(network.sizes[target])
    ]


def _relevant(network: Network, asked: set[str]) -> list[str]:
    """What is asked, and everything that it comes from."""
    found, waiting = set(), list(asked)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(network.nodes[name].parents)
    return sorted(found)


def _factor(network: Network, name: str, evidence: Mapping[str, int]) -> Factor:
    node = network.nodes[name]
    every = (*node.parents, name)
    free = tuple(one for one in every if one not in evidence)
    table = {}
    for states in product(*(range(network.sizes[one]) for one in free)):
        known = dict(zip(free, states, strict=True)) | dict(evidence)
        table[states] = float(node.table[tuple(known[one] for one in every)])
    return free, table


def _size(network: Network, factors: Sequence[Factor], name: str) -> int:
    around = {one for names, _ in factors if name in names for one in names}
    return math.prod(network.sizes[one] for one in around)


def _summed(network: Network, near: Sequence[Factor], name: str) -> Factor:
    around = tuple(sorted({one for names, _ in near for one in names} - {name}))
    every = (*around, name)
    places = [([every.index(one) for one in names], table) for names, table in near]
    found = {}
    for states in product(*(range(network.sizes[one]) for one in around)):
        parts = []
        for last in range(network.sizes[name]):
            whole = (*states, last)
            parts.append(math.prod(t[tuple([whole[p] for p in place])] for place, t in places))
        found[states] = math.fsum(parts)
    return around, found


def checked(network: Network, tree: Tree, *, questions: int, seconds: float) -> dict[str, Any]:
    """The greatest difference between both methods over random evidence, and how often they were asked."""
    luck = random.Random(20261122)
    names = sorted(network.nodes)
    worst = worst_log = 0.0
    asked = left_out = 0
    end = time.perf_counter() + seconds
    while asked < questions and time.perf_counter() < end:
        drawn = network.sampled(1, np.random.default_rng(luck.randrange(10**9)))
        seen = luck.sample(names, luck.randint(0, len(names) // 3))
        evidence = {name: int(drawn[name][0]) for name in seen}
        target = luck.choice([name for name in names if name not in evidence])
        try:
            plain = eliminated(network, evidence, target)
        except TooLarge:
            left_out += 1
            continue
        whole = math.fsum(plain)
        found = tree.posteriors(evidence, [target])[target]
        worst = max(worst, *(abs(float(f) - p / whole) for f, p in zip(found, plain, strict=True)))
        worst_log = max(worst_log, abs(tree.log_probability(evidence) - math.log(whole)))
        asked += 1
    return {
        "asked": asked,
        "left out as too large for the plain method": left_out,
        "greatest difference": worst,
        "greatest difference of ln P(evidence)": worst_log,
    }
