"""What to bring: repairs done in one trip, and what bags and second trips cost, by how the bag was chosen."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules import OTHER, FaultTable, read_table
from makegood.field.diagnosis.rules.bringing import bring
from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.ranking import posterior

COSTS = Costs(trip=180.0, carry=12.0)
CAUSES, PARTS, SYMPTOMS = 7, 8, 5


def bags(*, tables: int, visits: int, seed: int) -> dict[str, Any]:
    """Random tables and visits drawn from them; the same visits for every way to choose the bag."""
    luck = np.random.default_rng(seed)
    done: dict[str, list[bool]] = {}
    paid: dict[str, list[float]] = {}
    for _ in range(tables):
        table = _table(luck)
        for _ in range(visits):
            cause, evidence = _visit(table, luck)
            needs = {need.part for need in table.cause[cause].repair.parts}
            for name, bag in _choices(table, evidence).items():
                fixed = cause != OTHER and needs <= bag
                done.setdefault(name, []).append(fixed)
                again = 0.0 if fixed else COSTS.trip
                paid.setdefault(name, []).append(COSTS.carry * len(bag) + again)
    return {
        "visits": tables * visits,
        "done in one trip": {name: round(float(np.mean(every)), 4) for name, every in done.items()},
        "parts carried and second trips, money a visit": {
            name: round(float(np.mean(every)), 2) for name, every in paid.items()
        },
    }


def _choices(table: FaultTable, evidence: Mapping[str, bool]) -> dict[str, set[str]]:
    first = posterior(table, evidence).first.key
    every = {need.part for cause in table.causes for need in cause.repair.parts}
    return {
        "nothing brought": set(),
        "before: parts of the commonest cause, whatever was seen": {
            need.part for need in max(table.causes, key=lambda one: one.prior).repair.parts
        },
        "parts of the likeliest cause": {need.part for need in table.cause[first].repair.parts},
        "this choice": set(bring(table, evidence, COSTS).taken),
        "every part there is": every,
    }


def _table(luck: np.random.Generator) -> FaultTable:
    shares = luck.dirichlet(np.full(CAUSES, 0.7)) * 0.95
    causes = [f"k{number}" for number in range(CAUSES)]
    return read_table(
        {
            "causes": [
                {
                    "id": key,
                    "prior": float(share),
                    "parts": [
                        {"part": f"p{part}"}
                        for part in luck.choice(PARTS, size=luck.integers(0, 3), replace=False)
                    ],
                }
                for key, share in zip(causes, shares, strict=True)
            ],
            "symptoms": [
                {"id": f"s{n}", "probability": {key: float(luck.beta(0.5, 0.8)) for key in causes}}
                for n in range(SYMPTOMS)
            ],
        }
    )


def _visit(table: FaultTable, luck: np.random.Generator) -> tuple[str, dict[str, bool]]:
    shares = np.array([cause.prior for cause in table.causes])
    cause = table.causes[luck.choice(len(shares), p=shares / shares.sum())].key
    seen = {one.key: bool(luck.random() < one.chance(cause)) for one in table.findings}
    return cause, seen
