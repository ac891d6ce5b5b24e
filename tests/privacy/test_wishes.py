"""Whatever leaves by itself leaves as the customer wants it; what we owe him he gets all the same."""

from datetime import UTC, datetime, time
from time import sleep

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.journal.models import Entry
from makegood.contact.channels.models import Outgoing
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM, contact, user
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_answer import Words, notify, say
from makegood.loops.person_speaks import hear_languages
from makegood.loops.promise_to_kept import ByHisChannel
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.models import Spoken
from tests.one_story.make import House

pytestmark = pytest.mark.django_db
LONG = "The water filter has been leaking since yesterday although your technician came to see it."
HANT = "我家的淨水器一直漏水，昨天師傅來過還是沒修好，請問什麼時候能再派人來？謝謝你們的幫忙。"


@pytest.fixture
def case():
    return House().writes(LONG, sender="anna.berg@x.example")


def talk_of(case):
    return case.strands.get().conversation


def wants(case, **told):
    told = {"only_owed": False, "no_surveys": False, **told}
    privacy.wish(case.contact, by=SYSTEM, **told)


def question(case) -> Outgoing:
    return say(talk_of(case), Words(text="Is it solved?", purpose="question"), case=case).outgoing


SENDERS = {
    "question": lambda case: question(case).state == "queued",
    "courtesy": lambda case: notify(talk_of(case), "We have it.", case=case) is not None,
    "survey": lambda case: (
        notify(talk_of(case), "How was it?", case=case, purpose="survey") is not None
    ),
}


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("told", [{"only_owed": True}, {"not_by": ["test-mail"]}])
def test_who_wants_nothing_but_what_is_owed_gets_nothing_else(case, sender, told):
    wants(case, **told)
    assert not SENDERS[sender](case)


@pytest.mark.parametrize("sender", SENDERS)
def test_who_said_nothing_gets_it(case, sender):
    assert SENDERS[sender](case)


def test_who_wants_no_questions_is_told_the_rest(case):
    wants(case, no_surveys=True)
    assert not SENDERS["question"](case)
    assert not SENDERS["survey"](case)
    assert SENDERS["courtesy"](case)


def test_what_we_owe_him_he_gets_all_the_same(case):
    wants(case, only_owed=True, not_by=["test-mail"])
    said = ByHisChannel().say(case, "We are sorry that nobody came.", user=None)
    assert said is not None
    assert Outgoing.objects.get(pk=said.outgoing).state == "queued"


def test_what_a_person_writes_leaves_at_once(case):
    wants(case, only_owed=True, quiet=(time(0), time(23, 59)))
    message = say(talk_of(case), Words(text="I looked."), case=case, user=case.owner)
    assert message.outgoing.state == "queued"
    assert message.outgoing.send_after <= now()


def test_what_leaves_by_itself_waits_for_the_end_of_his_quiet_hours(case):
    clock.install(lambda: datetime(2026, 3, 2, 23, tzinfo=UTC))
    wants(case, quiet=(time(22), time(7)))
    assert question(case).send_after == datetime(2026, 3, 3, 7, tzinfo=UTC)


def test_the_journal_is_the_ledger_of_what_he_wanted(case):
    wants(case, only_owed=True)
    wants(case, only_owed=True)
    [entry] = Entry.objects.filter(kind="privacy.wishes_changed")
    assert entry.facts["only_owed"] is True


def test_quiet_hours_that_never_end_are_refused(case):
    with pytest.raises(Invalid):
        wants(case, quiet=(time(7), time(7)))


def later():
    moment = now()
    clock.install(lambda: moment.replace(year=moment.year + 1))


def heard() -> int:
    """How many were taken in; it waits where somebody else in the same server is just ending a transaction."""
    for _again in range(100):
        if found := hear_languages():
            return found
        sleep(0.05)
    return 0


def test_the_language_follows_what_he_writes_and_says_by_which_messages(case):
    assert case.contact.language == "en"
    message = talk_of(case).messages.get()
    later()
    assert heard() >= 1
    assert hear_languages() == 0
    spoken = Spoken.objects.get(contact=case.contact)
    assert (spoken.source, spoken.messages) == ("read", [message.pk])


def test_what_one_of_us_or_he_himself_says_is_not_changed_by_what_is_read(case):
    privacy.speak(case.contact, language="zh-Hant", by=user(case.owner_id))
    later()
    heard()
    case.contact.refresh_from_db()
    assert case.contact.language == "zh-Hant"
    privacy.speak(case.contact, language="zh-Hans", by=contact(case.contact_id))
    assert Spoken.objects.get(contact=case.contact).source == "himself"


def test_who_turns_to_another_language_is_written_to_in_it(case):
    privacy.listen({case.contact_id: [(n, HANT * 3) for n in range(3)]})
    case.contact.refresh_from_db()
    assert case.contact.language == "zh-Hant"


def test_who_says_nothing_new_costs_no_writing(case):
    with CaptureQueriesContext(connection) as asked:
        privacy.listen({case.contact_id: [(1, "42")]})
    assert not [one for one in asked if one["sql"].lstrip().startswith("INSERT")]
