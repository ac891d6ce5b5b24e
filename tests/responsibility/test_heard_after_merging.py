"""A message is known to have failed only after its case went into another: there it is owed again."""

import pytest

from makegood.base.journal.log import react
from makegood.base.journal.models import Reaction
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.feedback.models import Review
from makegood.care.feedback.tests.make import source, told
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology
from makegood.care.recovery.operations.knowing import look_at
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations.sending import _claim, _finish
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_answer, cases_to_one, review_to_answer, review_to_case
from tests.responsibility import situations
from tests.responsibility.house import House
from tests.responsibility.situations import by

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = House()
    yield made
    made.close()


@pytest.fixture
def into(house) -> Case:
    return situations.owned(house, "into")


@pytest.fixture
def away(house) -> Case:
    return situations.owned(house, "away")


def failed(outgoing: Outgoing) -> None:
    """It never left, and everything that follows from it follows."""
    Outgoing.objects.filter(pk=outgoing.pk).update(send_after=now())
    claimed = _claim(str(outgoing.pk))
    assert claimed is not None
    _finish(*claimed, "failed")
    while react():
        pass
    assert not Reaction.objects.exists(), "something that follows could not be done"


def one(away: Case, into: Case) -> Case:
    cases_to_one.merge(away, into=into, by=SYSTEM)
    while react():
        pass
    into.refresh_from_db()
    return into


def test_an_answer_is_owed_again(house, into, away):
    told = {"user": house.wei, "by": by(house.wei), "then": "open"}
    message = case_to_answer.answer(away, text="We look", **told)
    case_to_answer.answer(into, text="We look", **told)
    assert one(away, into).unanswered_since is None
    failed(Outgoing.objects.get(pk=message.outgoing_id))
    into.refresh_from_db()
    assert into.unanswered_since is not None
    assert into.promises.filter(kind__in=("first_answer", "next_answer"), state="open").exists()


def test_of_an_apology_the_owner_hears_too(house, into, away):
    promise = situations.give_word(away)
    promise.case = away
    apology = recovery.draft(look_at([promise])[0])
    apology = recovery.send(apology, user=house.wei, by=by(house.wei))
    one(away, into)
    failed(Outgoing.objects.get(pk=apology.outgoing))
    assert Apology.objects.get().lost_at is not None


def test_an_answer_in_public_is_owed_again(house, into):
    shop = source(house.firm.queue, key="posts", post_url="https://shop.test/answers")
    review_to_case.take(shop, [told()], by=SYSTEM)
    review = Review.objects.select_related("case").get()
    said = {"text": "We are sorry.", "user": house.lead, "by": by(house.lead)}
    answer = review_to_answer.answer_in_public(review, **said)
    one(review.case, into)
    failed(Outgoing.objects.get(pk=answer.outgoing))
    answer.refresh_from_db()
    assert answer.state == "failed"


def test_words_that_are_read_for_promises_after_it_are_kept_where_it_goes_on(house, into, away):
    cases.write_note(away, text="I'll call you on Friday.", user=house.wei, by=by(house.wei))
    one(away, into)
    assert not Reaction.objects.exists()
    assert into.proposals.exists()
