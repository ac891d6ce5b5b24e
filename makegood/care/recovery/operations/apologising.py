"""The apology: drafted, sent by the owner or by itself, and the promise that moves to the time that was said."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases.models import Case
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import (
    Unlikely,
    agree_new_time,
    feasible,
    tell,
    why_unlikely,
)
from makegood.care.promises.ports import Ask
from makegood.care.recovery.events import (
    ApologyHeld,
    ApologyVouched,
)
from makegood.care.recovery.models import Apology, Offer, Remedy
from makegood.care.recovery.operations.drafting import anew, renewed, still_true, worded
from makegood.care.recovery.operations.knowing import (
    look_at,
    while_we_work,
)
from makegood.care.recovery.operations.offering import (
    hold_who_approves,
    offer_beside,
    offers_by_itself,
)
from makegood.care.recovery.operations.state import lock_promise, tell_of
from makegood.care.recovery.ports import voice
from makegood.care.recovery.rules import (
    HOUR,
    MINUTE,
    is_lost,
    last_moment,
    new_due,
    very_last,
)
from makegood.contact.channels.models import Outgoing
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Outdated, Refused
from makegood.kernel.text import clean


class NotNeeded(Refused):
    """The promise has ended meanwhile, or he was told already."""


class ReasonChanged(Outdated):
    """What was drafted is not true any more."""


class Unsaid(Exception):
    """A machine may not write to this address again yet; what belongs to it is not done either."""


def send(
    apology: Apology,
    *,
    user: User,
    by: Actor,
    text: str | None = None,
    due: datetime | None = None,
    remedies: Sequence[Remedy] = (),
) -> Apology:
    """The owner tells the customer: as drafted, or in his own words and with his own new time; with
    remedies to choose from, if he offers some.

    Raises NotNeeded, Invalid for no words or a time that is no later, Unlikely for one that will hardly
    be kept, ReasonChanged for a draft that is not true any more, and what offering raises.
    """
    if text in (None, apology.text) and renewed(apology):
        sentence = _("The reason or the time has changed since this was drafted. Read it again.")
        raise ReasonChanged(sentence)
    return _send(apology, user=user, by=by, text=text, due=due, remedies=remedies)


@retried
def _send(
    apology: Apology,
    *,
    user: User,
    by: Actor,
    text: str | None,
    due: datetime | None,
    remedies: Sequence[Remedy],
) -> Apology:
    if remedies:
        hold_who_approves(apology.promise.case, user)
    apology, promise = _ready(apology)
    if apology.state == Apology.State.SENT:
        return apology
    if text is not None and not text.strip():
        raise Invalid(_("Write something first."), field="text")
    if due is not None and due != apology.new_due:
        _later(promise, due)
        text = worded(promise, apology.because, due) if text in (None, apology.text) else text
        apology.new_due = due
    words = text if text is not None else worded(promise, apology.because, apology.new_due)
    apology.text = clean(words).strip()
    offer = offer_beside(promise, remedies, user=user, by=by)
    return _say(apology, promise, offer, user=user, by=by)


def _later(promise: Promise, due: datetime) -> None:
    if due <= max(promise.due, now()):
        raise Invalid(_("Say a time that is later than the one we promised."), field="due")


@retried
def send_by_itself(apology: Apology) -> Apology:
    """Nobody acted in time: the customer hears it from us all the same, with the reason as it is now. Where
    a machine may not write to him again yet it waits, and the owner sees that; where it can be kept after
    all, or its clock stands, nothing is said."""
    apology, promise = _ready(apology)
    if apology.state != Apology.State.DRAFT or promise.paused_at is not None:
        return apology
    [found], moment = look_at([promise]), now()
    if not is_lost(found.risk, made=promise.made_at, due=promise.due, moment=moment):
        return apology
    if not still_true(apology, found):
        apology = anew(apology, promise, found.risk)
        if apology.send_at is None or apology.send_at > moment:
            return apology
    if apology.new_due <= max(promise.due, moment) + MINUTE:  # drafted long ago
        later = max(promise.due, moment)
        said = new_due(earliest=later + HOUR, due=promise.due, moment=moment, times_before=0)
        apology.new_due = while_we_work(promise, said)
    apology.text = worded(promise, apology.because, apology.new_due)
    try:
        with transaction.atomic():
            offer = offers_by_itself(promise)
            return _say(apology, promise, offer, user=None, by=SYSTEM)
    except Unsaid:
        return _hold(apology, promise)


def _say(
    apology: Apology, promise: Promise, offer: Offer | None, *, user: User | None, by: Actor
) -> Apology:
    moment = now()
    apology.feasibility = _feasibility(apology, promise, user=user, by=by)
    words = f"{apology.text}\n\n{offer.said}" if offer and offer.said else apology.text
    spoken = voice().say(promise.case, words, user=user)
    if spoken is None:
        raise Unsaid
    tell(
        promise,
        at=moment,
        outgoing=spoken.outgoing,
        new_due=apology.new_due,
        by=by,
        why_late=_why_late(apology, promise),
    )
    apology.state, apology.outgoing = Apology.State.SENT, spoken.outgoing
    apology.ended_at, apology.ended_by = moment, str(by)
    apology.save()
    if offer is not None:
        Offer.objects.filter(pk=offer.pk).update(outgoing=spoken.outgoing)
    return apology


def _feasibility(
    apology: Apology, promise: Promise, *, user: User | None, by: Actor
) -> Feasibility | None:
    """A person's word is given again only where it can be kept. Raises Unlikely when one of us says so;
    by itself a later time is said."""
    if promise.kind != Promise.Kind.PERSON:
        return None
    question = Ask(
        case=promise.case,
        what=promise.what,
        kind=promise.kind,
        due=apology.new_due,
        by_user=promise.keeper,
    )
    found = feasible(question, by=by)
    if found.verdict == Feasibility.Verdict.UNLIKELY and user is not None:
        sentence = _("This will hardly be kept either. %(why)s Say a later time.")
        raise Unlikely(sentence % {"why": why_unlikely(found)}, found)
    return found if found.verdict == Feasibility.Verdict.FEASIBLE else None


def _why_late(apology: Apology, promise: Promise) -> str:
    if promise.due > now():
        return ""
    if apology.held_at is not None:
        return because("once_a_day")
    return because("nobody_acted") if apology.drafted_at < promise.due else ""


def _hold(apology: Apology, promise: Promise) -> Apology:
    """Nothing was said. It is tried again in an hour; the owner hears of it once."""
    first = apology.held_at is None
    apology.held_at, apology.send_at = apology.held_at or now(), now() + HOUR
    apology.save(update_fields=["held_at", "send_at"])
    if first:
        tell_of(promise.case, ApologyHeld(promise_id=promise.pk, apology_id=apology.pk), SYSTEM)
    return apology


@retried
def vouch(apology: Apology, *, user: User, why: str, by: Actor) -> Apology:
    """The owner says that it will be kept: it leaves only at the last moment, if it is not kept by then.
    Raises NotNeeded, Invalid for no reason."""
    if not why.strip():
        raise Invalid(_("Say why it will be kept."), field="why")
    apology, promise = _ready(apology)
    if apology.state != Apology.State.DRAFT:
        return apology
    moment = now()
    apology.vouched_by, apology.vouched_at = user, moment
    apology.vouched_why = clean(why).strip()[:200]
    last = last_moment(promise.made_at, promise.due)
    apology.send_at = last if last > moment else very_last(promise.made_at, promise.due)
    apology.save(update_fields=["vouched_by", "vouched_at", "vouched_why", "send_at"])
    tell_of(promise.case, ApologyVouched(promise_id=promise.pk, apology_id=apology.pk), by)
    return apology


@retried
def settle_missed(promise: Promise) -> Promise | None:
    """The moment has passed and he was told: the promise ends as missed, made good or not, and what he was
    told instead is owed. Gives what is owed now; None when nothing had to be done."""
    promise = lock_promise(promise)
    moment = now()
    if promise.state != Promise.State.OPEN or promise.told_at is None or promise.due > moment:
        return None
    offered = Offer.objects.filter(promise=promise).exclude(state=Offer.State.WITHDRAWN).exists()
    told = Apology.objects.filter(promise=promise, state=Apology.State.SENT).first()
    due = promise.told_due or (told.new_due if told else moment + HOUR)
    due, found = max(due, moment + 2 * MINUTE), told.feasibility if told else None
    return _moved(promise, due, found, offered=offered)


def _moved(promise: Promise, due: datetime, found: Feasibility | None, *, offered: bool) -> Promise:
    """What he was told is owed, even where more has come in since: then it is at risk, and he hears again."""
    return agree_new_time(
        promise,
        due=due,
        by=SYSTEM,
        why=because("told_offered" if offered else "told_new_time"),
        amends=Promise.Amends.OFFERED if offered else Promise.Amends.NONE,
        feasibility=found,
        already_said=True,
    )


@transaction.atomic
def lost(case_id: int) -> Case | None:
    """Apologies of a case never arrived, or nobody knows whether they did; gives the case, under its lock.
    None when there is none that was not known."""
    case = lock_going_on(case_id)
    said = Apology.objects.filter(promise__case=case, lost_at=None, outgoing__isnull=False)
    gone = Outgoing.objects.filter(
        pk__in=list(said.values_list("outgoing", flat=True)),
        state__in=(Outgoing.State.FAILED, Outgoing.State.UNCERTAIN),
    )
    lost_now = said.filter(outgoing__in=list(gone.values_list("pk", flat=True)))
    return case if lost_now.update(lost_at=now()) else None


def _ready(apology: Apology) -> tuple[Apology, Promise]:
    """The apology and its promise with the lock of their case. Raises NotNeeded when the promise has ended."""
    promise = lock_promise(apology.promise)
    apology = Apology.objects.get(pk=apology.pk)
    apology.promise = promise
    ended = promise.state != Promise.State.OPEN or apology.state == Apology.State.SPARED
    told = promise.told_at is not None and apology.state == Apology.State.DRAFT
    if (ended and apology.state != Apology.State.SENT) or told:
        raise NotNeeded(_("This promise has ended, or the customer was told. Nothing was sent."))
    return apology, promise
