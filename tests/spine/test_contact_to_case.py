"""From a door to a case with an owner, and back out: through the echo channel."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.invariants.checks import violations
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case, Closure
from makegood.care.promises.models import Promise
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people import operations as people
from tests.make import arrive, company, echo

pytestmark = pytest.mark.django_db


def test_a_message_becomes_a_case_with_an_owner_a_deadline_and_a_promise(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, subject="", text="Pump 7 shows E41\nsince noon")
    settle()
    case = Case.objects.get()
    assert case.owner == lanhe.lead
    assert case.subject == "Pump 7 shows E41"
    assert case.next_deadline == Promise.objects.get(kind="first_answer").due
    assert [e.kind for e in Entry.objects.filter(case=case.pk).order_by("id")] == [
        "cases.opened",
        "promises.made",
        "conversations.message_received",
    ]


def test_who_is_free_gets_it_else_the_duty_lead(settle):
    lanhe = company()
    chen, lin = lanhe.hire("chen"), lanhe.hire("lin")
    people.set_presence(lin, state="available", by=SYSTEM)
    people.set_presence(chen, state="away", by=SYSTEM)
    arrive(lanhe.account)
    settle()
    assert Case.objects.get().owner == lin


def test_the_same_delivery_twice_is_one_message(settle, no_violations):
    lanhe = company()
    first = arrive(lanhe.account, external_id="m1")
    assert arrive(lanhe.account, external_id="m1") == first
    settle()
    assert arrive(lanhe.account, external_id="m1") == first
    settle()
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)


def test_the_same_name_with_other_words_is_another_message(settle):
    lanhe = company()
    arrive(lanhe.account, external_id="m1", text="one")
    arrive(lanhe.account, external_id="m1", text="two")
    settle()
    assert Message.objects.count() == 2


def test_an_answer_to_ones_own_mail_joins_in_one_batch_and_later(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>", text="It leaks")
    arrive(lanhe.account, id="<b@x>", refs=["<a@x>"], text="It still leaks")
    settle()
    arrive(lanhe.account, id="<c@x>", refs=["<b@x>"], text="Hello?")
    settle()
    assert Case.objects.count() == 1
    assert [m.seq for m in Message.objects.order_by("pk")] == [1, 2, 3]


def test_a_stranger_who_guesses_a_name_joins_nothing(settle):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>")
    settle()
    arrive(lanhe.account, refs=["<a@x>"], **{"from": "mallory@example.net"})
    settle()
    assert Case.objects.count() == 2


def test_another_address_with_a_name_we_signed_joins_as_another_sender(settle):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>")
    settle()
    case = Case.objects.get()
    ours = case_to_answer.answer(
        case, text="On it.", user=lanhe.lead, by=actors.user(lanhe.lead.pk)
    )
    arrive(
        lanhe.account,
        refs=[ours.external_id],
        proven=[ours.external_id],
        **{"from": "second@example.org"},
    )
    settle()
    assert Case.objects.count() == 1
    assert "other-sender" in Message.objects.order_by("-pk").first().marks
    assert Case.objects.get().needs_look


def test_the_answer_leaves_after_its_seconds_and_keeps_the_promise(settle, no_violations):
    lanhe = company()
    channel = echo()
    arrive(lanhe.account)
    settle()
    case = Case.objects.get()
    case_to_answer.answer(
        case, text="We are on it.", user=lanhe.lead, by=actors.user(lanhe.lead.pk)
    )
    settle()
    assert channel.sent == []
    later = clock.VirtualClock(clock.now() + timedelta(seconds=30))
    with clock.use(later):
        settle()
    assert [m.recipient for m in channel.sent] == ["wang@example.org"]
    assert Outgoing.objects.get().state == "sent"
    assert Promise.objects.get(kind="first_answer").state == "kept"
    case.refresh_from_db()
    assert (case.status, case.waiting_for) == ("waiting", "customer")
    assert case.next_deadline == Promise.objects.get(kind="follow_up").due


def test_an_answer_can_be_taken_back_and_is_owed_again(settle, no_violations):
    lanhe = company()
    channel = echo()
    arrive(lanhe.account)
    settle()
    case, by = Case.objects.get(), actors.user(lanhe.lead.pk)
    message = case_to_answer.answer(case, text="Oops", user=lanhe.lead, by=by)
    assert case_to_answer.take_back(message, case=case, user=lanhe.lead, by=by) == "Oops"
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=1))):
        settle()
    case.refresh_from_db()
    assert channel.sent == []
    assert (case.status, case.drafts.get().text) == ("open", "Oops")
    assert Promise.objects.get(kind="first_answer").state == "open"


def test_what_cannot_be_delivered_comes_back_to_its_owner(settle, no_violations):
    lanhe = company()
    echo().fail = Undelivered("no such address", permanent=True)
    arrive(lanhe.account)
    settle()
    case = Case.objects.get()
    case_to_answer.answer(case, text="Hello", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=1))):
        settle()
    case.refresh_from_db()
    assert Outgoing.objects.get().state == "failed"
    assert case.status == "open"
    assert case.unanswered_since is not None


def test_what_may_have_arrived_is_not_sent_again(settle, no_violations):
    lanhe = company()
    echo().fail = Doubtful()
    arrive(lanhe.account)
    settle()
    case_to_answer.answer(
        Case.objects.get(), text="Hello", user=lanhe.lead, by=actors.user(lanhe.lead.pk)
    )
    with clock.use(clock.VirtualClock(clock.now() + timedelta(hours=1))):
        settle()
    assert Outgoing.objects.get().state == "uncertain"
    assert Outgoing.objects.get().attempt == 1


def resolved(lanhe, settle):
    arrive(lanhe.account)
    settle()
    case = Case.objects.get()
    question = case_to_confirmation.resolve(
        case, text="A new seal is in.", user=lanhe.lead, by=actors.user(lanhe.lead.pk)
    )
    return case, question


def test_no_brings_it_back_to_the_same_owner_and_yes_closes_it(settle, no_violations):
    lanhe = company()
    case, question = resolved(lanhe, settle)
    lanhe.hire("chen")
    case = case_to_confirmation.customer_says(question, solved=False, words="It drips again")
    assert (case.status, case.owner_id) == ("open", lanhe.lead.pk)
    again = case_to_confirmation.resolve(case, user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    assert again != question
    for _ in range(2):
        case = case_to_confirmation.customer_says(again, solved=True)
    assert case.status == "closed"
    assert Closure.objects.get(reopened_at=None).how == "confirmed"
    assert not Promise.objects.filter(state="open").exists()


def test_silence_closes_as_assumed_only_after_its_full_time(settle, no_violations):
    lanhe = company()
    case, _ = resolved(lanhe, settle)
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=4))):
        settle()
        case.refresh_from_db()
        assert case.status == "resolved"
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=6))):
        settle()
        case.refresh_from_db()
    assert case.status == "closed"
    assert Closure.objects.get().how == "assumed"


def test_a_word_after_closing_reopens_with_the_same_owner(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>")
    settle()
    case = Case.objects.get()
    question = case_to_confirmation.resolve(case, user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    case_to_confirmation.customer_says(question, solved=True)
    arrive(lanhe.account, refs=["<a@x>"], text="It is back")
    settle()
    case.refresh_from_db()
    assert (case.status, case.owner) == ("open", lanhe.lead)
    assert case.next_deadline is not None


def test_mail_of_a_machine_reopens_nothing(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>")
    settle()
    case = Case.objects.get()
    case_to_answer.answer(case, text="On it", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    arrive(lanhe.account, refs=["<a@x>"], text="I am away", automatic=True)
    settle()
    case.refresh_from_db()
    assert case.status == "waiting"
    assert Message.objects.count() == 3


def test_one_broken_item_holds_up_nobody_and_becomes_a_case(settle, monkeypatch):
    lanhe = company()
    real = echo()._one

    def breaks(raw):
        if b"poison" in raw.body:
            raise RuntimeError("cannot read this")
        return real(raw)

    monkeypatch.setattr(echo(), "_one", breaks)
    arrive(lanhe.account, text="good one")
    arrive(lanhe.account, text="poison")
    arrive(lanhe.account, text="good two")
    settle()
    assert Case.objects.count() == 2
    for minutes in (1, 5, 30):
        with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=minutes))):
            settle()
    assert Case.objects.count() == 3
    assert Case.objects.filter(needs_look=True).count() == 1
    assert not RawItem.objects.filter(state="new").exists()


def test_a_batch_costs_a_fixed_number_of_statements():
    lanhe = company()

    def cost(size: int) -> int:
        for n in range(size):
            arrive(
                lanhe.account, text=f"trouble {n} of {size}", **{"from": f"p{n}-{size}@example.org"}
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            file_waiting()
        return len(queries)

    small, large = cost(5), cost(60)
    assert large <= small + 1
    assert large <= 45


def test_the_invariants_see_what_is_broken():
    lanhe = company()
    arrive(lanhe.account)
    file_waiting()
    assert violations() == {}
    Promise.objects.update(due=clock.now() + timedelta(days=9))
    assert "care.promises.the_next_deadline_is_the_earliest_promise" in violations()


def test_two_words_after_a_long_silence_are_one_new_case(settle, no_violations):
    lanhe = company()
    arrive(lanhe.account, id="<a@x>")
    settle()
    old = Case.objects.get()
    question = case_to_confirmation.resolve(old, user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    case_to_confirmation.customer_says(question, solved=True)
    with clock.use(clock.VirtualClock(clock.now() + timedelta(days=90))):
        arrive(lanhe.account, refs=["<a@x>"], text="Another trouble")
        arrive(lanhe.account, refs=["<a@x>"], text="and one more word on it")
        settle()
    assert Case.objects.count() == 2
    assert Case.objects.exclude(pk=old.pk).get().strands.get().conversation.messages_count == 2
    old.refresh_from_db()
    assert old.status == "closed"


def test_a_notice_that_does_not_arrive_owes_nobody_an_answer(settle, no_violations):
    lanhe = company()
    echo().fail = Undelivered("no such address", permanent=True)
    arrive(lanhe.account)
    settle()
    case = Case.objects.get()
    before = Promise.objects.get(state="open").due
    talk = case.strands.get().conversation
    assert case_to_answer.notify(talk, "A link", case=case) is not None
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=1))):
        settle()
    assert Outgoing.objects.get().state == "failed"
    assert Promise.objects.get(state="open").due == before
