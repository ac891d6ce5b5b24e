"""A mail bomb fills one case; nobody is owed an answer, none is lost, and others are heard as always."""

from datetime import timedelta

import pytest

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.loops.case_to_answer import answer
from makegood.web.marks import marks_of


@pytest.fixture
def small(home):
    """A mailbox where five mails of one sender are enough."""
    home.account.settings = {**home.account.settings, "flood": 5}
    home.account.save()
    return home


def bomb(home, settle, count: int, *, at_once: bool, **headers: str) -> None:
    for n in range(count):
        told = {"Subject": f"offer {n}", "From": "bomber@evil.test", **headers}
        home.receive(mail(f"{n} " + told.pop("text", f"ever new words {n * 7919}"), **told))
        if not at_once:
            settle()
    settle()


@pytest.mark.parametrize("at_once", [True, False])
def test_too_many_mails_of_one_sender_fill_one_case(small, settle, at_once):
    bomb(small, settle, 25, at_once=at_once)
    assert Message.objects.count() == 25
    assert Case.objects.count() == 5
    flood = [m for m in Message.objects.order_by("pk") if any("flood" in x for x in m.marks)]
    assert len(flood) == 20
    assert len({m.conversation_id for m in flood}) == 1
    assert any("mail 25 of its kind" in mark["label"] for mark in marks_of(flood[-1].marks))
    assert Outgoing.objects.count() == 0
    assert not RawItem.objects.filter(state="new").exists()


def test_it_reopens_nothing(small, settle):
    bomb(small, settle, 8, at_once=False)
    case = Case.objects.order_by("-pk").first()
    answer(case, text="Stop it.", user=small.lead, by=actors.user(small.lead.pk))
    bomb(small, settle, 3, at_once=False)
    assert Case.objects.get(pk=case.pk).status == "waiting"
    assert Case.objects.count() == 5


def test_whoever_answers_our_letter_is_heard_in_the_middle_of_it(small, settle):
    bomb(small, settle, 8, at_once=False)
    case = Case.objects.order_by("-pk").first()
    said = answer(case, text="What is it?", user=small.lead, by=actors.user(small.lead.pk))
    small.receive(mail("A person.", From="bomber@evil.test", In_Reply_To=said.external_id))
    settle()
    case.refresh_from_db()
    assert case.status == "open"
    assert not any("flood" in mark for mark in Message.objects.order_by("-pk")[0].marks)


def test_others_are_heard_as_always(small, settle):
    bomb(small, settle, 8, at_once=True)
    small.receive(mail(From="li@mail.test"))
    settle()
    message = Message.objects.get(sender="li@mail.test")
    assert message.conversation.strand.case.unanswered_since is not None


def test_the_same_words_under_ever_new_names_are_one_flood(small, settle):
    for n in range(20):
        small.receive(mail(f"Buy our {n} offers now", Subject=f"Deal {n}", From=f"x{n}@{n}.test"))
        settle()
    assert Case.objects.count() == 5
    assert Message.objects.count() == 20
    last = Message.objects.order_by("-pk")[0]
    assert {"other-sender", "flood:20"} <= set(last.marks)


def test_many_customers_with_one_subject_are_many_cases(small, settle):
    for n in range(12):
        text = f"Sentence of my own, {'abcdefghijklmn'[n]}, about my order"
        small.receive(mail(text, Subject=f"Order {n}", From=f"x{n}@{n}.test"))
    settle()
    assert Case.objects.count() == 12


def test_it_is_over_after_ten_minutes(small, settle):
    bomb(small, settle, 8, at_once=False)
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=11))):
        small.receive(mail("Sorry, that was a script of mine.", From="bomber@evil.test"))
        settle()
    assert not any("flood" in mark for mark in Message.objects.order_by("-pk")[0].marks)


def test_what_had_lain_in_a_mailbox_that_we_fetch_is_no_flood(small, settle):
    arrivals = [
        Arrival(
            account_id=small.account.pk,
            external_id=str(n),
            body=mail(
                f"Trouble {n} of long ago", Subject=f"{n}", Date="Fri, 20 Nov 2020 10:00:00 +0000"
            ),
            envelope={"imap": {"uidvalidity": 1, "uid": n}},
        )
        for n in range(8)
    ]
    accept_many(arrivals)
    settle()
    assert Case.objects.count() == 8
    assert not any("flood" in mark for m in Message.objects.all() for mark in m.marks)
