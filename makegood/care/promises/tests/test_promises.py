"""What is owed: by whose word it ends, and that nothing closes over it, in whatever order two sessions come."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Closure, Question
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import EndsByItself, end, end_given, owe_again
from makegood.care.promises.tests.make import (
    FIRST,
    NEXT,
    in_another_session,
    make_case,
    promise,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now


def resolved():
    """A case of which the customer is asked, with nothing promised any more but the end of silence."""
    case = make_case()
    with transaction.atomic():
        end(cases.lock(case.pk), kinds=[FIRST], kept=True, by=SYSTEM)
        question = cases.resolve(case, by=SYSTEM)
        silence = promise(case, "confirmation")
    return case, question, silence


def say_yes(case, question):
    """The customer's yes, as the loop writes it: closed first, what is owed ended after it."""
    cases.take_answer(question, solved=True, words="", by=SYSTEM)
    end(Case.objects.get(pk=case.pk), kinds=["confirmation"], kept=True, by=SYSTEM)


def test_a_promise_made_while_another_session_closes_is_refused(real_commits):
    case, question, _silence = resolved()
    with transaction.atomic():
        say_yes(case, question)
        thread, raised = in_another_session(lambda: promise(case))
        thread.join(0.5)
        assert thread.is_alive()  # it waits for the row of the case
    thread.join(10)
    assert "is closed and cannot have an open promise" in str(raised)
    assert not Promise.objects.filter(state="open").exists()


def test_closing_while_another_session_promises_is_refused(real_commits):
    case, question, _silence = resolved()

    def close():
        with transaction.atomic():
            say_yes(case, question)

    with transaction.atomic():
        promise(case)
        thread, raised = in_another_session(close)
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "is closed and cannot have an open promise" in str(raised)
    assert Case.objects.get(pk=case.pk).status == "resolved"
    assert not Closure.objects.exists()


def test_a_promise_that_is_opened_again_while_another_session_closes_is_refused(real_commits):
    case, question, _silence = resolved()
    given = Promise.objects.get(kind=FIRST)
    opening = Promise.objects.filter(pk=given.pk)
    with transaction.atomic():
        say_yes(case, question)
        thread, raised = in_another_session(lambda: opening.update(state="open", ended_at=None))
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert "is closed and cannot have an open promise" in str(raised)


def test_noticing_what_is_late_waits_for_no_case(real_commits):
    case = make_case()
    late = Promise.objects.filter(case=case)
    with transaction.atomic():
        cases.lock(case.pk)
        thread, raised = in_another_session(lambda: late.update(overdue_at=now()))
        thread.join(5)
        assert not thread.is_alive()
    assert raised == []


@pytest.mark.django_db
def test_a_case_that_is_made_closed_may_hold_only_what_has_ended():
    case = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="closed")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Promise.objects.update(state="kept", ended_at=now())
    Case.objects.filter(pk=case.pk).update(status="closed")
    asked = Question.objects.create(case=case, withdrawn_at=now())
    Closure.objects.create(case=case, question=asked, how="assumed", owner=case.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        promise(case)


@pytest.mark.django_db
@pytest.mark.parametrize(("kept", "state"), [(True, "kept"), (False, "released")])
def test_what_a_person_promised_ends_by_a_persons_word_once(kept, state):
    given = promise(make_case(), what="we call on Friday")
    assert end_given(given, kept=kept, by=SYSTEM).state == state
    assert end_given(given, kept=not kept, by=SYSTEM).state == state


@pytest.mark.django_db
def test_what_the_house_promised_is_not_ended_by_hand():
    case = make_case()
    with pytest.raises(EndsByItself):
        end_given(case.promises.get(), kept=True, by=SYSTEM)
    assert case.promises.get().state == "open"


@pytest.mark.django_db
def test_what_a_lost_message_ended_is_owed_again_with_the_deadline_it_had(no_violations):
    case = make_case()
    lost = "6a0c3e0e-0a6d-4a5e-9a53-0d8f7f4bf0a1"
    [first] = end(case, kinds=[FIRST], kept=True, by=SYSTEM, outgoing=lost)
    promise(case, NEXT, due=now() + timedelta(days=3))
    [back] = owe_again(case, outgoing=[lost], by=SYSTEM)
    case.refresh_from_db()
    assert (back.pk, case.next_deadline) == (first.pk, first.due)
    assert back.waited_since == case.opened_at
    assert Promise.objects.get(kind=FIRST).state == "open"
    assert Promise.objects.get(kind=NEXT).state == "released"
    assert owe_again(case, outgoing=[lost], by=SYSTEM) == []
