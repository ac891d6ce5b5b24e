"""What is slow, broken or impossible in one item holds up nobody else, and nobody who left gets a case."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from makegood.adapters.email.reading.cage import Cage
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.cases.operations import assign
from makegood.care.promises.models import Policy
from makegood.contact.channels.models import RawItem
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_confirmation, contact_to_case
from makegood.records.people import operations as people
from makegood.records.worktime.operations import set_hours
from tests.make import arrive, company, echo


@pytest.mark.django_db
def test_what_an_adapter_did_not_reach_is_claimed_again(settle, monkeypatch, no_violations):
    lanhe = company()
    whole = echo().read
    monkeypatch.setattr(echo(), "read", lambda raws: whole(raws)[:2])
    for n in range(5):
        arrive(lanhe.account, text=f"trouble {n}", **{"from": f"p{n}@example.org"})
    assert [contact_to_case.file_waiting() for _ in range(4)] == [2, 2, 1, 0]
    assert Case.objects.count() == 5


def test_the_cage_stops_when_its_time_is_spent():
    mail = b"From: a@b.test\r\nSubject: x\r\n\r\ntext\r\n"
    with Cage() as cage:
        assert len(cage.read_many([mail] * 3)) == 3
        assert len(cage.read_many([mail] * 3, budget=0.0)) == 1


@pytest.mark.django_db
def test_a_calendar_that_is_shut_for_years_holds_up_no_case(settle, no_violations):
    lanhe = company()
    set_hours(lanhe.team, key="rare", zone="UTC", weekly=[[0, "09:00", "17:00"]])
    Policy.objects.create(queue=lanhe.queue, first_answer=100_000, next_answer=100_000)
    arrive(lanhe.account)
    settle()
    assert Case.objects.get().next_deadline > clock.now() + timedelta(days=60)


@pytest.mark.django_db
def test_an_item_that_cannot_be_filed_in_any_way_waits_alone(settle, monkeypatch):
    lanhe = company()
    real = contact_to_case.file_inbound

    def refuses(raws, inbounds, accounts):
        if any(b"poison" in bytes(raw.body) for raw in raws):
            raise RuntimeError("never")
        return real(raws, inbounds, accounts)

    monkeypatch.setattr(contact_to_case, "file_inbound", refuses)
    arrive(lanhe.account, text="poison")
    arrive(lanhe.account, text="good")
    later = clock.VirtualClock(clock.now())
    with clock.use(later):
        for _ in range(5):
            settle()
            later.advance(timedelta(hours=1))
    assert Case.objects.count() == 1
    assert RawItem.objects.get(state="new").attempts >= 3


@pytest.mark.django_db
def test_an_answer_that_came_before_what_it_answers_joins_it_in_one_batch(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, id="<b@x>", refs=["<a@x>"], text="and it still leaks")
    arrive(lanhe.account, id="<a@x>", text="it leaks")
    settle()
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_a_case_that_comes_back_after_its_owner_left_goes_to_the_lead(settle, no_violations):
    lanhe = company()
    lin, chen = lanhe.hire("lin"), lanhe.hire("chen")
    people.set_presence(lin, state="available", by=SYSTEM)
    arrive(lanhe.account, id="<a@x>")
    settle()
    case = Case.objects.get()
    assert case.owner == lin
    question = case_to_confirmation.resolve(case, user=lin, by=actors.user(lin.pk))
    case_to_confirmation.customer_says(question, solved=True)
    people.deactivate(lin, takes_over=chen, by=SYSTEM)
    arrive(lanhe.account, refs=["<a@x>"], text="it is back")
    settle()
    case.refresh_from_db()
    assert (case.status, case.owner) == ("open", lanhe.lead)
    assert case.owner_changes.order_by("-pk").first().why == "reopened"


@pytest.mark.usefixtures("real_commits")
def test_nobody_gets_a_case_while_he_is_leaving():
    """The deactivation commits between the choice of an owner and the case: the lead gets it."""
    lanhe = company()
    lin, chen = lanhe.hire("lin"), lanhe.hire("chen")
    people.set_presence(lin, state="available", by=SYSTEM)
    arrive(lanhe.account)
    leaving = threading.Event()

    def leave():
        with transaction.atomic():
            people.deactivate(lin, takes_over=chen, by=SYSTEM)
            leaving.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=leave)
    thread.start()
    leaving.wait(5)
    contact_to_case.file_waiting()
    thread.join()
    assert Case.objects.get().owner == lanhe.lead
    assert violations() == {}


@pytest.mark.usefixtures("real_commits")
def test_giving_and_leaving_at_once_end_without_a_deadlock():
    lanhe = company()
    lin, chen = lanhe.hire("lin"), lanhe.hire("chen")
    for n in range(6):
        arrive(lanhe.account, text=f"t{n}", **{"from": f"p{n}@example.org"})
    contact_to_case.file_waiting()
    wrong = []

    def give(case):
        try:
            assign(case, to=lin, reason="knows it", by=SYSTEM)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    def leave():
        try:
            people.deactivate(lin, takes_over=chen, by=SYSTEM)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(case,)) for case in Case.objects.all()]
    threads.insert(3, threading.Thread(target=leave))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e for e in wrong if "deadlock" in str(e)] == []
    assert not Case.objects.open().filter(owner=lin).exists()
    assert violations() == {}


@pytest.mark.usefixtures("real_commits")
def test_a_customer_who_waits_does_not_wait_for_a_batch():
    lanhe = company()
    raw = arrive(lanhe.account)
    taken, done = threading.Event(), threading.Event()

    def worker():
        with transaction.atomic():
            RawItem.objects.select_for_update().get(pk=raw)
            taken.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    taken.wait(5)
    began = time.monotonic()
    assert contact_to_case.file_now(raw) is None
    waited = time.monotonic() - began
    done.set()
    thread.join()
    assert waited < 5
    assert contact_to_case.file_now(raw) is not None
