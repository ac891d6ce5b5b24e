"""A review is answered in public: drafted from what is true, sent by a person, posted by its source or by
hand. Until it stands there it is owed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.cases.ports import before_resolving
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import PublicAnswer, Review
from makegood.care.feedback.queries import known_of, posts_itself
from makegood.care.feedback.rules import private_in
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import end
from makegood.care.promises.queries import ANSWERS, WORD
from makegood.contact.channels import operations as channels
from makegood.contact.channels.events import (
    MessageFailed,
    MessageLeft,
    MessageUncertain,
    MessageWithdrawn,
)
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import Words, follow_up, say
from makegood.loops.public_places import FOR_EVERYBODY, is_public
from makegood.loops.review_to_case import OURS, no_longer_owed

STATES = {
    Outgoing.State.SENT: PublicAnswer.State.POSTED,
    Outgoing.State.DELIVERED: PublicAnswer.State.POSTED,
    Outgoing.State.FAILED: PublicAnswer.State.FAILED,
    Outgoing.State.UNCERTAIN: PublicAnswer.State.FAILED,
    Outgoing.State.WITHDRAWN: PublicAnswer.State.DROPPED,
}


class StillUnanswered(Refused):
    """The review of this case has no answer in public yet."""


@before_resolving
def a_review_is_answered_first(case_id: int) -> None:
    """Nobody believes it solved while the review stands there without a word of ours."""
    if Review.objects.filter(case=case_id, state=Review.State.OWED).exists():
        raise StillUnanswered(
            gettext_lazy("The review has no answer in public yet. Answer it first, then resolve.")
        )


def draft(review: Review, *, user: User) -> str:
    """An answer to begin with, in the language of the review (English where we have no words in it): only
    what is true, nothing that is not public, nothing that is not in our records."""
    language = review.language if review.language in OURS else "en"
    with override(language.lower()):
        lines = [_greeting(review), _hears(review), *_facts(review), _way(review), user.name]
    return "\n".join(line for line in lines if line)


def _greeting(review: Review) -> str:
    return _("Dear %(name)s,") % {"name": review.author} if review.author else _("Hello,")


def _hears(review: Review) -> str:
    if not review.negative:
        return _("Thank you for your words. We pass them on to everybody who had a part in it.")
    if review.change == Review.Change.BETTER:
        return _("Thank you for looking at it again. What is still missing is our task.")
    if review.product:
        sentence = _("Thank you for saying openly what went wrong with %(product)s. We are sorry.")
        return sentence % {"product": review.product}
    return _("Thank you for saying openly what went wrong. We are sorry.")


def _facts(review: Review) -> list[str]:
    """What was done and promised in the case, as far as everybody may know it."""
    case = review.case
    if case is None or not review.negative:
        return []
    found = []
    private = [talk for talk in _talks(case) if not is_public(talk)]
    ours = Message.objects.filter(conversation__in=private, author=Message.Author.STAFF)
    if ours.exists():
        found.append(_("We have written to you directly."))
    for promise in case.promises.filter(kind__in=WORD).order_by("due")[:3]:
        sentence = _said_of(promise, review, case)
        if sentence:
            found.append(sentence)
    return found


def _talks(case: Case) -> list[Conversation]:
    return [s.conversation for s in case.strands.select_related("conversation__account")]


def _said_of(promise: Promise, review: Review, case: Case) -> str:
    """A promise in one sentence; without its words where they are not for everybody."""
    words = promise.what
    if private_in(words, known=known_of(review), public=review.text):
        words = ""
    zone = ZoneInfo(case.queue.team.zone)
    if promise.state == Promise.State.OPEN:
        day = _day(promise.due, zone)
        if words:
            return _("We have promised: %(what)s, by %(day)s.") % {"what": words, "day": day}
        return _("What we have promised you is due by %(day)s.") % {"day": day}
    if promise.state == Promise.State.KEPT and promise.ended_at:
        day = _day(promise.ended_at, zone)
        if words:
            return _("Done on %(day)s: %(what)s.") % {"what": words, "day": day}
    return ""


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(timezone.localtime(moment, zone), "DATE_FORMAT")


def _way(review: Review) -> str:
    if not review.negative or review.customer_id:
        return ""
    link = f"{settings.BASE_URL}{reverse('portal:form')}"
    return _("So that we can put it right, please write to us here: %(link)s") % {"link": link}


@retried
@transaction.atomic
def answer_in_public(
    review: Review, *, text: str, user: User, by: Actor, version: int | None = None
) -> PublicAnswer:
    """The words of one of us for everybody. They leave by the source after the seconds in which they can be
    taken back; where it takes none they wait to be posted by hand. Raises Invalid, AlreadyAnswering, NotOwed.
    """
    case = cases.lock(review.case_id) if review.case_id else None
    itself = posts_itself(review.source)
    answer = feedback.prepare_answer(
        review, text=text, user=user, by_itself=itself, version=version
    )
    if not itself:
        return answer
    wait = timedelta(seconds=settings.SEND_UNDO_SECONDS)
    if case is None:
        outgoing = channels.queue_outgoing(_outgoing(review, answer, wait))
        return feedback.sent_with(answer, outgoing=outgoing.pk, message=None)
    words = Words(text=answer.text, purpose=FOR_EVERYBODY)
    message = say(_talk(review, case), words, case=case, user=user, wait=wait)
    _answered(case, answer, by=by, message=message)
    return feedback.sent_with(answer, outgoing=message.outgoing_id, message=message)


def _outgoing(review: Review, answer: PublicAnswer, wait: timedelta) -> channels.NewOutgoing:
    return channels.NewOutgoing(
        account=review.source,
        reference=review.topic,
        recipient=review.external_id,
        external_id=f"answer:{answer.pk}",
        envelope={"text": answer.text, "purpose": FOR_EVERYBODY},
        wait=wait,
    )


def _talk(review: Review, case: Case) -> Conversation:
    """The talk in which the review stands."""
    own = Conversation.objects.filter(strand__case=case, account=review.source_id)
    return own.select_related("account", "contact").get(peer=review.external_id)


def _answered(case: Case, answer: PublicAnswer, *, by: Actor, message: Message) -> None:
    """He has an answer; the case goes on until it is solved."""
    kind = answer.review.source.kind
    cases.answer(case, preview=answer.text, channel=kind, by=by)
    end(case, kinds=ANSWERS, kept=True, by=by, outgoing=message.outgoing_id)
    follow_up(case, by=by)


@retried
@transaction.atomic
def posted_by_hand(answer: PublicAnswer, *, link: str, by: Actor) -> PublicAnswer:
    """Somebody copied it to its place, and says where. Raises NotOwed, Invalid."""
    review = Review.objects.select_related("source").get(pk=answer.review_id)
    case = cases.lock(review.case_id) if review.case_id else None
    answer = PublicAnswer.objects.get(pk=answer.pk)  # as it is behind the lock
    if answer.state == PublicAnswer.State.POSTED:
        return answer
    answer = feedback.confirm_posted(answer, link=link, by=by)
    if case is not None and case.status != Case.Status.CLOSED:
        [message] = file_many([_written_down(answer, _talk(review, case), case)])
        feedback.sent_with(answer, outgoing=None, message=message)
        _answered(case, answer, by=by, message=message)
        _settled(answer, case, by=by)
    return answer


def _written_down(answer: PublicAnswer, talk: Conversation, case: Case) -> NewMessage:
    return NewMessage(
        conversation=talk,
        author=Message.Author.STAFF,
        text=answer.text,
        case=case.pk,
        user=answer.user,
        external_id=f"answer:{answer.pk}",
        at=answer.posted_at,
    )


def _settled(answer: PublicAnswer, case: Case, *, by: Actor) -> None:
    """It stands there: the answer in public is not owed any more."""
    review = Review.objects.get(pk=answer.review_id)
    if review.state == Review.State.ANSWERED:
        no_longer_owed(review, case, kept=True, by=by)


@reacts_to(MessageLeft)
def the_answer_stands_there(_event: MessageLeft, entry: Entry) -> None:
    """The source took it."""
    _follow(entry)


@reacts_to(MessageFailed)
def the_answer_was_not_taken(_event: MessageFailed, entry: Entry) -> None:
    """The source refused it: it is still owed."""
    _follow(entry)


@reacts_to(MessageUncertain)
def the_answer_may_stand_there(_event: MessageUncertain, entry: Entry) -> None:
    """Nobody knows: a person looks."""
    _follow(entry)


@reacts_to(MessageWithdrawn)
def the_answer_was_taken_back(_event: MessageWithdrawn, entry: Entry) -> None:
    """In the seconds before it left."""
    _follow(entry)


@transaction.atomic
def _follow(entry: Entry) -> None:
    """Bring the answers of this case, or of this review, to what became of their messages."""
    moving = PublicAnswer.objects.filter(
        state__in=(PublicAnswer.State.LEAVING, PublicAnswer.State.FAILED), outgoing__isnull=False
    )
    if entry.case is not None:
        into = Case.objects.filter(pk=entry.case).values("duplicate_of")[:1]
        moving = moving.filter(Q(review__case=entry.case) | Q(review__case=Subquery(into)))
    elif entry.subject.startswith("review:"):
        moving = moving.filter(review=int(entry.subject.removeprefix("review:")))
    else:
        return
    found = list(moving.select_related("review"))
    if not found:
        return
    case = lock_going_on(entry.case) if entry.case is not None else None
    sent = dict(
        Outgoing.objects.filter(pk__in=[a.outgoing for a in found]).values_list("pk", "state")
    )
    for answer in found:
        state = (
            STATES.get(Outgoing.State(sent[answer.outgoing])) if answer.outgoing in sent else None
        )
        if state is not None and state != answer.state:
            settled = feedback.settle_answer(answer, state=state, by=SYSTEM)
            if case is not None and case.status != Case.Status.CLOSED:
                _settled(settled, case, by=actors.user(answer.user_id))
