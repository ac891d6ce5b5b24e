"""Answers that never arrive, answers to what counted as solved, and cases that end over somebody's word."""

from datetime import timedelta

import pytest

from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseChanged
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NeedsHisWord, NewPromise, make_many
from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock, now
from makegood.loops.case_to_answer import answer, end_promise, find_out, take_back, wait
from makegood.loops.case_to_confirmation import (
    StillPromised,
    customer_says,
    resolve,
    silence_ends,
)
from makegood.loops.contact_to_case import file_waiting
from tests.make import arrive, company, echo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]


@pytest.fixture
def lanhe():
    return company()


@pytest.fixture
def by(lanhe):
    return {"user": lanhe.lead, "by": actors.user(lanhe.lead.pk)}


@pytest.fixture
def hours():
    """A clock that goes only when it is told to: hours(3)."""
    virtual = VirtualClock(now())
    clock.install(virtual)
    return lambda n: virtual.advance(timedelta(hours=n))


def opened(lanhe):
    raw = arrive(lanhe.account, id="<m1@x>")
    file_waiting()
    return Case.objects.get(strands__conversation__messages__raw=raw)


def write_again(lanhe):
    arrive(lanhe.account, id="<m2@x>", refs=["<m1@x>"], text="Hello?")
    file_waiting()


def given(case, what="we call on Friday", **more):
    due = now() + timedelta(days=3)
    new = NewPromise(case=case, kind="person", due=due, what=what, **more)
    [made] = make_many([new], by=actors.SYSTEM)
    return made


def states(kind):
    return list(Promise.objects.filter(kind=kind).order_by("pk").values_list("state", flat=True))


def waits(case):
    """By when an answer is due, and since when the customer waits."""
    case.refresh_from_db()
    return case.next_deadline, case.unanswered_since


def test_what_was_taken_back_was_no_first_answer_and_moves_no_deadline(lanhe, by, hours):
    case = opened(lanhe)
    before = waits(case)
    hours(3)
    for _ in range(3):
        message = answer(case, text="Oops", **by)
        assert take_back(message, case=case, **by) == "Oops"
    assert states("first_answer") == ["open"]
    assert waits(case) == before
    assert case.status == "open"


def test_taking_back_the_first_of_two_answers_leaves_the_second_to_count(lanhe, by, hours):
    case = opened(lanhe)
    hours(1)
    first = answer(case, text="one", **by)
    hours(0.001)
    second = answer(case, text="two", **by)
    take_back(first, case=case, **by)
    assert (states("first_answer"), Case.objects.get().status) == (["kept"], "waiting")
    take_back(second, case=case, **by)
    assert (states("first_answer"), Case.objects.get().status) == (["open"], "open")


def test_a_word_that_comes_between_moves_no_deadline_either(lanhe, by, hours):
    case = opened(lanhe)
    before = waits(case)
    hours(3)
    message = answer(case, text="Oops", **by)
    write_again(lanhe)
    take_back(message, case=case, **by)
    assert waits(case) == before
    assert (states("first_answer"), states("next_answer")) == (["open"], ["released"])


def test_taking_back_what_nobody_waited_for_owes_nothing_new(lanhe, by, hours):
    case = opened(lanhe)
    answer(case, text="An answer", **by)
    hours(1)
    message = answer(case, text="And one more thing", **by)
    take_back(message, case=case, **by)
    case.refresh_from_db()
    assert (case.unanswered_since, states("first_answer")) == (None, ["kept"])
    assert states("next_answer") == []
    assert case.next_deadline == Promise.objects.get(state="open").due


def test_an_answer_that_did_not_arrive_is_owed_by_when_it_was_owed(lanhe, by, hours, settle):
    echo().fail = Undelivered("no such address", permanent=True)
    case = opened(lanhe)
    before = waits(case)
    hours(3)
    answer(case, text="Hello", **by)
    hours(1)
    settle()
    assert (states("first_answer"), waits(case)) == (["open"], before)
    settle()
    assert (states("first_answer"), states("next_answer")) == (["open"], [])


def test_an_answer_that_did_arrive_after_all_has_kept_the_promise(lanhe, by, hours, settle):
    echo().fail = Doubtful("the line broke")
    case = opened(lanhe)
    message = answer(case, text="Hello", **by)
    hours(1)
    settle()
    assert states("first_answer") == ["open"]
    find_out(message, case=case, arrived=True, by=by["by"])
    case.refresh_from_db()
    assert (states("first_answer"), case.status, case.waiting_for) == (
        ["kept"],
        "waiting",
        "customer",
    )
    assert waits(case) == (Promise.objects.get(kind="follow_up", state="open").due, None)
    settle()
    assert states("first_answer") == ["kept"]


def test_an_answer_that_arrived_before_he_wrote_again_leaves_what_he_waits_for(
    lanhe, by, hours, settle
):
    echo().fail = Doubtful("the line broke")
    case = opened(lanhe)
    before = waits(case)
    message = answer(case, text="Hello", **by)
    hours(1)
    settle()
    write_again(lanhe)
    find_out(message, case=case, arrived=True, by=by["by"])
    assert (waits(case), case.status) == (before, "open")
    assert states("first_answer") == ["open"]


def test_an_answer_that_is_sent_again_is_owed_until_it_arrives(lanhe, by, hours, settle):
    echo().fail = Doubtful("the line broke")
    case = opened(lanhe)
    message = answer(case, text="Hello", **by)
    hours(1)
    settle()
    find_out(message, case=case, arrived=False, by=by["by"])
    assert states("first_answer") == ["open"]


def test_a_last_word_that_did_not_arrive_is_owed_as_before(lanhe, by, hours, settle):
    echo().fail = Undelivered("no such address", permanent=True)
    case = opened(lanhe)
    before = waits(case)
    resolve(case, text="A new seal is in.", **by)
    hours(1)
    settle()
    assert (waits(case), case.status) == (before, "open")
    assert states("confirmation") == ["released"]


@pytest.mark.parametrize("then", ["waiting", "open"])
def test_words_after_the_question_withdraw_it_and_stop_the_silence(lanhe, by, hours, then):
    case = opened(lanhe)
    question = resolve(case, **by)
    answer(case, text="No, we go on: a part is on its way", then=then, **by)
    hours(24 * 8)
    silence_ends()
    case.refresh_from_db()
    question.refresh_from_db()
    assert (case.status, states("confirmation")) == (then, ["released"])
    assert question.withdrawn_at is not None


def test_the_next_step_is_ours_when_we_say_so(lanhe, by):
    case = opened(lanhe)
    answer(case, text="We look into it", **by)
    answer(case, text="We are on it", then="open", **by)
    case.refresh_from_db()
    assert (case.status, case.waiting_for) == ("open", "")


def test_a_case_is_not_resolved_over_somebodys_word(lanhe, by):
    case = opened(lanhe)
    promise = given(case)
    with pytest.raises(StillPromised, match="we call on Friday"):
        resolve(case, **by)
    assert Message.objects.count() == 1
    end_promise(promise, kept=True, by=by["by"])
    resolve(case, **by)
    assert Case.objects.get().status == "resolved"


def test_the_customers_own_yes_releases_what_was_still_promised_to_him(lanhe, by):
    case = opened(lanhe)
    question = resolve(case, **by)
    given(case)
    customer_says(question, solved=True)
    assert (Case.objects.get().status, states("person")) == ("closed", ["released"])


def test_silence_does_not_close_over_somebodys_word(lanhe, by, hours):
    case = opened(lanhe)
    resolve(case, **by)
    promise = given(case)
    hours(24 * 8)
    assert silence_ends() == 0
    end_promise(promise, kept=True, by=by["by"])
    assert silence_ends() == 1


def test_the_last_promise_that_ends_by_hand_leaves_a_reminder(lanhe, by):
    case = opened(lanhe)
    promise = given(case, at=now() - timedelta(hours=1))
    Promise.objects.filter(kind="first_answer").update(state="kept", ended_at=now())
    for _ in range(2):
        end_promise(promise, kept=False, by=by["by"], why="he bought another")
    assert (states("person"), states("follow_up")) == (["released"], ["open"])


def test_nobody_but_the_customer_releases_us_from_our_word(lanhe, by):
    case = opened(lanhe)
    promise = given(case)
    with pytest.raises(NeedsHisWord, match="has not written since"):
        end_promise(promise, kept=False, by=by["by"])
    write_again(lanhe)
    end_promise(promise, kept=False, by=by["by"])
    promise.refresh_from_db()
    assert (promise.state, promise.released_by.author) == ("released", "contact")


def test_waiting_and_resolving_over_a_newer_word_are_asked_again(lanhe, by):
    case = opened(lanhe)
    shown = case.version
    write_again(lanhe)
    with pytest.raises(CaseChanged):
        resolve(case, version=shown, **by)
    with pytest.raises(CaseChanged):
        wait(case, whom="customer", reason="", version=shown, by=by["by"])
    assert Case.objects.get().status == "open"
