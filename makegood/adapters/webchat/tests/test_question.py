"""What the visitor is asked at the end, and whether he is told that nobody is here."""

from datetime import timedelta

import pytest

from makegood.adapters.webchat.tests.make import Visitor, chat_company, only_case, visitor
from makegood.base.access.models import Grant
from makegood.care.cases.models import Closure
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import resolve
from makegood.records.people.models import Presence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def asked():
    """A visitor whose case one of us has just resolved."""
    made, account = chat_company()
    one = visitor(account)
    one.say("My kettle does not switch off")
    case = only_case()
    resolve(case, user=made.lead, by=actors.user(made.lead.pk), text="Take it off the base.")
    Outgoing.objects.update(state="sent")
    return made, account, one


def test_the_question_comes_in_the_name_of_who_resolved_and_holds_no_link(asked):
    made, _account, one = asked
    shown = one.read()["messages"][-1]
    assert (shown["by"], shown["name"]) == ("staff", made.lead.name)
    assert "http" not in shown["text"]
    assert "Is it solved" in shown["text"]
    assert Outgoing.objects.get().envelope["purpose"] == "question"
    assert not Grant.objects.filter(purpose="case").exists()


@pytest.mark.parametrize(("solved", "then"), [(True, "closed"), (False, "open")])
def test_the_visitor_says_yes_or_no_beside_the_conversation(asked, solved, then):
    _made, _account, one = asked
    told = {"question": one.read()["question"], "solved": solved}
    for _ in range(2):
        assert one.post("answer/", told).status_code == 204
    assert only_case().status == then
    assert Closure.objects.count() == solved
    assert one.read()["question"] == 0


def test_nobody_answers_a_question_that_was_put_to_another(asked):
    _made, account, one = asked
    question = one.read()["question"]
    other = visitor(account)
    assert other.post("answer/", {"question": question, "solved": True}).status_code == 404
    other.say("Something else")
    assert other.post("answer/", {"question": question, "solved": True}).status_code == 404
    assert other.read()["question"] == 0
    assert one.read()["status"] == "resolved"


@pytest.mark.parametrize("told", [{}, {"solved": "yes"}, {"solved": 1}, {"question": 0}])
def test_what_is_neither_yes_nor_no_decides_nothing(asked, told):
    _made, _account, one = asked
    assert one.post("answer/", {"question": 1, **told}).status_code == 422
    assert only_case().status == "resolved"


def test_a_word_after_the_question_withdraws_it(asked):
    _made, _account, one = asked
    question = one.read()["question"]
    one.say("One more thing")
    assert one.read()["question"] == 0
    assert one.post("answer/", {"question": question, "solved": True}).status_code == 409


def wrote(one: Visitor, made, *, ago: timedelta = timedelta(0)) -> None:
    """The owner answers that long ago; nobody has a page open."""
    one.say("Hello?")
    answer(only_case(), text="Yes?", user=made.lead, by=actors.user(made.lead.pk))
    Outgoing.objects.update(state="sent")
    Message.objects.filter(user=made.lead).update(at=now() - ago)
    Presence.objects.update(seen_at=None)


def test_nobody_is_not_said_right_after_somebody_wrote():
    made, account = chat_company()
    one = visitor(account)
    assert not one.read()["here"]
    wrote(one, made, ago=timedelta(minutes=2))
    assert one.read()["here"]


def test_nobody_is_said_again_some_minutes_later():
    made, account = chat_company()
    one = visitor(account)
    wrote(one, made, ago=timedelta(minutes=6))
    assert not one.read()["here"]


def test_words_that_have_not_left_show_nobody_here():
    made, account = chat_company()
    one = visitor(account)
    wrote(one, made)
    Outgoing.objects.update(state="queued")
    assert not one.read()["here"]
