"""We wait for the customer: two polite words, a last one, and silence that is never taken as a yes."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.base.jobs.sweeps import SomeFailed
from makegood.care.cases.models import Case, Closure
from makegood.care.cases.queries import open_question
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Nudge
from makegood.care.recovery.tests.make import prove
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops import waiting_customer
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import customer_says, silence_ends
from makegood.loops.contact_to_case import file_waiting
from makegood.loops.waiting_customer import remind_who_is_waited_for as remind
from makegood.records.customers.models import Handle
from makegood.records.worktime.operations import set_hours
from tests.make import arrive, company

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OFFICE = [[day, "09:00", "17:00"] for day in range(5)]


@pytest.fixture
def time(db, no_violations):
    virtual = VirtualClock(MONDAY)
    clock.install(virtual)
    return virtual


@pytest.fixture
def lanhe(time):
    house = company()
    set_hours(house.team, key="office", zone="UTC", weekly=OFFICE)
    return house


@pytest.fixture
def case(lanhe):
    """A customer of whom we asked something on Monday at ten."""
    raw = arrive(lanhe.account, id="<m1@x>")
    file_waiting()
    found = Case.objects.get(strands__conversation__messages__raw=raw)
    prove(found)
    answer(found, text="Which pump is it?", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    return found


def days(time, n):
    """So many days go by; every half day the worker comes by."""
    for _n in range(2 * n):
        time.advance(timedelta(hours=12))
        remind()


def reminders(case):
    found = Message.objects.filter(conversation__strand__case=case, author="system")
    return [message.text for message in found.order_by("at")]


def steps(case):
    return list(Nudge.objects.filter(case=case).order_by("at").values_list("step", flat=True))


def test_he_is_reminded_after_two_and_five_working_days_and_asked_a_last_time(case, time):
    days(time, 1)
    assert steps(case) == []
    days(time, 2)
    assert steps(case) == [1]
    days(time, 3)  # over a weekend, of which nobody works
    assert steps(case) == [1]
    days(time, 3)
    assert steps(case) == [1, 2]
    days(time, 8)
    assert steps(case) == [1, 2, 3]
    texts = reminders(case)
    assert len(texts) == 3
    assert all("/s/" in text for text in texts)
    assert Case.objects.get(pk=case.pk).status == "resolved"


def test_silence_after_the_last_word_is_assumed_and_one_tap_brings_it_back(case, time):
    days(time, 20)
    asked = open_question(case)
    time.advance(timedelta(days=8))
    silence_ends()
    assert Closure.objects.get(case=case).how == "assumed"
    customer_says(asked, solved=False)
    again = Case.objects.get(pk=case.pk)
    assert (again.status, again.owner_id) == ("open", Closure.objects.get(case=case).owner_id)


def test_any_word_of_his_stops_it(case, lanhe, time):
    days(time, 3)
    arrive(lanhe.account, id="<m2@x>", refs=["<m1@x>"], text="Pump 7")
    file_waiting()
    days(time, 20)
    assert steps(case) == [1]


def test_our_next_word_begins_the_count_anew(case, lanhe, time):
    days(time, 3)
    answer(case, text="Or its number?", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    days(time, 1)
    assert steps(case) == [1]
    days(time, 4)
    assert steps(case) == [1, 1]


def test_a_queue_can_leave_it_out(case, time):
    recovery.set_nudges(case.queue, on=False, first=2, second=5, final=10, by=SYSTEM)
    days(time, 30)
    assert steps(case) == []
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_what_is_promised_to_him_keeps_the_case_open(case, time):
    later = now() + timedelta(days=90)
    new = NewPromise(case=case, kind="person", due=later, what="We call", already_said=True)
    make_many([new], by=SYSTEM)
    days(time, 25)
    assert steps(case) == [1, 2]
    assert Case.objects.get(pk=case.pk).status == "waiting"


def test_an_address_that_nobody_proved_hears_a_machine_once_a_day_at_most(case, time):
    Handle.objects.update(verified_at=None)
    days(time, 25)
    at = list(
        Message.objects.filter(conversation__strand__case=case, author="system").values_list(
            "at", flat=True
        )
    )
    assert len({moment.date() for moment in at}) == len(at) == 3


def test_twice_at_once_reminds_once(case, time):
    time.advance(timedelta(days=3))
    assert (remind(), remind()) == (1, 0)
    assert len(reminders(case)) == 1


def test_a_case_that_cannot_be_reminded_holds_up_no_other(lanhe, case, time, monkeypatch):
    raw = arrive(lanhe.account, id="<m2@x>", **{"from": "zhao@example.org"})
    file_waiting()
    other = Case.objects.get(strands__conversation__messages__raw=raw)
    prove(other)
    answer(other, text="Which valve is it?", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    rightly = waiting_customer.notify

    def broken(talk, text, *, case):
        if case.pk != other.pk:
            raise ValueError("nobody can write to him")
        return rightly(talk, text, case=case)

    monkeypatch.setattr(waiting_customer, "notify", broken)
    time.advance(timedelta(days=3))
    with pytest.raises(SomeFailed):
        remind()
    assert (steps(case), steps(other)) == ([], [1])
