"""A review is answered in public: by a person, once, with nothing private and nothing bought."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.base.access.models import User
from makegood.base.journal.log import react
from makegood.care.cases.models import Case
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.errors import AlreadyAnswering, NotOwed
from makegood.care.feedback.models import PublicAnswer, Review
from makegood.care.feedback.ports import Candidate
from makegood.care.feedback.tests.make import source, told
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.operations.sending import _claim, _finish
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.loops.public_places import ReadByEverybody
from makegood.loops.review_to_answer import (
    StillUnanswered,
    answer_in_public,
    draft,
    posted_by_hand,
)
from makegood.loops.review_to_case import take
from makegood.loops.review_to_recovery import NotReachable, ask_politely, write_to_him
from makegood.records.customers.models import Handle
from makegood.records.customers.operations import Sender, identify
from tests.make import Company, company

pytestmark = pytest.mark.django_db
Taking = Callable[..., Review]


@pytest.fixture
def us() -> Company:
    return company()


@pytest.fixture
def taken(us: Company) -> Taking:
    def taking(**more: object) -> Review:
        settings = {"post_url": more.pop("post_url")} if "post_url" in more else {}
        shop = source(us.queue, **settings)
        take(shop, [told(**more)], by=SYSTEM)  # type: ignore[arg-type]
        return Review.objects.select_related("source", "case__queue__team").get()

    return taking


def say(review: Review, who: User, text: str = "We are sorry and look into it.") -> PublicAnswer:
    return answer_in_public(review, text=text, user=who, by=actors.user(who.pk))


def test_by_hand_it_is_owed_until_somebody_says_where_it_stands(us: Company, taken: Taking):
    review = taken()
    waiting = say(review, us.lead)
    assert Review.objects.get().state == "owed"
    posted_by_hand(waiting, link="https://shop.test/r1", by=actors.user(us.lead.pk))
    review.refresh_from_db()
    assert review.state == "answered"
    assert review.case.promises.filter(kind="task").get().state == "kept"
    assert Message.objects.get(author="staff").text == waiting.text
    assert posted_by_hand(waiting, link="", by=SYSTEM).state == "posted"
    assert Message.objects.filter(author="staff").count() == 1


def test_a_source_that_takes_answers_is_given_it_and_it_counts_when_it_arrived(
    us: Company, taken: Taking
):
    review = taken(post_url="https://shop.test/answers")
    say(review, us.lead)
    assert Review.objects.get().state == "owed"
    outgoing = Outgoing.objects.get()
    assert outgoing.envelope["purpose"] == "public"
    _became(outgoing, "sent")
    assert Review.objects.get().state == "answered"


def _became(outgoing: Outgoing, state: str) -> None:
    claimed = _claim(str(outgoing.pk))
    if claimed is None:
        Outgoing.objects.update(send_after=now())
        claimed = _claim(str(outgoing.pk))
    assert claimed is not None
    _finish(*claimed, state)
    while react():
        pass


def test_an_answer_that_the_source_refuses_is_still_owed(us: Company, taken: Taking):
    review = taken(post_url="https://shop.test/answers")
    say(review, us.lead)
    _became(Outgoing.objects.get(), "failed")
    assert Review.objects.get().state == "owed"
    assert PublicAnswer.objects.get().state == "failed"
    assert say(Review.objects.get(), us.lead).state == "leaving"


def test_nobody_answers_twice_at_once(us: Company, taken: Taking):
    review = taken()
    say(review, us.lead)
    with pytest.raises(AlreadyAnswering):
        say(review, us.lead)


def test_what_got_worse_meanwhile_is_not_settled_by_an_answer_to_the_old_words(
    us: Company, taken: Taking
):
    review, first = taken(stars=2), told(stars=2)
    waiting = say(review, us.lead)
    take(review.source, [replace(first, stars=1.0, text="Even worse", written_at=now())], by=SYSTEM)
    posted_by_hand(waiting, link="", by=SYSTEM)
    assert Review.objects.get().state == "owed"


def test_he_answers_what_he_has_read(us: Company, taken: Taking):
    review = taken()
    take(review.source, [replace(told(), stars=2.0, text="Other", written_at=now())], by=SYSTEM)
    with pytest.raises(NotOwed):
        answer_in_public(review, text="Sorry", user=us.lead, by=SYSTEM, version=1)


@pytest.mark.parametrize(
    "text",
    [
        "Write to wang.li@example.org",
        "Call us at 138 0000 1234",
        "Dear Wang Xiaoming, sorry",
        "We give you a voucher if you change your review.",
        "改成好评返现20元",
    ],
)
def test_nothing_private_and_nothing_bought_stands_in_public(us: Company, taken: Taking, text: str):
    review = taken(author="W***")
    him = identify(Sender("mail", "wang.li@example.org", "Wang Xiaoming"), by=SYSTEM)
    feedback.suggest({review.pk: [_candidate(him.pk)]})
    with pytest.raises(Invalid):
        say(review, us.lead, text)
    assert PublicAnswer.objects.count() == 0


def _candidate(contact: int):
    return Candidate(contact_id=contact, evidence=(("name", "Wang"),), strength=40)


@pytest.mark.parametrize("text", ["It broke", "两天就坏了，店家不理人", "兩天就壞了，店家不理人"])
def test_the_draft_may_stand_in_public_in_the_language_of_the_review(
    us: Company, taken: Taking, text: str
):
    review = taken(text=text, product="55Q8", author="小明")
    words = draft(review, user=us.lead)
    assert "55Q8" in words
    assert say(review, us.lead, words).text == words.strip()


def test_nothing_of_the_machine_and_no_usual_reply_goes_where_everybody_reads(
    us: Company, taken: Taking
):
    review = taken()
    with pytest.raises(ReadByEverybody):
        answer(review.case, text="Your order 123", user=us.lead, by=SYSTEM)
    assert Outgoing.objects.count() == 0


def test_it_is_not_solved_before_the_review_has_its_answer(us: Company, taken: Taking):
    review = taken()
    with pytest.raises(StillUnanswered):
        resolve(review.case, user=us.lead, by=SYSTEM)
    posted_by_hand(say(review, us.lead), link="", by=SYSTEM)
    resolve(review.case, user=us.lead, by=SYSTEM)
    assert Outgoing.objects.count() == 0  # nobody is asked where everybody reads
    assert Case.objects.get().status == "resolved"


def test_a_suggested_customer_is_written_to_only_after_a_person_said_yes(
    us: Company, taken: Taking
):
    mailbox(us)
    review = taken()
    him = verified("wang@example.org")
    feedback.suggest({review.pk: [_candidate(him.pk)]})
    with pytest.raises(NotReachable):
        write_to_him(review, text="Hello", user=us.lead, by=SYSTEM)
    confirmed = feedback.confirm_match(review.matches.get(), user=us.lead)
    write_to_him(confirmed, text="Hello", user=us.lead, by=SYSTEM)
    assert Outgoing.objects.get().recipient == "wang@example.org"
    assert Review.objects.get().state == "owed"  # in public it is still owed
    with pytest.raises(Invalid):
        write_to_him(confirmed, text="A voucher if you delete the review", user=us.lead, by=SYSTEM)


def test_an_address_that_he_never_gave_us_is_not_used(us: Company, taken: Taking):
    mailbox(us)
    review = taken()
    him = identify(Sender("mail", "wang@example.org", "Wang"), by=SYSTEM)
    feedback.suggest({review.pk: [_candidate(him.pk)]})
    confirmed = feedback.confirm_match(review.matches.get(), user=us.lead)
    with pytest.raises(NotReachable):
        write_to_him(confirmed, text="Hello", user=us.lead, by=SYSTEM)


def mailbox(us: Company) -> None:
    make_account(kind="email", address="service@lanhe.test", name="Lanhe", queue=us.queue)


def verified(address: str):
    him = identify(Sender("mail", address, "Wang"), by=SYSTEM)
    Handle.objects.update(verified_at=now())
    return him


def test_he_is_asked_once_politely_after_it_was_closed(us: Company, taken: Taking):
    mailbox(us)
    review = taken()
    him = verified("wang@example.org")
    feedback.suggest({review.pk: [_candidate(him.pk)]})
    review = feedback.confirm_match(review.matches.get(), user=us.lead)
    write_to_him(review, text="We send a new one today", user=us.lead, by=SYSTEM)
    posted_by_hand(say(review, us.lead), link="", by=SYSTEM)
    question = resolve(Case.objects.get(), user=us.lead, by=SYSTEM)
    customer_says(question, solved=True)
    before, moment = Outgoing.objects.count(), now()
    assert ask_politely() == 0  # not on the same day
    with clock.use(lambda: moment + timedelta(days=4)):
        assert ask_politely() == 1
        assert ask_politely() == 0
    assert Outgoing.objects.count() == before + 1
