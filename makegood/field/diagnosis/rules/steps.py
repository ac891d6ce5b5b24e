"""What to do next: ask, check, repair, send somebody or hand over, by what it costs until it works again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from makegood.field.diagnosis.rules import plans
from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.hypotheses import Answer, Evidence, Hypotheses, leaving
from makegood.field.diagnosis.rules.networks import Array
from makegood.field.diagnosis.rules.plans import Mend, Problem, Test
from makegood.field.diagnosis.rules.ranking import DANGER, doubt
from makegood.field.diagnosis.rules.tables import OTHER, Cause, Check, FaultTable, Finding, Who

Act = Literal["ask", "check", "repair", "hand_over"]
NEARLY = 1.02  # a step from afar goes before a trip when it costs this much more at most
EQUAL = 1.002  # questions that cost no more than this in all: the one that tells most goes first


@dataclass(frozen=True)
class Possible:
    """An answer that may come, how likely, and how likely each cause is then. `ends`: it works again."""

    answer: Answer
    probability: float
    causes: dict[str, float]
    ends: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do now. `cost`: of the step itself, with the trip when it needs one; `expected`: all that is
    to be paid until it works, beginning so; `worth`: by how much that is less than repairs alone; `settles`:
    bits of doubt that it takes away on average. `key`: of the finding, check or cause."""

    act: Act
    key: str
    who: Who
    minutes: float
    cost: float
    expected: float
    worth: float
    settles: float = 0.0
    onsite: bool = False
    trip: bool = False
    chance: float = 0.0  # that it works again after it
    answers: tuple[Possible, ...] = ()

    @property
    def settles_per_minute(self) -> float:
        """Bits of doubt taken away by a minute of it."""
        return self.settles / max(self.minutes, 0.1)


def next_step(
    table: FaultTable,
    evidence: Evidence,
    costs: Costs | None = None,
    *,
    without: Collection[str] = (),
    skip: Collection[str] = (),
    onsite: bool = False,
    depth: int | None = None,
) -> list[Step]:
    """Every step that makes sense now, the best first; never empty, since handing over is always possible.

    `without`: causes repaired in vain or seen to be sound; `skip`: questions and checks that nobody can do;
    `onsite`: a technician is there. Steps from afar come before a trip, unless somebody could come to harm:
    then the customer touches nothing any more."""
    known = Hypotheses(table, without)
    mass = known.left(known.mass(evidence))
    whole = float(mass.sum())
    prices = costs or Costs()
    if not whole > 0:
        return [_hand_over(prices)]
    mass = mass / whole
    dangerous = table.danger or _harm(known, mass)
    open_tests = _open_tests(table, {*evidence, *skip}, dangerous=dangerous)
    mends = [
        number
        for number, cause in enumerate(table.causes)
        if cause.key not in {OTHER, *without} and not (dangerous and cause.repair.where == "remote")
    ]
    problem = as_problem(known, [one.key for one in open_tests], mends, prices)
    state = plans.start(problem, mass, onsite=onsite)
    plain = float(plans.by_repairs(problem, state)[0])
    found = plans.choices(problem, state, problem.depth if depth is None else depth)
    steps = [_hand_over(prices, plain)]
    for one, total in zip(open_tests, found[: len(open_tests)], strict=True):
        begun = _ask(one, prices) if isinstance(one, Finding) else _check(one, prices)
        steps.append(_told(known, mass, begun, float(total[0]), plain))
    for number, mend, total in zip(mends, problem.mends, found[len(open_tests) :], strict=True):
        chance = float(mass[mend.leaves == plans.ENDS].sum())
        step = _repair(table.causes[number], prices)
        expected = float(total[0])
        steps.append(replace(step, expected=expected, worth=plain - expected, chance=chance))
    travelling = [
        replace(step, trip=True, cost=step.cost + prices.trip)
        if step.onsite and not onsite
        else step
        for step in steps
        if step.act != "repair" or step.chance > 0
    ]
    return _in_order(travelling, remote_first=not dangerous)


def _open_tests(
    table: FaultTable, gone: Collection[str], *, dangerous: bool
) -> list[Finding | Check]:
    """What can still be asked and checked; nothing for the customer to do where he could come to harm."""
    checks = [check for check in table.checks if not (dangerous and check.who == "customer")]
    every: list[Finding | Check] = [*table.findings, *checks]
    return [one for one in every if one.key not in gone]


def as_problem(
    known: Hypotheses, tests: Collection[str], mends: Collection[int], costs: Costs
) -> Problem:
    """The table in numbers: what can be done about which hypothesis, at what cost."""
    table = known.table
    made_tests = []
    for key in tests:
        if key in table.finding:
            asked = _ask(table.finding[key], costs)
            made_tests.append(Test(known.rows(key), asked.cost))
        else:
            check = table.check[key]
            made_tests.append(
                Test(known.rows(key), costs.of_check(check), check.who == "technician", check.mends)
            )
    chosen = list(mends)
    return Problem(
        member=known.member[:, chosen],
        beyond=_beyond(known, chosen),
        tests=tuple(made_tests),
        mends=tuple(
            Mend(
                leaving(known.member, np.arange(len(known.keys)) == number),
                costs.of_repair(table.causes[number].repair),
                table.causes[number].repair.where == "onsite",
            )
            for number in chosen
        ),
        trip=costs.trip,
        hand_over=costs.hand_over,
    )


def _beyond(known: Hypotheses, mends: list[int]) -> NDArray[np.bool_]:
    """Hypotheses with a cause that none of these repairs mends."""
    others = np.ones(len(known.keys), dtype=bool)
    others[mends] = False
    return np.asarray(known.member[:, others].any(axis=1))


def _harm(known: Hypotheses, mass: Array) -> bool:
    dangerous = np.array([cause.danger for cause in known.table.causes])
    return bool(mass[known.member[:, dangerous].any(axis=1)].sum() >= DANGER)


def _hand_over(costs: Costs, plain: float | None = None) -> Step:
    worth = 0.0 if plain is None else plain - costs.hand_over
    return Step(
        "hand_over", "", "technician", 0.0, costs.hand_over, costs.hand_over, worth, chance=1.0
    )


def _ask(finding: Finding, costs: Costs) -> Step:
    """A symptom is asked of the customer; a code or a reading is looked up by whoever sits at the desk."""
    who: Who = "customer" if finding.kind == "symptom" else "agent"
    cost = costs.ask_minutes * costs.minute(who)
    return Step("ask", finding.key, who, costs.ask_minutes, cost, 0.0, 0.0)


def _check(check: Check, costs: Costs) -> Step:
    cost, away = costs.of_check(check), check.who == "technician"
    return Step("check", check.key, check.who, check.minutes, cost, 0.0, 0.0, onsite=away)


def _repair(cause: Cause, costs: Costs) -> Step:
    repair, away = cause.repair, cause.repair.where == "onsite"
    who: Who = "technician" if away else "agent"
    cost = costs.of_repair(repair)
    return Step("repair", cause.key, who, repair.minutes, cost, 0.0, 0.0, onsite=away)


def _told(known: Hypotheses, mass: Array, step: Step, expected: float, plain: float) -> Step:
    """The step with what it may show and what that would mean."""
    rows = known.rows(step.key)
    mends = step.act == "check" and known.table.check[step.key].mends
    answers, left = [], 0.0
    for place, (answer, row) in enumerate(zip(known.answers(step.key), rows, strict=True)):
        then = mass * row
        chance = float(then.sum())
        left += chance * doubt(then)
        causes = dict(zip(known.keys, map(float, known.of_causes(then)), strict=True))
        answers.append(Possible(answer, chance, causes, ends=mends and place == 0))
    return replace(
        step,
        expected=expected,
        worth=plain - expected,
        settles=max(0.0, doubt(mass) - left),
        chance=answers[0].probability if mends else 0.0,
        answers=tuple(answers),
    )


def _in_order(steps: list[Step], *, remote_first: bool) -> list[Step]:
    """By what is to be paid in all; among equal questions the one that tells most."""
    steps.sort(key=lambda step: (round(step.expected, 6), step.cost))
    least = steps[0].expected
    if remote_first and steps[0].trip:
        near = [step for step in steps if _comes_first(step, least)]
    elif steps[0].settles:
        near = [
            s
            for s in steps
            if s.settles and s.trip == steps[0].trip and s.expected <= least * EQUAL
        ]
        near.sort(key=lambda step: -step.settles)
    else:
        near = []
    return near + [step for step in steps if step not in near]


def _comes_first(step: Step, least: float) -> bool:
    """Whether this is a step from afar that pays, and costs hardly more than going there at once."""
    there = step.trip or step.act == "hand_over"
    return not there and step.worth > 0 and step.expected <= least * NEARLY
