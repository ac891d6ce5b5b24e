"""Twenty at once: one message, one conversation, one case."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from makegood.adapters.webchat.tests.make import chat_company, visitor
from makegood.care.cases.models import Case
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Conversation, Message

pytestmark = pytest.mark.usefixtures("real_commits", "no_violations")


def together(act, times: int = 20) -> list:
    def one(n: int):
        try:
            return act(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(one, range(times)))


def test_twenty_identical_posts_are_one_message():
    _company, account = chat_company()
    wang, name = visitor(account), str(uuid.uuid4())
    answers = together(lambda _n: wang.say("The kettle again", client=name))
    # One files it; who finds it in hand is told that it is taken (202) and reads the number a moment later.
    assert {a.status_code for a in answers} <= {200, 202}
    assert len({a.content for a in answers if a.status_code == 200}) == 1
    assert (RawItem.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_twenty_first_messages_of_one_visitor_are_one_conversation():
    _company, account = chat_company()
    wang = visitor(account)
    answers = together(lambda n: wang.say(f"Line {n}"))
    assert {a.status_code for a in answers} == {200}
    assert Message.objects.count() == 20
    assert (Conversation.objects.count(), Case.objects.count()) == (1, 1)
    assert sorted(Message.objects.values_list("seq", flat=True)) == list(range(1, 21))
