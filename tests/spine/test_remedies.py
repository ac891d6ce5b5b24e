"""Something is offered: within authority and budget, never below the contract, taken only by his own words."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.base.database import rows
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import end_given
from makegood.care.promises.tests.make import make_house, open_case, word_of
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Budget, Offer
from makegood.care.recovery.operations import (
    AboveAuthority,
    AlreadyOffered,
    BudgetSpent,
    NeedsConsent,
    OfferIsOver,
)
from makegood.care.recovery.tests.make import authority, budget, promised, prove, remedy
from makegood.care.tasks import operations as tasks
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.loops.promise_to_kept import choose
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models import Contract
from tests.sessions import crossing


@pytest.fixture
def house(db, no_violations):
    return make_house()


@pytest.fixture
def lin(house):
    authority("agent", "20")
    authority("lead", "100")
    budget(house.team)
    return house.hire("lin")


@pytest.fixture
def case(house, lin):
    found = open_case(house, owner_id=lin.pk)
    prove(found)
    return Case.objects.get(pk=found.pk)


def by(person):
    return actors.user(person.pk)


def offered(case, lin, *remedies, **more):
    chosen = remedies or (remedy(), remedy("express", "18", "30"))
    return recovery.make_offer(case, remedies=chosen, user=lin, by=by(lin), **more)


def sums():
    one = Budget.objects.get()
    return one.held, one.spent


def test_he_gets_a_link_and_the_dearest_is_held(case, lin):
    offer = offered(case, lin)
    assert (offer.state, offer.held, sums()) == ("offered", 18, (18, 0))
    message = Message.objects.get(outgoing=offer.outgoing)
    assert message.user == lin
    assert "/o/" in message.text


def test_what_he_takes_is_promised_and_what_it_costs_is_spent_when_it_is_delivered(
    case, lin, settle
):
    offer = offered(case, lin)
    taken = choose(offer, remedy=remedy(), words="The voucher, thank you", wants_else=False)
    again = choose(offer, remedy=remedy(), words="The voucher", wants_else=False)
    assert again.delivery_id == taken.delivery_id
    assert (taken.state, taken.words, taken.cost) == ("accepted", "The voucher, thank you", 10)
    assert taken.consent_at is not None
    delivery = taken.delivery
    assert (delivery.kind, delivery.case_id, delivery.said) == (
        "remedy",
        case.pk,
        "The voucher, thank you",
    )
    assert delivery.due > now()
    assert sums() == (10, 0)
    end_given(delivery, kept=True, by=by(lin))
    settle()
    assert sums() == (0, 10)
    assert Offer.objects.get().accounted_at is not None


def test_none_gives_back_what_was_held_and_something_else_needs_his_words(case, lin):
    offer = offered(case, lin)
    with pytest.raises(Invalid):
        choose(offer, remedy=None, words=" ", wants_else=True)
    assert Offer.objects.get().state == "offered"
    choose(offer, remedy=None, words="A call from your boss", wants_else=True)
    offer = Offer.objects.get()
    assert (offer.state, offer.wants_else, sums()) == ("declined", True, (0, 0))
    with pytest.raises(OfferIsOver):
        choose(offer, remedy=remedy(), words="Or the voucher", wants_else=False)
    assert Offer.objects.get().chosen is None


def test_one_of_us_accepts_only_by_quoting_his_words_after_the_offer(case, lin):
    before = word_of(case, "The voucher would be fine")
    offer = offered(case, lin)
    ours = word_of(case, "Voucher it is", author="staff")
    after = word_of(case, "Then I take the voucher, please")
    for message, words in ((before, before.text), (ours, ours.text), (after, "Express, please")):
        with pytest.raises(NeedsConsent):
            recovery.accept(offer, remedy=remedy(), words=words, message=message, by=by(lin))
    assert Offer.objects.get().state == "offered"
    taken = recovery.accept(
        offer, remedy=remedy(), words="I take the voucher", message=after, by=by(lin)
    )
    assert (taken.consent_message, taken.delivery.message) == (after, after)


def test_no_road_past_the_operations_accepts_without_consent(case, lin):
    offer = offered(case, lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(state="accepted", ended_at=now())


def test_above_his_sum_the_lead_is_asked_and_then_it_is_offered(case, lin, house, settle):
    offer = offered(case, lin, remedy("device", "60", "120"))
    assert (offer.state, offer.outgoing) == ("asked", None)
    assert offer.task.assignee == house.lead
    assert sums() == (60, 0)
    tasks.finish(offer.task, result="Yes", verdict="approved", user=house.lead, by=by(house.lead))
    settle()
    offer = Offer.objects.get()
    assert offer.state == "offered"
    assert "/o/" in Message.objects.get(outgoing=offer.outgoing).text


def test_what_the_lead_refuses_is_not_offered_and_frees_the_budget(case, lin, house, settle):
    offer = offered(case, lin, remedy("device", "60", "120"))
    no = {"result": "Too much for this", "verdict": "refused"}
    tasks.finish(offer.task, user=house.lead, by=by(house.lead), **no)
    settle()
    offer = Offer.objects.get()
    assert (offer.state, offer.ended_why, sums()) == ("withdrawn", "Too much for this", (0, 0))
    assert offer.outgoing is None


def test_what_nobody_may_give_and_what_his_role_may_not_offer_is_refused(case, lin):
    with pytest.raises(AboveAuthority):
        offered(case, lin, remedy("car", "101", "200"))
    with pytest.raises(Invalid):
        offered(case, lin, remedy("trip", "5", "9", min_role="lead"))
    assert not Offer.objects.exists()
    assert sums() == (0, 0)


def test_nothing_below_what_his_contract_gives_him_is_offered(case, lin):
    contract = Contract.objects.create(contact=Contact.objects.get(pk=case.contact_id), key="gold")
    recovery.set_floor(contract, value=Decimal(25), currency="EUR", by=SYSTEM)
    with pytest.raises(Invalid):
        offered(case, lin)  # one of the two is worth 15
    assert not Offer.objects.exists()
    assert offered(case, lin, remedy("express", "18", "30")).state == "offered"


def test_one_promise_has_one_offer_at_a_time_and_a_spent_budget_refuses(case, lin, house):
    promise = promised(case, already_said=True)
    first = offered(case, lin, promise=promise)
    with pytest.raises(AlreadyOffered):
        offered(case, lin, promise=promise)
    recovery.withdraw(first, why="A better one", by=by(lin))
    assert sums() == (0, 0)
    Budget.objects.update(amount=5)
    with pytest.raises(BudgetSpent):
        offered(case, lin, promise=promise)
    assert Offer.objects.count() == 1


def test_an_offer_that_nobody_answers_is_over_and_frees_the_budget(house, case, lin):
    virtual = VirtualClock(now())
    clock.install(virtual)
    offer = offered(case, lin)
    virtual.advance(timedelta(days=15))
    assert recovery.expire_due() == 1
    assert recovery.expire_due() == 0
    assert (Offer.objects.get().state, sums()) == ("expired", (0, 0))
    with pytest.raises(OfferIsOver):
        choose(offer, remedy=remedy(), words="Now!", wants_else=False)


def test_a_closed_case_is_taken_up_again_for_what_he_accepts(case, lin):
    offer = offered(case, lin)
    customer_says(resolve(case, user=lin, by=by(lin)), solved=True)
    taken = choose(offer, remedy=remedy(), words="The voucher", wants_else=False)
    assert taken.delivery.state == "open"
    assert Case.objects.get(pk=case.pk).status == "open"


def test_twenty_grants_at_once_do_not_exceed_a_budget(real_commits, no_violations):
    house = make_house()
    authority("agent", "20")
    budget(house.team, "100")
    lin, gift = house.hire("lin"), remedy()
    cases = [open_case(house, owner_id=lin.pk) for _n in range(20)]
    start, refused, wrong = threading.Barrier(20), [], []

    def grant(case):
        try:
            start.wait(10)
            recovery.make_offer(case, remedies=[gift], user=lin, by=by(lin))
        except BudgetSpent:
            refused.append(case.pk)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=[case]) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    assert (len(refused), Offer.objects.count()) == (10, 10)
    assert sums() == (100, 0)
    assert Promise.objects.filter(kind="remedy").count() == 0


def test_an_offer_that_needs_approval_takes_its_people_before_its_case(real_commits):
    house = make_house()
    authority("agent", "5")
    authority("lead", "100")
    budget(house.team)
    lin, dear = house.hire("lin"), remedy("express", "18", "30")
    case = open_case(house, owner_id=lin.pk)
    prove(case)
    both = crossing(
        lambda: rows("SELECT 1 FROM access_user WHERE id = %s FOR UPDATE", [house.lead.pk]),
        lambda: cases.lock(case.pk).pk,  # as a deactivation does
        lambda: offered(case, lin, dear),
    )
    assert both.first == case.pk
    assert both.second.state == "asked"
