"""What one of us says to a customer is taken down as a promise, in the transaction of the message itself;
what was said and not recorded is kept for the owner of the case to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import Many, reacts_to, reacts_to_many
from makegood.base.journal.models import Entry
from makegood.care.cases.events import NoteWritten
from makegood.care.cases.models import Case, Note
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.promises.models import Feasibility, Promise, Proposal
from makegood.care.promises.operations import (
    NewPromise,
    NewProposal,
    end_given,
    feasible,
    make_many,
    never_left,
    overrule,
    propose,
)
from makegood.care.promises.ports import Ask
from makegood.care.promises.reading.beside import on_their_own
from makegood.care.promises.reading.finding import Found, find
from makegood.contact.channels.events import MessageFailed
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.events import MessageWritten
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid

AT_MOST = 20


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words of a message that are a promise. `due` counts where the words name no moment; `why` it can be
    kept although those who know doubt it."""

    words: str
    due: datetime | None = None
    why: str = ""


def promises_in(text: str, *, case: Case, at: datetime | None = None) -> list[Found]:
    """What a text to the customer of a case promises, read by the writer's clock."""
    zone = timezone.get_current_timezone_name()
    found = find(text, now=at or now(), zone=zone, language=case.language, channel=case.channel)
    return on_their_own(found)


def give(
    said: Sequence[Said], *, message: Message, channel: str, case: Case, user: User, by: Actor
) -> list[Promise]:
    """Take the words of a message down as promises that the owner keeps.

    Raises Invalid where the words are not in the message or no moment is known, Unlikely and NotAllowed
    where it will hardly be kept. The caller holds the lock of the case.
    """
    found = {each.quote: each for each in promises_in(message.text, case=case)}
    new = [_promised(each, found.get(each.words), case) for each in said[:AT_MOST]]
    return make_many(
        [
            NewPromise(
                case=case,
                kind=Promise.Kind.PERSON,
                due=question.due,
                what=question.what,
                said=each.words,
                message=message,
                channel=channel,
                firm=firm,
                feasibility=_overruled(question, each.why, user=user, by=by),
            )
            for each, (question, firm) in zip(said, new, strict=False)
        ],
        by=by,
    )


def _promised(said: Said, found: Found | None, case: Case) -> tuple[Ask, bool]:
    if found is None:
        raise Invalid(
            _("The words of a promise were changed. Look at them again, then send."), field="text"
        )
    due = found.by or said.due
    if due is None:
        raise Invalid(_("Say by when, so that it can be kept."), field="text")
    kind = Promise.Kind.PERSON
    return Ask(case=case, what=found.what, kind=kind, due=due, doing=found.kind), found.firm


def _overruled(question: Ask, why: str, *, user: User, by: Actor) -> Feasibility | None:
    """What those who know say, overruled with a reason; None where there is none, and they are asked later."""
    if not why.strip():
        return None
    known = feasible(question, by=by)
    if known.verdict == Feasibility.Verdict.UNLIKELY:
        return overrule(known, user=user, why=why)
    return known


def never_said(message: Message, *, case: Case, by: Actor) -> None:
    """A message was taken back before it left: what it promised was never promised."""
    for promise in case.promises.filter(message=message, state=Promise.State.OPEN):
        end_given(promise, kept=False, by=by)
    never_left(message, by=by)


@reacts_to_many(MessageWritten)
def what_a_message_promised_is_not_lost(happened: Many[MessageWritten]) -> None:
    """What one of us wrote is read for promises that he did not record, and kept for the owner to decide."""
    cases = {event.message_id: entry.case for event, entry in happened if entry.case is not None}
    ours = Message.objects.filter(pk__in=cases, author=Message.Author.STAFF).order_by("pk")
    for message in ours.select_related("user"):
        case_id = cases[message.pk]
        if case_id is not None:
            _read(message, case_id)


def _read(message: Message, case_id: int) -> None:
    case = Case.objects.defer("terms").get(pk=case_id)
    new = _said_in(message, case, channel=case.channel)
    if not new:
        return
    with transaction.atomic():
        case = lock_going_on(case.pk)  # while it is taken back, we wait
        gone = (Outgoing.State.WITHDRAWN, Outgoing.State.FAILED)
        if not Outgoing.objects.filter(message=message, state__in=gone).exists():
            propose(case, new, said_by=_writer(message))


@reacts_to(NoteWritten)
def what_a_note_promised_is_not_lost(event: NoteWritten, _entry: Entry) -> None:
    """What somebody said in a call stands in his note: it is read for promises like a message. A note that no
    person wrote tells what happened and promises nothing."""
    note = Note.objects.select_related("user").get(pk=event.note_id)
    if note.user is None:
        return
    case = Case.objects.defer("terms").get(pk=event.case_id)
    new = _said_in(note, case, channel="call-note")
    if new:
        propose(lock_going_on(case.pk), new, said_by=_writer(note))


@reacts_to(MessageFailed)
def what_never_arrived_promised_nothing(_event: MessageFailed, entry: Entry) -> None:
    """What stood in a message that failed was not said to the customer."""
    if entry.case is None:
        return
    case = lock_going_on(entry.case)
    failed = Message.objects.filter(
        proposals__case=case,
        proposals__state=Proposal.State.OPEN,
        outgoing__state=Outgoing.State.FAILED,
    )
    for message in failed.distinct():
        never_left(message, by=SYSTEM)


def _writer(said: Message | Note) -> Actor:
    return actors.user(said.user_id) if said.user_id else SYSTEM


def _said_in(said: Message | Note, case: Case, *, channel: str) -> list[NewProposal]:
    """What the words of a message or a note promise by a moment, read by the writer's clock."""
    letter = said if isinstance(said, Message) else None
    found = find(
        said.text,
        now=said.at,
        zone=said.user.zone if said.user else "UTC",
        language=case.language,
        channel=channel,
    )
    return [
        NewProposal(
            said=one.quote,
            due=one.by,
            what=one.what,
            firm=one.firm,
            message=letter,
            note=said if isinstance(said, Note) else None,
            channel=channel if letter else "",
            why=_why(letter),
        )
        for one in on_their_own(found)
        if one.by is not None
    ]


def _why(letter: Message | None) -> str:
    if letter is None:
        return Proposal.Why.NOTE
    return Proposal.Why.SENT if letter.outgoing_id else Proposal.Why.OUTSIDE
