"""Which policy a case is served by, why, and that a change of it goes through what is open at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from makegood.base.jobs.sweeps import SomeFailed
from makegood.care.promises.models import Move, Policy, Promise, Recompute
from makegood.care.promises.operations import (
    make_many,
    make_policy,
    owed,
    pause,
    recompute,
    recompute_waiting,
    recomputing,
    reconsider,
    resume,
    retire_policy,
    set_target,
)
from makegood.care.promises.queries import policies_for, policy_for, why
from makegood.care.promises.tests.make import (
    FIRST,
    MONDAY,
    OFFICE,
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
from makegood.records.customers.operations import make_company
from makegood.records.entitlements.operations import agree_contract, end_contract, set_tier
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import set_hours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def house():
    stand_at(MONDAY)
    return make_house()


def by_policy(case, kind=FIRST):
    [made] = make_many([owed(case, kind, policy_for(case))], by=SYSTEM)
    return made


def test_the_most_specific_policy_counts(house):
    case = open_case(house, urgency=1)
    contract = agree_contract(
        case.contact, key="gold-1", names={"en": "Gold"}, tier="gold", by=SYSTEM
    )
    expected = [None]
    for fields in (
        {},
        {"queue": house.queue},
        {"channel": "echo"},
        {"channel": "echo", "queue": house.queue},
        {"priority": 1},
        {"tier": "gold"},
        {"contract": contract},
    ):
        expected.append(policy(**fields).pk)
        assert policy_for(case).policy.pk == expected[-1]


def test_a_policy_for_others_does_not_fit(house):
    case = open_case(house)
    for fields in ({"priority": 2}, {"channel": "mail"}, {"tier": "gold"}, {"active": False}):
        policy(**fields)
    other = agree_contract(make_company("Other"), key="o", names={}, by=SYSTEM)
    policy(contract=other)
    terms = policy_for(case)
    assert (terms.policy.pk, terms.policy.first_answer) == (None, 240)


def test_a_persons_tier_goes_before_his_companys_and_a_contract_before_both(house):
    case = open_case(house)
    firm = make_company("Stone Ltd")
    type(case.contact).objects.filter(pk=case.contact_id).update(company=firm)
    set_tier(firm, tier="silver", by=SYSTEM)
    assert policy_for(case).tier == "silver"
    set_tier(case.contact, tier="gold", by=SYSTEM)
    assert policy_for(case).tier == "gold"
    contract = agree_contract(firm, key="c", names={}, tier="platinum", by=SYSTEM)
    assert policy_for(case).tier == "platinum"
    end_contract(contract, by=SYSTEM, at=now() + timedelta(microseconds=1))
    stand_at(now() + timedelta(seconds=1))
    assert policy_for(case).tier == "gold"


def test_a_contract_has_hours_of_its_own_and_the_policys_go_before_them(house):
    case = open_case(house)
    team = house.team.hours.calendar
    day_and_night = Calendar.objects.create(
        key="always", weekly=[[d, "00:00", "24:00"] for d in range(7)]
    )
    assert policy_for(case).calendar_id == team.pk
    agree_contract(case.contact, key="c", names={}, calendar=day_and_night, by=SYSTEM)
    assert policy_for(case).calendar_id == day_and_night.pk
    policy(calendar=team)
    assert policy_for(case).calendar_id == team.pk


def test_two_policies_for_the_same_cases_are_refused_in_the_database_too(house):
    make_policy(by=SYSTEM, queue=house.queue, priority=2, first_answer=30)
    with pytest.raises(Invalid, match="for the same cases"):
        make_policy(by=SYSTEM, queue=house.queue, priority=2, first_answer=60)
    with pytest.raises(IntegrityError), transaction.atomic():
        policy(queue=house.queue, priority=2)


@pytest.mark.parametrize("minutes", [0, -1, 525_601, None, 1.5])
def test_a_time_that_is_none_is_refused(house, minutes):
    with pytest.raises(Invalid, match="between one minute and one year"):
        make_policy(by=SYSTEM, first_answer=minutes)


def test_any_number_of_cases_costs_the_same_number_of_statements(house):
    policy(priority=1, calendar=house.team.hours.calendar)
    cases = [open_case(house) for _ in range(12)]
    for case in cases:
        agree_contract(case.contact, key=f"k{case.pk}", names={}, by=SYSTEM)

    def cost(some):
        with CaptureQueriesContext(connection) as queries:
            policies_for(some)
        return len(queries)

    assert cost(cases[:1]) == cost(cases) <= 4


def test_why_a_policy_counts_is_said_in_a_sentence(house):
    contract = agree_contract(make_company("S"), key="g", names={"en": "Gold 24"}, by=SYSTEM)
    said = why(policy(contract=contract, priority=2, queue=house.queue))
    assert said == (
        "This counts for cases with the contract “Gold 24”, where there is danger, in the queue “Home”."
    )
    assert why(Policy()) == "This counts for every case that nothing more specific fits."
    with override("zh-hans"):
        assert "Gold 24" in why(Policy(contract=contract))


def test_another_priority_counts_from_this_moment_and_what_was_used_stays_used(house):
    policy(priority=2, first_answer=120)
    case = open_case(house, first=False)
    made = by_policy(case)  # four hours: 13:00
    assert made.due == MONDAY + timedelta(hours=4)
    stand_at(MONDAY + timedelta(hours=1))
    case.urgency = 2
    case.save()
    [moved] = reconsider([case], by=SYSTEM, why="priority")
    case.refresh_from_db()
    assert moved.due == case.next_deadline == MONDAY + timedelta(hours=2)
    [noted] = Move.objects.all()
    assert (noted.before, noted.after, noted.why) == (made.due, moved.due, "priority")
    assert reconsider([case], by=SYSTEM, why="priority") == []  # twice changes nothing


def test_a_tighter_policy_is_never_due_before_the_moment_it_counts(house):
    policy(priority=2, first_answer=30)
    case = open_case(house, first=False)
    by_policy(case)
    stand_at(MONDAY + timedelta(hours=3))
    case.urgency = 2
    case.save()
    [moved] = reconsider([case], by=SYSTEM, why="priority")
    assert moved.due == now()


def test_what_stood_late_stays_late_by_a_longer_policy(house):
    policy(solution=60)
    case = open_case(house)
    [made] = make_many([owed(case, SOLUTION, policy_for(case))], by=SYSTEM)
    stand_at(MONDAY + timedelta(hours=2))
    pause(case, because="customer", by=SYSTEM)
    policy(priority=2, solution=600)
    case.urgency = 2
    case.save()
    assert reconsider([case], by=SYSTEM, why="priority") == []
    stand_at(MONDAY + timedelta(hours=3))
    resume(case, by=SYSTEM)
    made.refresh_from_db()
    assert (made.due, made.left, made.paused_at) == (MONDAY + timedelta(hours=1), 0, None)


def test_what_is_late_stays_late_and_what_a_person_said_stays_said(house):
    case = open_case(house, first=False)
    made = by_policy(case)
    said = promise(case, due=now() + timedelta(days=3))
    stand_at(made.due + timedelta(minutes=1))
    policy(first_answer=5000)
    assert reconsider([case], by=SYSTEM, why="contract") == []
    said.refresh_from_db()
    assert said.due == MONDAY + timedelta(days=3)


def test_a_policy_that_now_promises_a_solution_begins_one_and_one_that_no_longer_does_keeps_it(
    house,
):
    case = open_case(house)
    gold = policy(priority=2, solution=480)
    case.urgency = 2
    case.save()
    reconsider([case], by=SYSTEM, why="priority")
    solution = Promise.objects.get(kind=SOLUTION)
    assert solution.due == MONDAY + timedelta(hours=8)  # an office day
    case.urgency = 0
    case.save()
    reconsider([case], by=SYSTEM, why="priority")
    solution.refresh_from_db()
    assert (solution.state, solution.policy_id) == ("open", gold.pk)


def test_a_changed_policy_goes_through_what_is_open_and_says_how_far(house):
    case = open_case(house, first=False)
    made = by_policy(case)
    before = made.due
    kept, asked = make_policy(by=SYSTEM, first_answer=300)
    assert recompute_waiting() == 1
    made.refresh_from_db()
    asked.refresh_from_db()
    assert (made.due, made.policy_id) == (before + timedelta(hours=1), kept.pk)
    assert (asked.looked_at, asked.later, asked.earlier, asked.most_later) == (1, 1, 0, 3600)
    assert asked.done_at is not None
    retire_policy(kept, by=SYSTEM)
    recompute_waiting()
    made.refresh_from_db()
    assert (made.due, made.policy_id) == (before, None)


def test_other_hours_go_through_what_is_open_in_portions_but_not_through_what_a_person_said(house):
    cases = [open_case(house, first=False) for _ in range(5)]
    made = [by_policy(case) for case in cases]
    said = promise(cases[0], due=MONDAY + timedelta(hours=3))
    closed = [{"date": "2026-11-23", "kind": "closed", "name": "Storm"}]
    calendar = set_hours(house.team, key="office", zone="UTC", weekly=OFFICE, exceptions=closed)
    asked = recompute(calendar=calendar, by=SYSTEM)
    assert recompute_waiting(chunk=2) == 5
    asked.refresh_from_db()
    assert (asked.looked_at, asked.later, asked.most_later) == (5, 5, 86_400)
    for one in made:
        one.refresh_from_db()
        one.case.refresh_from_db()
        assert one.due == MONDAY + timedelta(days=1, hours=4)
    assert {one.case.next_deadline for one in made[1:]} == {made[1].due}
    said.refresh_from_db()
    cases[0].refresh_from_db()
    assert said.due == cases[0].next_deadline == MONDAY + timedelta(hours=3)
    assert Move.objects.count() == 5
    assert recompute_waiting() == 0


def test_a_worker_that_died_in_the_middle_is_taken_over_where_it_stopped(house):
    for _ in range(5):
        by_policy(open_case(house, first=False))
    asked = make_policy(by=SYSTEM, first_answer=60)[1]
    assert recompute_waiting(chunk=2, at_once=1) == 2
    assert recompute_waiting(chunk=2, at_once=9) == 3
    asked.refresh_from_db()
    assert (asked.looked_at, asked.earlier) == (5, 5)
    assert set(Promise.objects.values_list("due", flat=True)) == {MONDAY + timedelta(hours=1)}


def test_asked_twice_before_it_began_is_asked_once(house):
    calendar = house.team.hours.calendar
    assert recompute(calendar=calendar, by=SYSTEM) == recompute(calendar=calendar, by=SYSTEM)
    with pytest.raises(TypeError):
        recompute(by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recompute.objects.create(by="system")


def test_a_team_that_gets_another_calendar_is_followed(house):
    made = by_policy(open_case(house, first=False))
    other = set_hours(
        house.team, key="late", zone="UTC", weekly=[[d, "11:00", "20:00"] for d in range(5)]
    )
    recompute(team=house.team, by=SYSTEM)
    recompute_waiting()
    made.refresh_from_db()
    assert (made.calendar_id, made.due) == (other.pk, MONDAY + timedelta(hours=6))


def test_a_queues_own_policy_is_changed_and_not_doubled(house):
    for minutes in (60, 90):
        set_target(house.queue, first_answer=minutes, next_answer=minutes)
    [kept] = Policy.objects.all()
    assert (kept.first_answer, kept.queue) == (90, house.queue)


def test_what_cannot_be_counted_anew_holds_up_no_other(house, monkeypatch):
    by_policy(open_case(house, first=False))
    stuck = recompute(calendar=house.team.hours.calendar, by=SYSTEM)
    asked = make_policy(by=SYSTEM, first_answer=60)[1]
    rightly = recomputing._go_through

    def broken(promises, cases, row):
        if row.pk == stuck.pk:
            raise ValueError("odd")
        rightly(promises, cases, row)

    monkeypatch.setattr(recomputing, "_go_through", broken)
    with pytest.raises(SomeFailed):
        recompute_waiting()
    asked.refresh_from_db()
    stuck.refresh_from_db()
    assert (asked.looked_at, asked.done_at is None, stuck.done_at) == (1, False, None)
