"""Clocks that stand while we wait, run on with what was left, and are judged by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.promises.models import Move, Promise
from makegood.care.promises.operations import (
    end,
    make_many,
    notice_overdue,
    owed,
    pause,
    reconsider,
    resume,
    sweep_warnings,
)
from makegood.care.promises.queries import next_of, policy_for
from makegood.care.promises.tests.make import (
    FIRST,
    MONDAY,
    SOLUTION,
    make_house,
    open_case,
    policy,
    promise,
    stand_at,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def hours(n):
    return timedelta(hours=n)


def owing_a_solution(minutes=480, **more):
    """A case of Monday nine o'clock that owes a solution within eight office hours."""
    house = make_house()
    policy(solution=minutes)
    case = open_case(house, first=False, **more)
    terms = policy_for(case)
    found = make_many([owed(case, SOLUTION, terms), owed(case, "follow_up", terms)], by=SYSTEM)
    return case, found[0]


def test_the_clock_stands_while_we_wait_and_runs_on_with_what_was_left():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    assert solution.due == MONDAY + hours(8)
    stand_at(MONDAY + hours(2))
    pause(case, because="customer", by=SYSTEM)
    solution.refresh_from_db()
    case.refresh_from_db()
    assert (solution.left, solution.paused_because) == (6 * 3600, "customer")
    assert case.next_deadline == Promise.objects.get(kind="follow_up").due
    assert next_of([case.pk])[case.pk].kind == "follow_up"
    stand_at(MONDAY + timedelta(days=2, hours=1))  # Wednesday ten o'clock
    resume(case, by=SYSTEM)
    solution.refresh_from_db()
    assert solution.due == MONDAY + timedelta(days=2, hours=7)
    assert (solution.paused_at, solution.paused_for) == (None, 47 * 3600)
    assert [m.why for m in Move.objects.all()] == ["resumed"]


def test_pausing_and_resuming_twice_changes_nothing():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    assert len(pause(case, because="third", by=SYSTEM)) == 1
    assert pause(case, because="customer", by=SYSTEM) == []
    assert len(resume(case, by=SYSTEM)) == 1
    assert resume(case, by=SYSTEM) == []
    solution.refresh_from_db()
    assert solution.due == MONDAY + hours(8)


def test_what_is_paused_is_neither_late_nor_warned_of():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    pause(case, because="customer", by=SYSTEM)
    end(case, kinds=["follow_up"], kept=True, by=SYSTEM)
    promise(case, "follow_up", due=MONDAY + timedelta(days=60))
    stand_at(MONDAY + timedelta(days=30))
    assert (sweep_warnings(), notice_overdue()) == (0, 0)
    solution.refresh_from_db()
    assert (solution.overdue_at, solution.warned) == (None, 0)


def test_what_ends_while_paused_is_judged_by_what_was_left():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    pause(case, because="customer", by=SYSTEM)
    stand_at(MONDAY + timedelta(days=9))
    end(case, kinds=[SOLUTION], kept=True, by=SYSTEM)
    solution.refresh_from_db()
    assert solution.state == "kept"
    assert solution.ended_at < solution.due


def test_what_was_late_when_we_began_to_wait_stays_late():
    stand_at(MONDAY)
    case, solution = owing_a_solution(minutes=60)
    stand_at(MONDAY + hours(2))
    notice_overdue()
    pause(case, because="customer", by=SYSTEM)
    stand_at(MONDAY + hours(5))
    resume(case, by=SYSTEM)
    solution.refresh_from_db()
    assert (solution.due, solution.left) == (MONDAY + hours(1), 0)
    assert solution.overdue_at is not None


def test_a_case_that_begins_by_waiting_has_its_clock_stand_from_the_first_moment():
    stand_at(MONDAY)
    house = make_house()
    policy(solution=480)
    case = open_case(house)
    case = cases.wait_for(case, whom="third", reason="The carrier", by=SYSTEM)
    [solution] = make_many([owed(case, SOLUTION, policy_for(case))], by=SYSTEM)
    solution.refresh_from_db()
    assert (solution.paused_because, solution.left) == ("third", 8 * 3600)
    stand_at(MONDAY + hours(24))
    resume(case, by=SYSTEM)
    solution.refresh_from_db()
    assert solution.due == MONDAY + hours(32)


def test_a_change_of_policy_reaches_what_is_paused_when_it_runs_again():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    stand_at(MONDAY + hours(2))
    pause(case, because="customer", by=SYSTEM)
    policy(priority=2, solution=240)
    case.urgency = 2
    case.save()
    reconsider([case], by=SYSTEM, why="priority")
    solution.refresh_from_db()
    assert (solution.left, solution.due) == (2 * 3600, MONDAY + hours(8))
    resume(case, by=SYSTEM)
    solution.refresh_from_db()
    assert solution.due == MONDAY + hours(4)


def test_nothing_is_paused_without_a_reason():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    with pytest.raises(Invalid, match="whom we wait for"):
        pause(case, because="", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(pk=solution.pk).update(paused_at=now())


def test_three_clocks_run_beside_each_other():
    stand_at(MONDAY)
    case, solution = owing_a_solution()
    terms = policy_for(case)
    make_many([owed(case, FIRST, terms)], by=SYSTEM)
    end(case, kinds=[FIRST], kept=True, by=SYSTEM)
    solution.refresh_from_db()
    assert (solution.state, solution.due) == ("open", MONDAY + hours(8))
    stand_at(MONDAY + hours(1))
    [following] = make_many([owed(case, "next_answer", terms)], by=SYSTEM)
    assert following.due == MONDAY + hours(5)
    assert Promise.objects.filter(kind=FIRST).get().state == "kept"


def test_a_clock_that_stands_while_the_step_is_ours_is_found():
    stand_at(MONDAY)
    case, _solution = owing_a_solution()
    pause(case, because="customer", by=SYSTEM)
    name = "care.promises.no_clock_stands_while_the_step_is_ours"
    assert name in violations()
    cases.wait_for(case, whom="customer", reason="", by=SYSTEM)
    assert name not in violations()
