"""What is due is noticed once: steps, what is late, with a person and a fallback; after any jump of the clock."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.jobs.sweeps import SomeFailed
from makegood.base.journal.models import Entry
from makegood.care.promises.models import Promise, Warning
from makegood.care.promises.operations import (
    make_many,
    notice_overdue,
    owed,
    see_warnings,
    set_risk,
    sweep_warnings,
    sweeping,
)
from makegood.care.promises.queries import policy_for, warnings_for
from makegood.care.promises.tests.make import (
    FIRST,
    MONDAY,
    make_house,
    open_case,
    promise,
    stand_at,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people.operations import seen, set_presence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def house():
    stand_at(MONDAY)
    return make_house()


def by_policy(case):
    [made] = make_many([owed(case, FIRST, policy_for(case))], by=SYSTEM)
    return made


def at_minute(n):
    stand_at(MONDAY + timedelta(minutes=n))
    return sweep_warnings(), notice_overdue()


def steps():
    return list(Warning.objects.order_by("step").values_list("step", flat=True))


def test_somebody_is_told_at_each_step_and_the_lead_when_it_is_late(house):
    made = by_policy(open_case(house, first=False))  # four hours
    assert [at_minute(n) for n in (0, 119)] == [(0, 0)] * 2
    assert [at_minute(n) for n in (120, 120, 180, 216)] == [(1, 0), (0, 0), (1, 0), (1, 0)]
    assert steps() == [50, 75, 90]
    assert at_minute(240) == (0, 1)
    assert at_minute(241) == (0, 0)
    assert steps() == [50, 75, 90, 100]
    made.refresh_from_db()
    assert (made.warned, made.warn_at, made.overdue_at) == (
        90,
        None,
        MONDAY + timedelta(minutes=240),
    )


def test_a_worker_that_was_away_tells_only_the_last_step(house):
    by_policy(open_case(house, first=False))
    assert at_minute(200) == (1, 0)
    assert steps() == [75]
    assert at_minute(100_000) == (1, 1)
    assert steps() == [75, 90, 100]


def test_a_clock_that_jumps_back_and_forth_warns_nobody_twice(house):
    made = by_policy(open_case(house, first=False))
    for minute in (130, 10, 130, 250, 20, 250):
        at_minute(minute)
    assert steps() == [50, 90, 100]
    facts = Entry.objects.filter(kind__in=["promises.warned", "promises.overdue"])
    assert facts.count() == 4
    made.refresh_from_db()
    assert made.state == "open"


def test_steps_count_open_time_only(house):
    stand_at(MONDAY + timedelta(hours=6))  # 15:00, two hours before closing
    made = by_policy(open_case(house, first=False))
    assert made.due == MONDAY + timedelta(days=1, hours=2)
    assert made.warn_at == MONDAY + timedelta(hours=8)  # half of it at closing time


def test_who_keeps_it_is_told_or_the_lead_when_he_is_not_there(house):
    lin, deputy = house.hire("lin"), house.hire("mo", role="lead")
    house.queue.deputy = deputy
    house.queue.save()
    case = open_case(house, first=False, owner_id=lin.pk)
    promise(case, keeper=lin, due=now() + timedelta(minutes=200))
    set_presence(lin, state="available", by=SYSTEM)
    at_minute(0)
    stand_at(MONDAY + timedelta(minutes=100))
    seen(lin.pk)
    sweep_warnings()
    stand_at(MONDAY + timedelta(minutes=150))
    sweep_warnings()  # an hour since he was seen: the lead, who was not seen either
    set_presence(deputy, state="available", by=SYSTEM)
    stand_at(MONDAY + timedelta(minutes=180))
    seen(deputy.pk)
    sweep_warnings()
    told = Warning.objects.order_by("step").values_list("person", "fallback")
    assert list(told) == [(lin.pk, None), (lin.pk, house.lead.pk), (lin.pk, deputy.pk)]
    assert [w.step for w in warnings_for(lin)] == [50]
    assert [w.step for w in warnings_for(deputy)] == [90]
    assert see_warnings(lin, promises=[Promise.objects.get().pk]) == 1
    assert not warnings_for(lin)


def test_our_own_reminders_warn_nobody(house):
    case = open_case(house, first=False)
    for kind in ("follow_up", "handoff"):
        promise(case, kind, due=now() + timedelta(hours=1))
    assert not Promise.objects.exclude(warn_at=None).exists()
    assert at_minute(61) == (0, 2)
    assert steps() == [
        100
    ]  # a colleague who did not answer; a reminder is shown, and alarms nobody


def test_a_sweep_costs_the_same_number_of_statements_for_any_number(house):
    def cost(number):
        for _ in range(number):
            by_policy(open_case(house, first=False))
        stand_at(now() + timedelta(minutes=120))
        with CaptureQueriesContext(connection) as queries:
            assert sweep_warnings() == number
        return len(queries)

    small = cost(2)
    Promise.objects.update(warn_at=None)
    assert cost(9) == small <= 10


def test_a_risk_is_said_once_and_a_fact_tells_when_it_becomes_another(house):
    made = by_policy(open_case(house, first=False))
    for _ in range(2):
        set_risk([(made.pk, 1, 0.4, "twelve things before")])
    assert set_risk([(made.pk, 1, 0.3, "thirteen")]) == 1
    set_risk([(made.pk, 2, 0.1, "nobody there"), (made.pk + 99, 2, 0.0, "gone")])
    assert set_risk([]) == 0
    made.refresh_from_db()
    assert (made.risk, made.chance, made.risk_why) == (2, 0.1, "nobody there")
    assert Entry.objects.filter(kind="promises.at_risk").count() == 2


@pytest.mark.parametrize("sweep", [sweep_warnings, notice_overdue])
def test_one_that_cannot_be_told_of_holds_up_no_other(house, monkeypatch, sweep):
    odd, *others = [by_policy(open_case(house, first=False)) for _n in range(3)]
    told = sweeping.fact

    def fact(promise, event, by):
        if promise.pk == odd.pk:
            raise ValueError("odd")
        return told(promise, event, by)

    monkeypatch.setattr(sweeping, "fact", fact)
    stand_at(MONDAY + timedelta(minutes=120 if sweep is sweep_warnings else 240))
    with pytest.raises(SomeFailed, match=f"1 failed, first {odd.pk}"):
        sweep()
    reached = Promise.objects.exclude(warned=0, overdue_at=None)
    assert set(reached) == set(others)
    monkeypatch.setattr(sweeping, "fact", told)
    assert sweep() == 1
