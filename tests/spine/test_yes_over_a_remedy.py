"""The customer says that it is solved while something is still owed to him: his word is kept."""

from datetime import timedelta

import pytest

from makegood.care.cases.models import Case
from makegood.care.cases.queries import last_question, open_question
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import end_given
from makegood.care.promises.tests.make import make_case, word_of
from makegood.care.recovery.tests.make import promised
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops import case_to_confirmation
from makegood.loops.case_to_answer import answer, end_promise
from makegood.loops.case_to_confirmation import customer_says, reopen, resolve, silence_ends
from makegood.portal.status import _headline
from tests.sessions import in_order


def solved(kind="remedy"):
    """A case of which we said that it is solved, and in which something is on its way to him since."""
    case = make_case()
    asked = resolve(case, text="Done", user=case.owner, by=actors.user(case.owner_id))
    return case, asked, promised(case, kind=kind, hours=48)


def stands(case):
    """Its status, how it was closed, and what is open of it."""
    case = Case.objects.get(pk=case.pk)
    closure = case.closures.filter(reopened_at=None).first()
    left = case.promises.filter(state="open").order_by("pk")
    return case.status, closure.how if closure else "", [promise.kind for promise in left]


@pytest.fixture
def quiet(db, no_violations):
    """Nothing is broken in the end."""


@pytest.mark.parametrize("kind", ["remedy", "contract"])
def test_a_yes_is_kept_and_closes_when_the_last_thing_is_delivered(quiet, settle, kind):
    case, asked, owed = solved(kind)
    second = promised(case, kind="remedy", hours=60)
    customer_says(asked, solved=True, words="It runs")
    assert stands(case) == ("resolved", "", [kind, "remedy"])
    asked.refresh_from_db()
    assert (asked.answer, asked.words) == ("yes", "It runs")
    assert open_question(case) is None
    assert Case.objects.get(pk=case.pk).next_deadline == owed.due
    end_given(owed, kept=True, by=SYSTEM)
    settle()
    assert stands(case) == ("resolved", "", ["remedy"])
    end_given(second, kept=True, by=SYSTEM)
    settle()
    assert stands(case) == ("closed", "confirmed", [])


def test_what_he_does_without_closes_it_too(quiet, settle):
    case, asked, owed = solved()
    customer_says(asked, solved=True)
    end_promise(owed, kept=False, message=word_of(case, "Keep it"), by=SYSTEM)
    settle()
    assert stands(case) == ("closed", "confirmed", [])


def test_what_comes_later_than_promised_is_waited_for(quiet, settle):
    case, asked, owed = solved()
    customer_says(asked, solved=True)
    promises.tell(owed, at=now(), outgoing=None, new_due=None, by=SYSTEM)
    promises.agree_new_time(owed, due=now() + timedelta(days=9), by=SYSTEM, why="It snows")
    settle()
    assert stands(case) == ("resolved", "", ["remedy"])
    end_given(case.promises.get(state="open"), kept=True, by=SYSTEM)
    settle()
    assert stands(case) == ("closed", "confirmed", [])


def test_a_yes_twice_is_once_and_silence_adds_nothing(quiet, settle):
    case, asked, owed = solved()
    customer_says(asked, solved=True)
    customer_says(asked, solved=True)
    again = resolve(case, user=case.owner, by=SYSTEM)
    assert again == asked
    with clock.use(VirtualClock(now() + timedelta(days=20))):
        assert silence_ends() == 0
    assert stands(case) == ("resolved", "", ["remedy"])
    end_given(owed, kept=True, by=SYSTEM)
    customer_says(asked, solved=True)  # before anything reacted
    assert stands(case) == ("closed", "confirmed", [])
    settle()
    assert case.closures.count() == 1


def test_a_no_takes_the_yes_back_and_delivery_closes_nothing(quiet, settle):
    case, asked, owed = solved()
    customer_says(asked, solved=True)
    customer_says(asked, solved=False, words="It drips again")
    assert stands(case)[0] == "open"
    end_given(owed, kept=True, by=SYSTEM)
    settle()
    assert stands(case)[:2] == ("open", "")
    assert last_question(case).answer == "no"


@pytest.mark.parametrize("how", ["reopen", "answer"])
def test_what_is_taken_up_again_is_asked_again(quiet, settle, how):
    case, asked, owed = solved()
    customer_says(asked, solved=True)
    if how == "reopen":
        reopen(case, by=SYSTEM)
    else:
        answer(case, text="One thing more", user=case.owner, by=SYSTEM, then="open")
    end_given(owed, kept=True, by=SYSTEM)
    settle()
    assert stands(case)[:2] == ("open", "")
    later = resolve(case, user=case.owner, by=SYSTEM)
    assert later != asked
    assert stands(case)[:2] == ("resolved", "")
    customer_says(later, solved=True)
    assert stands(case) == ("closed", "confirmed", [])


def test_he_hears_what_is_owed_and_by_when(quiet, monkeypatch):
    case, asked, owed = solved()
    monkeypatch.setattr(case_to_confirmation, "ASKS_ITSELF", {"echo"})
    customer_says(asked, solved=True)
    said = case.strands.get().conversation.messages.order_by("pk").last()
    assert said.text.startswith("Thank you. We still owe you “The part arrives” by ")
    assert stands(case) == ("resolved", "", ["remedy"])
    case.refresh_from_db()
    assert _headline(case, "Lead", None).startswith("Thank you. We close this when you have")
    assert Promise.objects.get(pk=owed.pk).state == "open"


@pytest.mark.parametrize("yes_first", [True, False])
def test_a_yes_and_the_delivery_at_once_close_it(real_commits, no_violations, settle, yes_first):
    case, asked, owed = solved()
    acts = [
        lambda: customer_says(asked, solved=True),
        lambda: end_given(owed, kept=True, by=SYSTEM),
    ]
    came = in_order(*(acts if yes_first else acts[::-1]))
    assert not isinstance(came.first, Exception)
    assert not isinstance(came.second, Exception)
    settle()
    assert stands(case) == ("closed", "confirmed", [])
    assert case.closures.count() == 1
