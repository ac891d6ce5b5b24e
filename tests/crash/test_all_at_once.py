"""Twenty at once, and in either order: one effect."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from makegood.care.cases.models import Case, Closure
from makegood.care.cases.operations import CaseChanged
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import actor as actors
from makegood.kernel.errors import Refused
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.loops.contact_to_case import file_now, file_waiting
from makegood.records.customers.models import Contact, Handle
from tests.make import Company, arrive, company

pytestmark = pytest.mark.usefixtures("real_commits", "no_violations")


def together(act: Callable[[int], Any], times: int = 20) -> list[Any]:
    """What each of `times` calls gave, or the refusal it met; all begin at the same moment."""
    gate = threading.Barrier(times)

    def one(number: int) -> Any:
        try:
            gate.wait(20)
            return act(number)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def filed(lanhe: Company, **told: Any) -> Case:
    """A case that came in a moment ago."""
    raw = arrive(lanhe.account, **told)
    file_now(raw)
    return Case.objects.get(strands__conversation__messages__raw=raw)


def test_twenty_identical_arrivals_are_one_message():
    lanhe = company()

    def come(_number: int) -> Any:
        return file_now(arrive(lanhe.account, id="<same@x>", text="The pump leaks"))

    answers = together(come)
    assert len({message.pk for message in answers if message}) == 1, "None: another is at it now"
    assert (RawItem.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_twenty_first_mails_of_one_new_sender_are_of_one_contact():
    lanhe = company()
    together(lambda n: file_now(arrive(lanhe.account, text=f"Trouble {n}")))
    assert (Contact.objects.count(), Handle.objects.count()) == (1, 1)
    assert Message.objects.count() == Case.objects.count() == 20


def test_workers_that_file_at_the_same_time_share_the_work():
    lanhe = company()
    for number in range(60):
        arrive(lanhe.account, text=f"Trouble {number}", **{"from": f"c{number % 7}@example.org"})

    def work(_number: int) -> int:
        return sum(iter(file_waiting, 0))

    assert sum(together(work, times=4)) == 60
    assert (Message.objects.count(), Contact.objects.count()) == (60, 7)


def test_twenty_replies_into_one_talk_are_numbered_without_a_gap():
    lanhe = company()
    filed(lanhe, id="<first@x>")
    together(lambda n: file_now(arrive(lanhe.account, text=f"And {n}", refs=["<first@x>"])))
    talk = Conversation.objects.get()
    assert sorted(talk.messages.values_list("seq", flat=True)) == list(range(1, 22))
    assert Case.objects.count() == 1


def test_twenty_answers_to_the_same_state_are_one_answer():
    lanhe = company()
    case = filed(lanhe)

    def answer(number: int) -> Any:
        by = actors.user(lanhe.lead.pk)
        return case_to_answer.answer(
            case, text=f"On it, {number}", user=lanhe.lead, by=by, version=case.version
        )

    answers = together(answer)
    refused = [one for one in answers if isinstance(one, CaseChanged)]
    assert len(refused) == 19
    assert Message.objects.filter(author="staff").count() == Outgoing.objects.count() == 1


def resolved(lanhe: Company) -> Any:
    case = filed(lanhe, id="<first@x>")
    by = actors.user(lanhe.lead.pk)
    return case, case_to_confirmation.resolve(case, user=lanhe.lead, by=by)


@pytest.mark.parametrize("first", ["yes", "word"])
def test_a_yes_and_a_new_word_leave_a_case_that_is_open_and_owned(first: str):
    """In whichever order they come: the word is the last thing we must not overlook."""
    lanhe = company()
    case, question = resolved(lanhe)
    acts = [
        lambda: case_to_confirmation.customer_says(question, solved=True),
        lambda: file_now(arrive(lanhe.account, text="It leaks again", refs=["<first@x>"])),
    ]
    if first == "word":
        acts.reverse()
    together(lambda n: acts[n](), times=2)
    case.refresh_from_db()
    assert (case.status, case.owner_id) == ("open", lanhe.lead.pk)
    assert Message.objects.filter(author="contact").count() == 2
    assert not Closure.objects.filter(reopened_at=None).exists()


def test_twenty_times_yes_closes_once():
    lanhe = company()
    case, question = resolved(lanhe)
    together(lambda _: case_to_confirmation.customer_says(question, solved=True))
    case.refresh_from_db()
    assert case.status == "closed"
    assert Closure.objects.count() == 1
