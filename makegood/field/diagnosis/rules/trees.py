"""Exact inference by a junction tree: built once, asked often.

The network is made moral and triangulated by smallest fill; its cliques form a tree along which two passes of
messages give every posterior at once. What is seen is cut out of the tables, so evidence makes a query cheaper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations

import numpy as np

from makegood.field.diagnosis.rules.networks import Array, Network

Index = tuple[slice | None, ...]


class Impossible(ValueError):
    """The evidence cannot happen in this network."""


@dataclass(eq=False)
class _Clique:
    """A clique, its table, and the way up: which axes are summed out, and how a message fits both ends."""

    names: tuple[str, ...]
    table: Array
    parent: int = -1
    children: list[int] = field(default_factory=list)
    axes: tuple[int, ...] = ()  # summed out on the way to the parent
    up: Index = ()  # a separator spread over the parent's axes
    own: Index = ()  # a separator spread over this clique's axes
    down: tuple[int, ...] = ()  # summed out of the parent on the way here


class Tree:
    """A network made ready for questions."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._place = {name: place for place, name in enumerate(network.nodes)}
        groups = _cliques(network)
        self._cliques = [self._empty(group) for group in groups]
        for node in network.nodes.values():
            self._multiply_in((*node.parents, node.name), node.table)
        self._order = self._connect()
        self._home = self._homes()

    @property
    def largest(self) -> int:
        """Cells of the largest clique: what a question without evidence costs."""
        return max(clique.table.size for clique in self._cliques)

    def posteriors(
        self, evidence: Mapping[str, int], wanted: Iterable[str] | None = None
    ) -> dict[str, Array]:
        """P(variable | evidence) for the wanted variables (default: all). Raises Impossible."""
        beliefs, _ = self._calibrated(evidence)
        found = {}
        for name in self.network.nodes if wanted is None else wanted:
            clique, axes = self._home[name]
            told = beliefs[clique].sum(axis=axes)
            if name in evidence:
                told = np.eye(self.network.sizes[name])[evidence[name]]
            found[name] = told / told.sum()
        return found

    def log_probability(self, evidence: Mapping[str, int]) -> float:
        """ln P(evidence). Raises Impossible."""
        return self._calibrated(evidence)[1]

    def _calibrated(self, evidence: Mapping[str, int]) -> tuple[list[Array], float]:
        """The belief of every clique, up to a factor, and ln P(evidence)."""
        beliefs: list[Array] = [self._cut(clique, evidence) for clique in self._cliques]
        messages: list[Array] = [np.ones(())] * len(beliefs)
        total = 0.0
        for number in reversed(self._order):
            clique = self._cliques[number]
            message = beliefs[number].sum(axis=clique.axes)
            whole = message.sum()
            if not whole > 0:
                raise Impossible("this cannot be seen together")
            total += float(np.log(whole))
            messages[number] = message = message / whole
            if clique.parent >= 0:
                beliefs[clique.parent] = beliefs[clique.parent] * message[clique.up]
        for number in self._order:
            clique = self._cliques[number]
            if clique.parent >= 0:
                told = beliefs[clique.parent].sum(axis=clique.down)
                sent = messages[number]
                ratio = np.divide(told, sent, out=np.zeros_like(told), where=sent > 0)
                beliefs[number] = beliefs[number] * ratio[clique.own]
        return beliefs, total

    def _cut(self, clique: _Clique, evidence: Mapping[str, int]) -> Array:
        if evidence.keys().isdisjoint(clique.names):
            return clique.table
        return clique.table[
            tuple(
                slice(evidence[name], evidence[name] + 1) if name in evidence else slice(None)
                for name in clique.names
            )
        ]

    def _empty(self, group: frozenset[str]) -> _Clique:
        names = tuple(sorted(group, key=self._place.__getitem__))
        return _Clique(names, np.ones([self.network.sizes[name] for name in names]))

    def _multiply_in(self, names: tuple[str, ...], table: Array) -> None:
        """A table into the smallest clique that knows all its variables."""
        fitting = [one for one in self._cliques if set(names) <= set(one.names)]
        clique = min(fitting, key=lambda one: one.table.size)
        order = sorted(range(len(names)), key=lambda axis: self._place[names[axis]])
        there = set(names)
        clique.table = clique.table * table.transpose(order)[_spread(clique.names, there)]

    def _connect(self) -> list[int]:
        """Hangs the cliques into a tree by the largest shared sets; parents come first."""
        cliques = self._cliques
        pairs = (
            (len(set(one.names) & set(two.names)), a, b)
            for (a, one), (b, two) in combinations(enumerate(cliques), 2)
        )
        beside: dict[int, list[int]] = {number: [] for number in range(len(cliques))}
        group = list(range(len(cliques)))
        for _, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
            if group[a] != group[b]:
                beside[a].append(b)
                beside[b].append(a)
                gone, kept = group[b], group[a]
                group = [kept if one == gone else one for one in group]
        order, seen = [], {0}
        waiting = [0]
        while waiting:
            number = waiting.pop()
            order.append(number)
            for other in beside[number]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    self._hang(other, number)
        cliques[0].axes = tuple(range(len(cliques[0].names)))
        return order

    def _hang(self, child: int, parent: int) -> None:
        below, above = self._cliques[child], self._cliques[parent]
        shared = set(below.names) & set(above.names)
        below.parent = parent
        above.children.append(child)
        below.axes = tuple(a for a, name in enumerate(below.names) if name not in shared)
        below.down = tuple(a for a, name in enumerate(above.names) if name not in shared)
        below.up, below.own = _spread(above.names, shared), _spread(below.names, shared)

    def _homes(self) -> dict[str, tuple[int, tuple[int, ...]]]:
        """The smallest clique of every variable, and the axes to sum out there."""
        homes: dict[str, tuple[int, tuple[int, ...]]] = {}
        by_size = sorted(enumerate(self._cliques), key=lambda one: -one[1].table.size)
        for number, clique in by_size:
            for axis, name in enumerate(clique.names):
                others = tuple(a for a in range(len(clique.names)) if a != axis)
                homes[name] = (number, others)
        return homes


def _spread(names: tuple[str, ...], there: set[str]) -> Index:
    """Puts an axis of one where a variable is missing; both are in the order of the network."""
    return tuple(slice(None) if name in there else None for name in names)


def _cliques(network: Network) -> list[frozenset[str]]:
    """The largest sets that a triangulation by smallest fill leaves behind."""
    beside: dict[str, set[str]] = {name: set() for name in network.nodes}
    for node in network.nodes.values():
        for one, two in combinations((*node.parents, node.name), 2):
            beside[one].add(two)
            beside[two].add(one)
    found: list[frozenset[str]] = []
    fill = {name: _fill(beside, name) for name in beside}
    while beside:
        name = min(beside, key=lambda one: (fill[one], _weight(network, beside[one]), one))
        around = beside.pop(name)
        group = frozenset((name, *around))
        if not any(group <= other for other in found):
            found.append(group)
        for one in around:
            beside[one] |= around
            beside[one] -= {one, name}
        touched = reduce(set[str].union, (beside[one] for one in around), set(around))
        for one in touched:
            fill[one] = _fill(beside, one)
    return found


def _fill(beside: Mapping[str, set[str]], name: str) -> int:
    """How many pairs of neighbours do not know each other yet."""
    return sum(two not in beside[one] for one, two in combinations(beside[name], 2))


def _weight(network: Network, names: set[str]) -> float:
    return sum(float(np.log(network.sizes[name])) for name in names)
