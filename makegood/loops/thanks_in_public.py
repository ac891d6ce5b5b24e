"""Who told us something in public, and was helped, is thanked there: by a person, once, in words of his own
that begin from a draft."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from makegood.base.access.models import User
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.case_to_answer import LOST, Words, say
from makegood.loops.public_places import (
    FOR_EVERYBODY,
    answered_beside,
    is_public,
    nothing_private,
)

HELPED = (Case.Status.RESOLVED, Case.Status.CLOSED)


class NotYetThanked(Refused):
    """There is nothing to thank for in public, or not yet."""


def thanked(case: Case) -> Message | None:
    """The thanks that stand in public, or are on their way."""
    named = Message.objects.filter(outgoing__external_id__startswith=f"thanks:{case.pk}:")
    return named.exclude(outgoing__state__in=LOST).first()


def place_of_thanks(case: Case) -> Conversation | None:
    """Where he wrote in public; None before he was helped, and for reviews, which have an answer."""
    if case.status not in HELPED or case.duplicate_of_id is not None:
        return None
    talks = (t for t in conversations_of(case) if is_public(t) and not answered_beside(t))
    return next(talks, None)


def draft_of_thanks(case: Case, talk: Conversation, *, user: User) -> str:
    """Words to begin with, in his language: only what everybody may know, and only what is so."""
    theirs = Message.objects.filter(conversation=talk, author=Message.Author.CONTACT)
    first = theirs.order_by("seq").first()
    name = first.sender_name if first else ""
    with override(case.language.lower()):
        dear = _("Thank you for telling us, %(name)s.") % {"name": name} if name else ""
        lines = [dear or _("Thank you for telling us."), _helped(talk, first), user.name]
    return "\n".join(line for line in lines if line)


def _helped(talk: Conversation, first: Message | None) -> str:
    ours = Message.objects.filter(conversation=talk, author=Message.Author.STAFF)
    answer = ours.exclude(outgoing__state__in=LOST).order_by("seq").first()
    if first is None or answer is None or answer.at < first.at:
        return _("Because you wrote, we could put it right.")
    minutes = -(-(answer.at - first.at) // timedelta(minutes=1)) or 1
    if minutes > 60:
        return _("Because you wrote, we could put it right.")
    sentence = ngettext(
        "Because you wrote, somebody took care of it within %(n)s minute.",
        "Because you wrote, somebody took care of it within %(n)s minutes.",
        minutes,
    )
    return sentence % {"n": minutes}


@transaction.atomic
def thank_in_public(case: Case, *, text: str, user: User) -> Message:
    """Post it where he wrote, after the seconds in which it can be taken back. Twice is once. Raises
    NotYetThanked, and Invalid for nothing to say and for what is not for everybody."""
    case = cases.lock(case.pk)
    before = thanked(case)
    if before is not None:
        return before
    talk = place_of_thanks(case)
    if talk is None:
        raise NotYetThanked(gettext_lazy("There is nobody to thank in public here, or not yet."))
    if not text.strip():
        raise Invalid(gettext_lazy("Write something first."), field="text")
    nothing_private(case, talk, text)
    turn = Outgoing.objects.filter(external_id__startswith=f"thanks:{case.pk}:").count()
    return say(
        talk,
        Words(text=text.strip(), purpose=FOR_EVERYBODY),
        case=case,
        user=user,
        wait=timedelta(seconds=settings.SEND_UNDO_SECONDS),
        name=f"thanks:{case.pk}:{turn}",
    )
