"""What one of us says to a customer is taken down as a promise, in the transaction of the message itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Note
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import NewPromise, end_given, feasible, make_many, overrule
from makegood.care.promises.ports import Ask
from makegood.care.promises.reading.finding import Found, find
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, NotFound

AT_MOST, LOOKED_AT, LATELY = 20, 8, timedelta(days=7)


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
    return find(text, now=at or now(), zone=zone, language=case.language, channel=case.channel)


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
    return Ask(case=case, what=found.what, kind=Promise.Kind.PERSON, due=due), found.firm


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


@dataclass(frozen=True, kw_only=True)
class Unrecorded:
    """Words of ours that promise something still to come and that nobody has taken down."""

    words: str
    due: datetime
    said_by: str
    message: Message | None = None
    note: Note | None = None


def unrecorded(case: Case, promises: Sequence[Promise]) -> list[Unrecorded]:
    """What letters from outside the workspace and notes of calls promised lately, but no promise says.

    `promises`: all of the case. Two queries; a text is read once.
    """
    taken, moment = {p.said for p in promises if p.said}, now()
    # A word of a person for the same moment says the same, in the words of whoever took it down.
    dues = {p.due for p in promises if p.kind == Promise.Kind.PERSON}
    since = moment - LATELY
    letters = Message.objects.filter(
        conversation__strand__case=case, author=Message.Author.STAFF, at__gt=since
    ).exclude(outgoing__state__in=(Outgoing.State.WITHDRAWN, Outgoing.State.FAILED))
    notes = Note.objects.filter(case=case, at__gt=since)
    found: list[Unrecorded] = []
    for letter in letters.select_related("user", "conversation__account").order_by("-at")[
        :LOOKED_AT
    ]:
        found += _unrecorded(letter, case)
    for note in notes.select_related("user").order_by("-at")[:LOOKED_AT]:
        found += _unrecorded(note, case)
    return [f for f in found if f.words not in taken and f.due not in dues and f.due > moment]


def _unrecorded(each: Message | Note, case: Case) -> list[Unrecorded]:
    letter = each if isinstance(each, Message) else None
    note = each if isinstance(each, Note) else None
    channel = case.channel if letter else "call-note"
    name = each.user.name if each.user else ""
    return [
        Unrecorded(words=f.quote, due=f.by, said_by=name, message=letter, note=note)
        for f in _read(
            each.text, each.at, timezone.get_current_timezone_name(), case.language, channel
        )
        if f.by is not None
    ]


@lru_cache(maxsize=4000)
def _read(text: str, at: datetime, zone: str, language: str, channel: str) -> tuple[Found, ...]:
    return tuple(find(text, now=at, zone=zone, language=language, channel=channel))


@transaction.atomic
def take_down(case: Case, *, words: str, by: Actor) -> Promise:
    """Record what was said already: it counts, whether or not it was wise. Twice is once.

    Raises NotFound where nobody of us said it lately.
    """
    if not words:
        raise NotFound
    locked = cases.lock(case.pk)
    known = list(locked.promises.all())
    made = next((p for p in known if p.said == words and p.state == Promise.State.OPEN), None)
    if made:
        return made
    said = next((u for u in unrecorded(locked, known) if u.words == words), None)
    if said is None:
        raise NotFound
    channel = said.message.conversation.account.kind if said.message else ""
    new = NewPromise(
        case=locked,
        kind=Promise.Kind.PERSON,
        due=said.due,
        what=said.words,
        said=said.words,
        message=said.message,
        channel=channel,
        already_said=True,
    )
    [promise] = make_many([new], by=by)
    return promise
