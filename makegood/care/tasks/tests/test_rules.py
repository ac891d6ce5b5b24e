"""Steps in order: which a case needs, and when each begins and ends."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.care.tasks.rules import Condition, Step, misfit, walk

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


def hours_later(start, minutes, _team):
    return start + timedelta(minutes=minutes)


def step(**fields):
    return Step(**{"kind": "task", "minutes": 60, "team_id": 1, **fields})


def test_each_step_begins_when_the_one_before_has_ended():
    steps = [step(), step(minutes=120), step()]
    way = walk(steps, facts={}, decisions=["", "", ""], start=MONDAY, due=hours_later)
    assert [w.begins.hour for w in way.steps] == [9, 10, 12]
    assert way.ends == MONDAY + timedelta(hours=4)


def test_a_step_whose_condition_does_not_hold_is_left_out_and_says_why():
    steps = [step(conditions=(Condition("urgency", "2"),)), step()]
    way = walk(steps, facts={"urgency": "1"}, decisions=["", ""], start=MONDAY, due=hours_later)
    assert [w.left_out for w in way.steps] == ["urgency", ""]
    assert way.steps[1].begins == MONDAY


def test_after_a_refusal_only_what_is_meant_for_it_goes_on():
    steps = [step(kind="approval"), step(), step(when="refused"), step(when="always")]
    decided = ["refused", "", "", ""]
    way = walk(steps, facts={}, decisions=decided, start=MONDAY, due=hours_later)
    assert [w.left_out for w in way.steps] == ["", "refused", "", ""]
    decided = ["approved", "", "", ""]
    way = walk(steps, facts={}, decisions=decided, start=MONDAY, due=hours_later)
    assert [w.left_out for w in way.steps] == ["", "", "approved", ""]


@pytest.mark.parametrize(
    ("field", "value", "known", "holds"),
    [
        ("urgency", "1", "2", True),
        ("urgency", "1", "0", False),
        ("subject", "ROAMING", "I never ordered roaming", True),
        ("queue", "home", "Home", True),
        ("tier", "gold", "", False),
    ],
)
def test_conditions_read_as_people_write_them(field, value, known, holds):
    assert (misfit([Condition(field, value)], {field: known}) == "") is holds
