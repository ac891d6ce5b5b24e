"""What one of us says to a customer is taken down as a promise, in the transaction of the message itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import NewPromise, end_given, feasible, make_many, overrule
from makegood.care.promises.ports import Ask
from makegood.care.promises.reading.finding import Found, find
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
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
