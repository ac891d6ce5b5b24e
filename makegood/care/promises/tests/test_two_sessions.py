"""Two sessions at once: a clock runs on once, a warning is given once, a portion is gone through once."""

from datetime import timedelta

import pytest
from django.db import transaction

from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.promises.models import Move, Recompute, Warning
from makegood.care.promises.operations import (
    make_many,
    make_policy,
    notice_overdue,
    owed,
    pause,
    recompute_waiting,
    resume,
    sweep_warnings,
)
from makegood.care.promises.queries import policy_for
from makegood.care.promises.tests.make import (
    FIRST,
    MONDAY,
    SOLUTION,
    in_another_session,
    make_house,
    open_case,
    policy,
    stand_at,
)
from makegood.kernel.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("real_commits")


def owing(house, kind=FIRST):
    """A promise of that kind by the policy of a new case."""
    if kind == SOLUTION:
        policy(solution=480)
    case = open_case(house, first=False)
    [made] = make_many([owed(case, kind, policy_for(case))], by=SYSTEM)
    return made


def test_two_workers_do_not_go_through_the_same_portion():
    stand_at(MONDAY)
    house = make_house()
    made = [owing(house) for _ in range(4)]
    assert len(made) == 4
    asked = make_policy(by=SYSTEM, first_answer=60)[1]
    with transaction.atomic():
        Recompute.objects.select_for_update().get(pk=asked.pk)
        thread, raised = in_another_session(recompute_waiting)
        thread.join(20)  # it leaves what another has in hand, and does not wait for it
        assert not thread.is_alive()
    assert not raised
    asked.refresh_from_db()
    assert asked.looked_at == 0
    assert recompute_waiting() == 4


def test_two_sessions_that_resume_at_once_move_it_once():
    stand_at(MONDAY)
    solution = owing(make_house(), SOLUTION)
    case = solution.case
    pause(case, because="customer", by=SYSTEM)
    stand_at(MONDAY + timedelta(hours=3))

    def again():
        with transaction.atomic():
            resume(cases.lock(case.pk), by=SYSTEM)

    with transaction.atomic():
        resume(cases.lock(case.pk), by=SYSTEM)
        thread, raised = in_another_session(again)
        thread.join(0.4)
        assert thread.is_alive()  # it waits for the row of the case
    thread.join(10)
    solution.refresh_from_db()
    assert (raised, Move.objects.count(), solution.paused_for) == ([], 1, 3 * 3600)


def test_two_sweeps_at_once_warn_once():
    stand_at(MONDAY)
    house = make_house()
    made = [owing(house) for _ in range(5)]
    assert len(made) == 5
    stand_at(MONDAY + timedelta(minutes=300))
    with transaction.atomic():
        assert (sweep_warnings(), notice_overdue()) == (5, 5)
        thread, raised = in_another_session(lambda: (sweep_warnings(), notice_overdue()))
        thread.join(20)
        assert not thread.is_alive()
    assert not raised
    assert Warning.objects.count() == 10
    assert Entry.objects.filter(kind="promises.overdue").count() == 5
