"""What to take along: for each part how likely it is needed, and what it costs to have it or not to have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.hypotheses import Evidence, Hypotheses
from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.tables import OTHER, Cause, FaultTable

ENOUGH = 0.9  # of the jobs can be done by whoever goes, as far as skill goes
EVERY_CHOICE = 10  # parts up to which every choice is worked out
Jobs = list[tuple[float, dict[str, int]]]  # chance, and the parts that it takes


@dataclass(frozen=True)
class Bring:
    """A part: the chance that it is needed, what taking it costs, what it costs on average to be without it."""

    part: str
    quantity: int
    probability: float
    with_it: float
    without_it: float
    bring: bool


@dataclass(frozen=True)
class Skill:
    """A skill that may be needed: for each level the chance that nobody needs more, lowest first."""

    skill: str
    probability: float
    enough: tuple[tuple[int, float], ...]

    @property
    def level(self) -> int:
        """The level with which nine in ten such jobs can be done."""
        return next(
            (level for level, chance in self.enough if chance >= ENOUGH), self.enough[-1][0]
        )


@dataclass(frozen=True)
class Bag:
    """All that is to be taken; `one_trip`: the chance that the repair is done with it in one trip, `bare` that
    it is with nothing; `cost`: what the bag and the trips that it does not save cost on average."""

    parts: tuple[Bring, ...]
    skills: tuple[Skill, ...]
    one_trip: float
    bare: float
    cost: float

    @property
    def taken(self) -> dict[str, int]:
        """Numbers of parts by what to take of each."""
        return {one.part: one.quantity for one in self.parts if one.bring}

    @property
    def needed(self) -> tuple[tuple[str, int], ...]:
        """Skills, with their level, without which more than one job in ten could not be done."""
        return tuple(
            (one.skill, one.level) for one in self.skills if one.probability > 1 - ENOUGH + 1e-9
        )


def bring(
    table: FaultTable,
    evidence: Evidence,
    costs: Costs | None = None,
    *,
    without: Sequence[str] = (),
    level: Mapping[str, int] | None = None,
) -> Bag:
    """The bag that costs least, a missing part costing one more trip. `level`: what the technician can do, by
    skill; jobs over it are not done in one trip whatever he takes."""
    prices = costs or Costs()
    known = Hypotheses(table, without)
    mass = known.left(known.mass(evidence))
    whole = float(mass.sum())
    jobs: Jobs = []
    for row, weight in zip(known.member, mass, strict=True):
        causes = [cause for cause, there in zip(table.causes, row, strict=True) if there]
        if weight > 0 and all(_able(cause, level) for cause in causes):
            jobs.append((float(weight / whole), _needs(causes)))
    named = dict.fromkeys(need.part for cause in table.causes for need in cause.repair.parts)
    most = {part: max((needs.get(part, 0) for _, needs in jobs), default=0) for part in named}
    parts = [part for part in named if most[part]]
    chosen = _chosen(parts, jobs, prices)
    told = [
        Bring(
            part=part,
            quantity=most[part],
            probability=sum(chance for chance, needs in jobs if part in needs),
            with_it=prices.carry,
            without_it=prices.trip
            * (_missing(chosen - {part}, jobs) - _missing(chosen | {part}, jobs)),
            bring=part in chosen,
        )
        for part in parts
    ]
    return Bag(
        parts=tuple(sorted(told, key=lambda one: (-one.probability, one.part))),
        skills=_skills(known, mass),
        one_trip=sum(chance for chance, _ in jobs) - _missing(chosen, jobs),
        bare=sum(chance for chance, needs in jobs if not needs),
        cost=_cost(chosen, jobs, prices),
    )


def _able(cause: Cause, level: Mapping[str, int] | None) -> bool:
    """Whether somebody with these skills can mend it; nobody is sure to mend what is not known."""
    repair = cause.repair
    return cause.key != OTHER and (
        level is None or not repair.skill or level.get(repair.skill, 0) >= repair.level
    )


def _needs(causes: Sequence[Cause]) -> dict[str, int]:
    needs: dict[str, int] = {}
    for cause in causes:
        for need in cause.repair.parts:
            needs[need.part] = needs.get(need.part, 0) + need.quantity
    return needs


def _chosen(parts: Sequence[str], jobs: Jobs, prices: Costs) -> frozenset[str]:
    """The cheapest choice; with many parts, one better step after the other."""
    if len(parts) <= EVERY_CHOICE:
        choices = (
            frozenset(one) for size in range(len(parts) + 1) for one in combinations(parts, size)
        )
        return min(choices, key=lambda one: (round(_cost(one, jobs, prices), 9), -len(one)))
    chosen: frozenset[str] = frozenset(parts)
    while True:
        steps = [chosen ^ {part} for part in parts]
        best = min(steps, key=lambda one: _cost(one, jobs, prices))
        if _cost(best, jobs, prices) >= _cost(chosen, jobs, prices) - 1e-9:
            return chosen
        chosen = best


def _missing(chosen: frozenset[str], jobs: Jobs) -> float:
    """How likely something is missing on the spot."""
    return sum(p for p, needs in jobs if not needs.keys() <= chosen)


def _cost(chosen: frozenset[str], jobs: Jobs, prices: Costs) -> float:
    return prices.carry * len(chosen) + prices.trip * _missing(chosen, jobs)


def _skills(known: Hypotheses, mass: Array) -> tuple[Skill, ...]:
    """Every skill with how likely it is needed on site, and up to which level."""
    shares = known.of_causes(mass)
    by_skill: dict[str, list[tuple[int, float]]] = {}
    for cause, chance in zip(known.table.causes, shares, strict=True):
        if cause.repair.skill and cause.repair.where == "onsite" and chance > 0:
            by_skill.setdefault(cause.repair.skill, []).append((cause.repair.level, float(chance)))
    found = []
    for skill, needed in by_skill.items():
        whole = sum(chance for _, chance in needed)
        levels = sorted({level for level, _ in needed})
        enough = tuple(
            (level, sum(chance for one, chance in needed if one <= level) / whole)
            for level in levels
        )
        found.append(Skill(skill, min(1.0, whole), enough))
    return tuple(sorted(found, key=lambda one: -one.probability))
