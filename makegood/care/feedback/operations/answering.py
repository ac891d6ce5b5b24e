"""One of us answers in public: prepared, on its way, posted, or owed again."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.care.feedback.errors import AlreadyAnswering, NotOwed
from makegood.care.feedback.events import ReviewAnswered, ReviewNotAnswered
from makegood.care.feedback.models import PublicAnswer, Review
from makegood.care.feedback.queries import known_of
from makegood.care.feedback.rules import private_in, reward_in
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

LONGEST = 4000


def check_public(review: Review, text: str) -> None:
    """What everybody may read. Raises Invalid for nothing, for something private, for a bought star."""
    if not text.strip():
        raise Invalid(_("Write something first."), field="text")
    if len(text) > LONGEST:
        raise Invalid(_("This is too long for a public answer."), field="text")
    reward = reward_in(text)
    if reward:
        sentence = _("“%(words)s” offers something for another rating. We never do that.")
        raise Invalid(sentence % {"words": reward}, field="text")
    public = f"{review.title} {review.text} {review.author}"
    found = private_in(text, known=known_of(review), public=public)
    if found:
        sentence = _("“%(words)s” is private, and everybody reads this answer. Leave it out.")
        raise Invalid(sentence % {"words": found}, field="text")


@transaction.atomic
def prepare_answer(
    review: Review,
    *,
    text: str,
    user: User,
    by_itself: bool,
    version: int | None = None,
) -> PublicAnswer:
    """An answer in the words of one of us, on its way by the source, or to be posted by hand.

    `version`: the review as he read it. Raises Invalid, AlreadyAnswering, and NotOwed for a review that
    was taken away or changed meanwhile.
    """
    review = Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if review.state == Review.State.GONE:
        raise NotOwed(_("This review was taken away by its author. There is nothing to answer."))
    if version is not None and version != review.version:
        raise NotOwed(_("The review was changed just now. Read it again; your words are kept."))
    if review.answers.filter(state__in=PublicAnswer.LIVE).exists():
        raise AlreadyAnswering(_("An answer is on its way already."))
    check_public(review, text)
    state = PublicAnswer.State.LEAVING if by_itself else PublicAnswer.State.TO_POST
    return PublicAnswer.objects.create(
        review=review,
        version=review.version,
        text=clean(text).strip(),
        state=state,
        user=user,
    )


def sent_with(
    answer: PublicAnswer, *, outgoing: uuid.UUID | None, message: Message | None
) -> PublicAnswer:
    """By this message it is on its way, or was written down."""
    answer.outgoing, answer.message = outgoing, message
    answer.save(update_fields=["outgoing", "message"])
    return answer


@transaction.atomic
def confirm_posted(answer: PublicAnswer, *, link: str, by: Actor) -> PublicAnswer:
    """Somebody posted it by hand and says where. Twice changes nothing. Raises NotOwed, Invalid."""
    answer = _locked(answer)
    if answer.state == PublicAnswer.State.POSTED:
        return answer
    if answer.state != PublicAnswer.State.TO_POST:
        raise NotOwed(_("This answer is not waiting to be posted."))
    link = link.strip()
    if link and not link.startswith(("https://", "http://")):
        raise Invalid(_("Paste the whole address, with https:// at its beginning."), field="link")
    answer.link = link[:500]
    _posted(answer, by_hand=True, by=by)
    return answer


@transaction.atomic
def drop_answer(answer: PublicAnswer, *, by: Actor) -> PublicAnswer:
    """It is not posted after all. Twice changes nothing. Raises NotOwed for one that has left."""
    answer = _locked(answer)
    if answer.state == PublicAnswer.State.DROPPED:
        return answer
    if answer.state != PublicAnswer.State.TO_POST:
        raise NotOwed(_("This answer has left already."))
    answer.state = PublicAnswer.State.DROPPED
    answer.save(update_fields=["state"])
    _not_answered(answer, by)
    return answer


@transaction.atomic
def settle_answer(answer: PublicAnswer, *, state: str, link: str = "", by: Actor) -> PublicAnswer:
    """What became of an answer that the source was to post: posted, failed, or dropped (taken back).
    Twice changes nothing; one that failed and arrived after all is posted."""
    answer = _locked(answer)
    if answer.state in (state, PublicAnswer.State.POSTED):
        return answer
    if state == PublicAnswer.State.POSTED:
        answer.link = link[:500]
        _posted(answer, by_hand=False, by=by)
        return answer
    answer.state = state
    answer.save(update_fields=["state"])
    _not_answered(answer, by)
    return answer


def _locked(answer: PublicAnswer) -> PublicAnswer:
    review = Review.objects.select_for_update(no_key=True).get(pk=answer.review_id)
    answer = PublicAnswer.objects.get(pk=answer.pk)
    answer.review = review
    return answer


def _posted(answer: PublicAnswer, *, by_hand: bool, by: Actor) -> None:
    moment, review = now(), answer.review
    answer.state, answer.posted_at = PublicAnswer.State.POSTED, moment
    answer.save(update_fields=["state", "posted_at", "link"])
    if review.state == Review.State.GONE or answer.version < _owed_version(review):
        return  # it answers words that do not stand any more: the new ones are still owed
    review.state, review.answered_at = Review.State.ANSWERED, moment
    review.answer_due = None
    review.save(update_fields=["state", "answered_at", "answer_due"])
    fact = ReviewAnswered(review_id=review.pk, by_hand=by_hand)
    record(fact, subject=review.topic, case=review.case_id, by=by)


def _owed_version(review: Review) -> int:
    """From which version on an answer settles it: what got worse is a new review."""
    return review.version if review.change == Review.Change.WORSE else 1


def _not_answered(answer: PublicAnswer, by: Actor) -> None:
    review = answer.review
    fact = ReviewNotAnswered(review_id=review.pk)
    record(fact, subject=review.topic, case=review.case_id, by=by)
