"""Discrete Bayesian networks: what depends on what, and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class BadNetwork(ValueError):
    """A network that is none: a cycle, an unknown parent, a table of the wrong shape or sum."""


@dataclass(frozen=True, eq=False)
class Node:
    """A variable with its states, its parents, and P(self | parents): one axis a parent, the last its own."""

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    table: Array


class Network:
    """Nodes with every parent before its children. Raises BadNetwork."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = _in_order({node.name: node for node in nodes})
        for node in self.nodes.values():
            shape = tuple(len(self.nodes[name].states) for name in (*node.parents, node.name))
            if node.table.shape != shape:
                raise BadNetwork(f"{node.name}: the table is {node.table.shape}, not {shape}")
            if (node.table < 0).any() or not np.allclose(node.table.sum(axis=-1), 1, atol=1e-6):
                raise BadNetwork(f"{node.name}: a row does not make up one")

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many states every variable has."""
        return {name: len(node.states) for name, node in self.nodes.items()}

    def indices(self, evidence: Mapping[str, str]) -> dict[str, int]:
        """Evidence in numbers: the place of each state. Raises KeyError and ValueError for unknown ones."""
        return {name: self.nodes[name].states.index(state) for name, state in evidence.items()}

    def sampled(
        self,
        count: int,
        luck: np.random.Generator,
        fixed: Mapping[str, Sequence[int]] | None = None,
    ) -> dict[str, NDArray[np.int64]]:
        """Draws from the network, parents first; the variables in `fixed` are set from outside."""
        drawn: dict[str, NDArray[np.int64]] = {}
        for name, node in self.nodes.items():
            if fixed and name in fixed:
                drawn[name] = np.asarray(fixed[name], dtype=np.int64)
                continue
            rows = node.table[tuple(drawn[parent] for parent in node.parents)]
            rows = np.broadcast_to(rows, (count, len(node.states)))
            below = luck.random((count, 1)) > np.cumsum(rows, axis=1)[:, :-1]
            drawn[name] = below.sum(axis=1)
        return drawn


def _in_order(nodes: dict[str, Node]) -> dict[str, Node]:
    ordered: dict[str, Node] = {}
    waiting = dict(nodes)
    while waiting:
        ready = [
            name
            for name, node in waiting.items()
            if all(parent in ordered for parent in node.parents)
        ]
        if not ready:
            unknown = {p for node in waiting.values() for p in node.parents} - nodes.keys()
            said = ", ".join(sorted(unknown or waiting))
            raise BadNetwork(f"{'unknown parents' if unknown else 'a cycle among'}: {said}")
        for name in ready:
            ordered[name] = waiting.pop(name)
    return ordered
