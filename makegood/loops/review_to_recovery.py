"""Behind a bad review is a customer: when we know who he is we write to him, in private, and put it right.
Later, once, we ask politely whether he would look at his review again. Never for a reward."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from makegood.base.access.models import User
from makegood.base.jobs.sweeps import each, sweep
from makegood.base.ui.preferences import html_lang
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Closure
from makegood.care.cases.queries import conversations_of
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import PoliteQuestion, Review
from makegood.care.promises.operations import end
from makegood.care.promises.queries import ANSWERS
from makegood.contact.channels.queries import default_account, name_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.case_to_answer import Words, follow_up, notify, say
from makegood.loops.public_places import buys_no_star, is_public
from makegood.records.customers.models import Contact, Handle

LATER = timedelta(days=3)  # after it was closed, so long he has it in his hands
NOT_AFTER = timedelta(days=90)


class NotReachable(Refused):
    """There is no address at which he let us write to him."""


def address_of(customer: Contact) -> str:
    """The mail address under which he wrote to us himself, or that he proved; "" where there is none: an
    address that somebody told us of him is not his leave to write to him."""
    wrote = Conversation.objects.filter(
        contact=customer, account__kind="email", messages__author=Message.Author.CONTACT
    )
    mails = customer.handles.filter(kind=Handle.Kind.MAIL)
    proven = mails.exclude(verified_at=None).order_by("-verified_at").first()
    if proven is not None:
        return proven.shown
    last = wrote.order_by("-pk").values_list("peer", flat=True).first()
    return last or ""


@transaction.atomic
def write_to_him(review: Review, *, text: str, user: User, by: Actor) -> Message:
    """A mail to the customer whom a person found in the review, as a part of its case. Raises NotReachable,
    and Invalid for nothing to say or words that buy a star."""
    if review.case_id is None or review.customer is None:
        raise NotReachable(gettext_lazy("First say which customer wrote this review."))
    case = cases.lock(review.case_id)
    if not text.strip():
        raise Invalid(gettext_lazy("Write something first."), field="text")
    buys_no_star(case, text)
    talk = _private(case) or _begin(case, review.customer)
    wait = timedelta(seconds=settings.SEND_UNDO_SECONDS)
    message = say(talk, Words(text=text), case=case, user=user, wait=wait)
    cases.answer(case, preview=text, channel=talk.account.kind, by=by)
    end(case, kinds=ANSWERS, kept=True, by=by, outgoing=message.outgoing_id)
    follow_up(case, by=by)
    return message


def _private(case: Case) -> Conversation | None:
    return next((talk for talk in conversations_of(case) if not is_public(talk)), None)


def _begin(case: Case, customer: Contact) -> Conversation:
    address, mailbox = address_of(customer), default_account("email")
    if not address or mailbox is None:
        raise NotReachable(
            gettext_lazy(
                "He has given us no address to write to. Ask him in public to write to us, and help him there."
            )
        )
    with override(customer.language.lower()):
        subject = _("Your review")
    new = NewConversation(account=mailbox, contact=customer, peer=address, subject=subject)
    [talk] = begin_many([new])
    cases.join_conversation(case, talk)
    return talk


@sweep(every=3600)
def ask_politely() -> int:
    """Everybody whose trouble was closed some days ago is asked, whatever he said of it, and only once."""
    closed = Closure.objects.filter(
        case=OuterRef("case"),
        reopened_at=None,
        at__lt=now() - LATER,
        at__gt=now() - NOT_AFTER,
    )
    asked = PoliteQuestion.objects.filter(review=OuterRef("pk"))
    due = Review.objects.filter(
        Exists(closed), ~Exists(asked), negative=True, customer__isnull=False
    ).filter(state=Review.State.ANSWERED, change__in=("", Review.Change.WORDS, Review.Change.WORSE))
    return each(list(due.order_by("pk").values_list("pk", flat=True)[:200]), _ask)


@transaction.atomic
def _ask(review_id: int) -> bool:
    review = Review.objects.select_related("source").get(pk=review_id)
    assert review.case_id is not None  # noqa: S101 - it is closed
    case = cases.lock(review.case_id)
    talk = _private(case)
    if talk is None or case.status != Case.Status.CLOSED:
        return False
    with override(case.language.lower()):
        text = polite_question(review)
    message = notify(talk, text, case=case, purpose="survey")
    if message is None or message.outgoing_id is None:
        return False
    return feedback.note_asked(review, outgoing=message.outgoing_id, by=SYSTEM)


def polite_question(review: Review) -> str:
    """The same words to everybody: they ask, offer nothing, and press nobody."""
    said = _(
        "Some time ago you reviewed us on %(place)s. If what we did since has changed your view, you are"
        " welcome to say so there. If not, leave it as it is. We will not ask again."
    )
    text = said % {"place": name_in(review.source, html_lang())}
    return f"{text}\n\n{review.url}" if review.url else text
