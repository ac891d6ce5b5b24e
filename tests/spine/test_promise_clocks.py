"""Three clocks from the first word to the customer's yes: what we owe by policy, told as the loops do it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.care.promises.models import Move, Policy, Promise
from makegood.care.promises.operations import NewPromise, make_many
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops import case_to_policy
from makegood.loops.case_to_answer import answer, take_back, wait
from makegood.loops.case_to_confirmation import customer_says, reopen, resolve, silence_ends
from makegood.loops.contact_to_case import file_waiting
from makegood.records.entitlements.operations import agree_contract
from makegood.records.people.operations import make_queue
from makegood.records.worktime.operations import set_hours
from tests.make import ECHO, arrive, company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def lanhe():
    """A team that works from nine to five, two hours for an answer and two days for a solution."""
    clock.install(VirtualClock(MONDAY))
    house = company()
    weekly = [[day, "09:00", "17:00"] for day in range(5)]
    set_hours(house.team, key="office", zone="UTC", weekly=weekly)
    Policy.objects.create(queue=house.queue, first_answer=120, next_answer=120, solution=16 * 60)
    return house


@pytest.fixture
def by(lanhe):
    return {"user": lanhe.lead, "by": actors.user(lanhe.lead.pk)}


def at(days=0, hours=0):
    clock.install(VirtualClock(MONDAY + timedelta(days=days, hours=hours)))


def opened(lanhe):
    arrive(lanhe.account, id="<m1@x>")
    file_waiting()
    return Case.objects.get()


def write_again(lanhe, text="Hello?"):
    arrive(lanhe.account, refs=["<m1@x>"], text=text)
    file_waiting()


def one(kind, state="open"):
    return Promise.objects.get(kind=kind, state=state)


def test_a_first_word_owes_an_answer_and_a_solution_at_once(lanhe):
    case = opened(lanhe)
    assert (one("first_answer").due, one("solution").due) == (
        MONDAY + timedelta(hours=2),
        MONDAY + timedelta(days=1, hours=8),
    )
    assert case.next_deadline == one("first_answer").due
    assert one("solution").policy == Policy.objects.get()


def test_the_solution_waits_while_the_customer_is_asked_and_goes_on_with_his_word(lanhe, by):
    case = opened(lanhe)
    at(hours=1)
    answer(case, text="Which colour?", **by)
    assert one("solution").paused_because == "customer"
    case.refresh_from_db()
    assert case.next_deadline == one("follow_up").due
    at(days=2, hours=1)
    write_again(lanhe)
    solution = one("solution")
    assert (solution.paused_at, solution.due) == (None, MONDAY + timedelta(days=3, hours=8))
    case.refresh_from_db()
    assert case.next_deadline == one("next_answer").due == MONDAY + timedelta(days=2, hours=3)


def test_a_machine_that_answers_does_not_let_the_clock_run(lanhe, by):
    case = opened(lanhe)
    wait(case, whom="third", reason="The carrier looks", by=by["by"])
    arrive(lanhe.account, refs=["<m1@x>"], text="I am on holiday", automatic=True)
    file_waiting()
    assert one("solution").paused_because == "third"


def test_an_answer_after_which_we_go_on_lets_it_run(lanhe, by):
    case = opened(lanhe)
    wait(case, whom="customer", reason="", by=by["by"])
    answer(Case.objects.get(), text="We look further", then="open", **by)
    assert one("solution").paused_at is None


def test_an_answer_taken_back_lets_it_run_again(lanhe, by):
    case = opened(lanhe)
    message = answer(case, text="Which colour?", **by)
    take_back(message, case=case, **by)
    assert one("solution").paused_at is None
    assert one("solution").due == MONDAY + timedelta(days=1, hours=8)


def test_the_yes_keeps_it_and_is_judged_by_when_we_said_so(lanhe, by):
    question = resolve(opened(lanhe), text="Turn it on", **by)
    at(days=4)
    customer_says(question, solved=True)
    kept = one("solution", "kept")
    assert kept.ended_at < kept.due
    assert Entry.objects.get(kind="promises.kept", facts__promise_id=kept.pk).facts["late"] is False


def test_silence_keeps_it_too(lanhe, by):
    resolve(opened(lanhe), text="Turn it on", **by)
    at(days=9)
    assert silence_ends() == 1
    assert one("solution", "kept").ended_by == "system"


def test_a_no_lets_it_run_on_with_what_was_left(lanhe, by):
    at(hours=4)
    question = resolve(opened(lanhe), text="Turn it on", **by)
    at(days=2, hours=4)
    customer_says(question, solved=False)
    assert one("solution").due == MONDAY + timedelta(days=4, hours=4)


def test_a_case_that_comes_back_after_its_end_owes_a_solution_anew(lanhe, by):
    question = resolve(opened(lanhe), text="Turn it on", **by)
    customer_says(question, solved=True)
    at(days=1)
    reopen(Case.objects.get(), by=by["by"])
    assert one("solution").due == MONDAY + timedelta(days=2, hours=8)
    assert one("solution", "kept").pk != one("solution").pk


def test_another_priority_or_queue_counts_at_once(lanhe, by):
    Policy.objects.create(priority=2, first_answer=30, solution=240)
    case = opened(lanhe)
    case_to_policy.weigh(case, urgency=2, by=SYSTEM)
    assert one("first_answer").due == MONDAY + timedelta(minutes=30)
    assert one("solution").due == MONDAY + timedelta(hours=4)
    case.refresh_from_db()
    assert (case.urgency, case.next_deadline) == (2, MONDAY + timedelta(minutes=30))
    case_to_policy.weigh(case, urgency=0, by=SYSTEM)
    quick = make_queue(
        key="quick", names={"en": "Q"}, team=lanhe.team, duty_lead=lanhe.lead, by=SYSTEM
    )
    Policy.objects.create(queue=quick, first_answer=60, next_answer=60)
    moved = case_to_policy.move(case, queue=quick, by=SYSTEM)
    assert (moved.queue, moved.owner) == (quick, lanhe.lead)
    assert one("first_answer").due == MONDAY + timedelta(hours=1)
    assert set(Move.objects.values_list("why", flat=True)) == {"priority", "queue"}


def test_a_contract_counts_as_soon_as_it_is_agreed(lanhe, settle):
    case = opened(lanhe)
    contract = agree_contract(case.contact, key="g", names={"en": "Gold"}, tier="gold", by=SYSTEM)
    Policy.objects.create(contract=contract, first_answer=15)
    settle()
    assert one("first_answer").due == MONDAY + timedelta(minutes=15)
    assert one("first_answer").policy.contract == contract


def test_a_word_that_sounds_of_danger_counts_at_once(lanhe, by, monkeypatch):
    Policy.objects.create(priority=2, first_answer=30, next_answer=30, solution=120)
    case = opened(lanhe)
    at(hours=1)
    whole = type(ECHO)._one
    monkeypatch.setattr(type(ECHO), "_one", lambda self, raw: replace(whole(self, raw), urgency=2))
    write_again(lanhe, text="It burns")
    case.refresh_from_db()
    assert case.urgency == 2
    assert one("first_answer").due == now()
    assert one("solution").due == MONDAY + timedelta(hours=2)


def test_the_lead_hears_within_a_minute_that_something_is_late(lanhe, settle):
    case = opened(lanhe)
    make_many(
        [
            NewPromise(
                case=case, kind="person", due=now() + timedelta(minutes=10), already_said=True
            )
        ],
        by=SYSTEM,
    )
    clock.install(VirtualClock(MONDAY + timedelta(minutes=10, seconds=30)))
    settle()
    told = Entry.objects.filter(kind="promises.warned", facts__step=100).get()
    assert told.facts["told"] == lanhe.lead.pk
