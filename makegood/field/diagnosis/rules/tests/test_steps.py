"""The next step is the one after which least is to be paid; from afar before a trip, unless there is danger."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from makegood.field.diagnosis.rules import plans, read_table
from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.hypotheses import leaving
from makegood.field.diagnosis.rules.plans import Mend, Problem
from makegood.field.diagnosis.rules.steps import next_step
from makegood.field.diagnosis.rules.tests.test_ranking import several
from makegood.field.diagnosis.rules.tests.test_tables import pump


def orders(seed: int, *, trip: bool) -> tuple[Problem, Any]:
    """A fault with up to six repairs and nothing to ask."""
    luck = np.random.default_rng(seed)
    count = 2 + seed % 5
    member = np.eye(count, dtype=bool)
    mends = tuple(
        Mend(
            leaving(member, member[n]),
            float(luck.uniform(1, 90)),
            trip and bool(luck.random() < 0.6),
        )
        for n in range(count)
    )
    nobody = np.zeros(count, dtype=bool)
    return Problem(member, nobody, (), mends, 70.0, 1e6), luck.dirichlet(np.ones(count))


@pytest.mark.parametrize("trip", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_the_plan_of_repairs_costs_what_the_best_of_all_orders_does(seed: int, trip: bool):
    problem, mass = orders(seed, trip=trip)
    best = np.inf
    for order in permutations(range(len(problem.mends))):
        spent, there, cost = 0.0, False, 0.0
        for number in order:
            mend = problem.mends[number]
            spent += mend.cost + (problem.trip if mend.onsite and not there else 0.0)
            there = there or mend.onsite
            cost += mass[number] * spent
        best = min(best, cost)
    found = plans.by_repairs(problem, plans.start(problem, mass, onsite=False))[0]
    assert found == pytest.approx(best, rel=1e-6)


def test_a_cheap_question_that_tells_much_comes_before_a_trip():
    steps = next_step(read_table(pump()), {})
    assert (steps[0].act, steps[0].key, steps[0].trip) == ("ask", "oil", False)
    assert steps[0].worth > 0
    assert [one.answer for one in steps[0].answers] == [True, False]
    assert sum(one.probability for one in steps[0].answers) == pytest.approx(1)
    gauge = next(step for step in steps if step.key == "gauge")
    assert gauge.trip
    assert gauge.cost == pytest.approx(5 * 2.5 + 180)


def test_when_all_is_known_the_repair_comes_next():
    steps = next_step(read_table(pump()), {"oil": True, "gauge": "low"})
    assert (steps[0].act, steps[0].key) == ("repair", "seal")
    assert steps[0].chance > 0.9


def test_a_trip_is_paid_once():
    there = next_step(read_table(pump()), {"oil": True}, onsite=True)
    away = next_step(read_table(pump()), {"oil": True}, onsite=False)
    cost = {step.key: step.cost for step in there}
    assert all(not step.trip for step in there)
    assert {step.key: step.cost for step in away}["seal"] == pytest.approx(cost["seal"] + 180)


def test_where_somebody_could_come_to_harm_the_customer_touches_nothing():
    table = pump(danger=True)
    table["checks"][0]["who"] = "customer"
    table["causes"][1]["where"] = "remote"
    steps = next_step(read_table(table), {})
    assert {step.act for step in steps} == {"ask", "repair", "hand_over"}
    assert "sensor" not in {step.key for step in steps}


def test_a_restart_from_afar_is_worth_what_it_mends():
    table = pump()
    table["checks"].append(
        {
            "id": "restart",
            "minutes": 2,
            "who": "agent",
            "mends": True,
            "outcomes": [
                {"id": "works", "probability": {"sensor": 0.9, "seal": 0.01}},
                {"id": "still"},
            ],
        }
    )
    steps = next_step(read_table(table), {"oil": False})
    assert steps[0].key == "restart"
    assert steps[0].answers[0].ends
    assert steps[0].chance == steps[0].answers[0].probability > 0.4


def test_a_question_that_nobody_can_answer_is_not_asked_again():
    assert "oil" not in {step.key for step in next_step(read_table(pump()), {}, skip=["oil"])}


def test_something_can_always_be_done():
    gone = next_step(read_table(pump()), {"oil": True, "gauge": "low"}, without=["seal", "sensor"])
    assert [step.act for step in gone] == ["hand_over"]


def test_a_repair_that_was_not_all_of_it_leaves_the_other_cause():
    steps = next_step(read_table(several()), {"noise": True, "dark": True}, without=["worn"])
    assert "worn" not in {step.key for step in steps}
    repairs = {step.key: step.chance for step in steps if step.act == "repair"}
    assert repairs["fuse"] > repairs["leak"]


def test_looking_further_ahead_never_costs_more():
    table = read_table(several())
    near = min(step.expected for step in next_step(table, {}, depth=1))
    far = min(step.expected for step in next_step(table, {}, depth=4))
    assert far <= near + 1e-9


def test_handing_over_comes_first_when_it_is_cheap():
    assert next_step(read_table(pump()), {}, Costs(hand_over=0.1))[0].act == "hand_over"
