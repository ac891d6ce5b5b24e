import threading

import pytest
from django.db import connection

from makegood.base.invariants import counting
from makegood.base.invariants.checks import INVARIANTS, violations
from makegood.base.invariants.models import Tally
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.records.customers.models import Contact
from tests.make import company

NAME = "contact.conversations.messages_are_numbered_without_gap"


def begin(number: int) -> list[Conversation]:
    account, contact = company().account, Contact.objects.create(name="Wang")
    one = NewConversation(account=account, contact=contact, peer="wang@example.org", subject="E41")
    return begin_many([one] * number)


def write(*conversations: Conversation) -> None:
    file_many(
        [
            NewMessage(conversation=one, author=Message.Author.CONTACT, text="word", case=1)
            for one in conversations
        ]
    )


@pytest.mark.usefixtures("real_commits")
def test_two_sessions_that_write_at_once_leave_no_gap_and_no_double():
    first, second = begin(2)
    ready = threading.Barrier(2)

    def session(*order: Conversation) -> None:
        ready.wait()
        for _ in range(10):
            write(*order)
        connection.close()

    # In opposite orders: whoever locks in the order in which he was asked ends in a deadlock.
    threads = [
        threading.Thread(target=session, args=order) for order in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in (first, second):
        one.refresh_from_db()
        numbers = Message.objects.filter(conversation=one).order_by("seq").values_list("seq")
        assert [seq for (seq,) in numbers] == list(range(1, 21))
        assert one.messages_count == 20
    assert violations().get(NAME) is None


@pytest.mark.django_db
def test_a_conversation_that_was_written_in_is_counted_at_once_and_others_in_turn(monkeypatch):
    old, young = begin(2)
    write(old, young)
    one = INVARIANTS[NAME]
    monkeypatch.setattr(counting, "SLICE", 1)
    monkeypatch.setattr("makegood.base.invariants.touched.OVERLAP", 0)
    counting.count_all({NAME: one})
    Tally.objects.update(place=10**9)
    Conversation.objects.update(messages_count=7)
    write(young)
    counting.count_all({NAME: one})
    assert Tally.objects.get(name=NAME).examples == [young.pk]
    Tally.objects.update(place=old.pk - 1)
    counting.count_all({NAME: one})
    assert Tally.objects.get(name=NAME).examples == [old.pk, young.pk]
