"""An answer that came before what it answers: one case, whatever lies between, and nobody else gets in by it."""

from collections.abc import Callable

import pytest

from makegood.adapters.email.tests.make import House, house, mail
from makegood.care.cases.models import Case
from makegood.contact.conversations import operations
from makegood.contact.conversations.models import Awaited, Message
from makegood.contact.conversations.queries import messages_of
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.loops.case_to_answer import answer
from makegood.loops.contact_to_case import file_waiting

ORIGINAL = "<first@mail.test>"


@pytest.fixture
def home(db: None) -> House:
    return house()


@pytest.fixture
def take(home: House, settle: Callable[[], None]) -> Callable[..., Message]:
    def taken(raw: bytes) -> Message:
        pk = home.receive(raw)
        settle()
        return Message.objects.select_related("conversation__contact").get(raw_id=pk)

    return taken


def test_an_original_that_comes_later_joins_the_answer_to_it(take, no_violations):
    reply = take(mail("And another thing", In_Reply_To=ORIGINAL, Subject="Re: Water purifier"))
    original = take(mail("It leaks.", Message_ID=ORIGINAL))
    assert original.conversation == reply.conversation
    assert Case.objects.count() == 1
    said = messages_of([reply.conversation_id])
    assert [m.text for m in said] == ["And another thing", "It leaks."]  # as they came
    assert [m.at for m in said] == sorted(m.at for m in said)
    third = take(mail("Still", In_Reply_To=ORIGINAL))
    assert third.conversation == reply.conversation


def test_an_older_name_of_the_thread_is_enough(take):
    reply = take(
        mail(In_Reply_To="<second@mail.test>", References=f"{ORIGINAL} <second@mail.test>")
    )
    assert take(mail(Message_ID=ORIGINAL)).conversation == reply.conversation
    assert take(mail(Message_ID="<second@mail.test>")).conversation == reply.conversation
    assert Case.objects.count() == 1


def test_what_comes_with_the_original_in_one_batch_joins_it_too(home, take):
    reply = take(mail(In_Reply_To=ORIGINAL))
    home.receive(mail("again", In_Reply_To="<second@mail.test>"))
    home.receive(mail("original", Message_ID=ORIGINAL))
    home.receive(mail("second", Message_ID="<second@mail.test>", In_Reply_To=ORIGINAL))
    file_waiting()
    assert {m.conversation_id for m in Message.objects.all()} == {reply.conversation_id}


def test_the_original_of_somebody_else_stays_his_own(take):
    """Neither a guessed name nor a spied one brings anybody's mail into somebody else's talk."""
    bait = take(mail(From="Mallory <mallory@evil.test>", In_Reply_To=ORIGINAL))
    original = take(mail(Message_ID=ORIGINAL))
    assert original.conversation != bait.conversation
    assert original.conversation.peer == "wang@mail.test"
    asked = take(mail(In_Reply_To="<later@mail.test>"))
    intruder = take(mail(From="Mallory <mallory@evil.test>", Message_ID="<later@mail.test>"))
    assert intruder.conversation != asked.conversation


def test_who_joined_as_another_sender_prepares_no_second_way_in(home, take):
    """He bore our signed name once and was marked; his next mail must not come in without a mark."""
    take(mail(Message_ID=ORIGINAL))
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    mallory = "Mallory <mallory@evil.test>"
    marked = take(mail(From=mallory, In_Reply_To=said.external_id, References="<trick@evil.test>"))
    assert "other-sender" in marked.marks
    later = take(mail(From=mallory, Message_ID="<trick@evil.test>"))
    assert later.conversation != marked.conversation
    assert later.conversation.contact != marked.conversation.contact


def test_names_that_nobody_has_are_few_and_forgotten_after_a_month(take):
    names = " ".join(f"<{n}@mail.test>" for n in range(40))
    take(mail(References=names))
    assert 0 < Awaited.objects.count() <= 10
    assert operations.forget_awaited() == 0
    Awaited.objects.update(made_at=clock.now() - operations.MISSED * 2)
    assert operations.forget_awaited() > 0
    assert not Awaited.objects.exists()
