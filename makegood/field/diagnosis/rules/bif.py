"""Reads networks written in BIF, the interchange format of the public repositories."""

import re
from collections.abc import Iterator

import numpy as np

from makegood.field.diagnosis.rules.networks import BadNetwork, Network, Node

_BLOCK = re.compile(
    r"variable\s+(?P<variable>\S+)\s*\{(?P<kind>[^{}]*\{[^{}]*)\}[^{}]*\}"
    r"|probability\s*\((?P<of>[^)]*)\)\s*\{(?P<rows>[^}]*)\}",
    re.S,
)
_STATES = re.compile(r"type\s+discrete\s*\[\s*\d+\s*\]\s*\{([^}]*)", re.S)
_ROW = re.compile(r"(?:\((?P<given>[^)]*)\)|(?P<word>table|default))\s*(?P<numbers>[^;]*);", re.S)


def read_bif(text: str) -> Network:
    """The network; raises BadNetwork with the name of what cannot be read."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)
    states: dict[str, tuple[str, ...]] = {}
    nodes: list[Node] = []
    blocks = list(_BLOCK.finditer(text))
    for block in blocks:
        if name := block["variable"]:
            found = _STATES.search(block["kind"])
            if not found:
                raise BadNetwork(f"{name}: no states")
            states[name] = _words(found[1])
    for block in blocks:
        if block["of"] is not None:
            nodes.append(_node(block["of"], block["rows"], states))
    if missing := states.keys() - {node.name for node in nodes}:
        raise BadNetwork(f"no probabilities: {', '.join(sorted(missing))}")
    return Network(nodes)


def _node(of: str, rows: str, states: dict[str, tuple[str, ...]]) -> Node:
    name, _, given = (part.strip() for part in of.partition("|"))
    parents = _words(given)
    unknown = [one for one in (name, *parents) if one not in states]
    if unknown:
        raise BadNetwork(f"{name}: unknown {', '.join(unknown)}")
    shape = tuple(len(states[one]) for one in (*parents, name))
    table = np.full(shape, np.nan)
    for place, numbers in _rows(name, rows, [states[parent] for parent in parents]):
        try:
            # A full table without parents' states runs through the parents in order, the last fastest.
            empty = np.isnan(table[place]) if place == () and parents else True
            table[place] = np.where(empty, _shaped(numbers, table[place].shape), table[place])
        except (ValueError, IndexError) as bad:
            raise BadNetwork(f"{name}: {bad}") from bad
    if np.isnan(table).any():
        raise BadNetwork(f"{name}: some states of the parents have no probabilities")
    return Node(name, states[name], parents, table / table.sum(axis=-1, keepdims=True))


def _rows(
    name: str, rows: str, parents: list[tuple[str, ...]]
) -> Iterator[tuple[tuple[int, ...], list[float]]]:
    """The probabilities with the place they belong to; a default comes last."""
    found = list(_ROW.finditer(rows))
    for row in sorted(found, key=lambda one: one["word"] == "default"):
        given = _words(row["given"] or "")
        try:
            numbers = [float(word) for word in _words(row["numbers"])]
        except ValueError as bad:
            raise BadNetwork(f"{name}: {bad}") from bad
        unknown = [s for known, s in zip(parents, given, strict=False) if s not in known]
        if unknown:
            raise BadNetwork(f"{name}: unknown state {', '.join(unknown)}")
        place = tuple(known.index(state) for known, state in zip(parents, given, strict=False))
        if row["given"] is not None and len(given) != len(parents):
            raise BadNetwork(f"{name}: {row['given']} names {len(given)} of {len(parents)} parents")
        yield place, numbers


def _shaped(numbers: list[float], shape: tuple[int, ...]) -> np.ndarray:
    if len(numbers) == shape[-1]:
        return np.broadcast_to(np.array(numbers), shape)
    return np.array(numbers).reshape(shape)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s,]+", text.strip()) if word)
