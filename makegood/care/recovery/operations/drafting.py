"""The draft of an apology: laid ready for the owner, written anew when it is not true any more, put away."""

from datetime import datetime

from django.db import transaction

from makegood.base.database import retried
from makegood.care.promises.models import Move, Promise
from makegood.care.recovery.events import ApologyDrafted, ApologySpared
from makegood.care.recovery.models import Apology
from makegood.care.recovery.operations.knowing import (
    Found,
    earliest_for,
    look_at,
    while_we_work,
)
from makegood.care.recovery.operations.state import lock_promise, tell_of
from makegood.care.recovery.operations.wording import apology_text
from makegood.care.recovery.rules import Risk, last_moment, new_due, send_at
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now

TIMES = 4  # how often a new time may have been said before, for the room that is added


@transaction.atomic
def draft(found: Found) -> Apology | None:
    """Lay ready what the customer is to hear, for the owner; None when the promise has ended meanwhile.
    Twice gives the same; what lies ready is written anew where it is not true any more."""
    promise = lock_promise(found.promise)
    if promise.state != Promise.State.OPEN or promise.told_at is not None:
        return None
    known = Apology.objects.filter(promise=promise).exclude(state=Apology.State.SPARED).first()
    if known is not None:
        known.promise = promise
        return known if still_true(known, found) else anew(known, promise, found.risk)
    moment, new = now(), _new_time(promise)
    because = found.risk.because or Apology.Because.LATE
    apology = Apology.objects.create(
        promise=promise,
        because=because,
        language=promise.case.language,
        text=worded(promise, because, new),
        new_due=new,
        send_at=send_at(moment, promise.made_at, promise.due),
    )
    tell_of(
        promise.case,
        ApologyDrafted(promise_id=promise.pk, apology_id=apology.pk, because=because),
        SYSTEM,
    )
    return apology


def _new_time(promise: Promise) -> datetime:
    moment = now()
    said = new_due(
        earliest=earliest_for(promise), due=promise.due, moment=moment, times_before=_times(promise)
    )
    return while_we_work(promise, said)


def still_true(apology: Apology, found: Found) -> bool:
    """Whether a draft still says why, and by when it was promised; what has been sent stays as it is."""
    if apology.state != Apology.State.DRAFT:
        return True
    if (found.risk.because or apology.because) != apology.because:
        return False
    return not Move.objects.filter(promise=found.promise, at__gt=apology.drafted_at).exists()


def anew(apology: Apology, promise: Promise, risk: Risk) -> Apology:
    """The draft by what is known now. Its moment stays, unless the promise is due at another."""
    moment = now()
    if Move.objects.filter(promise=promise, at__gt=apology.drafted_at).exists():
        apology.drafted_at, apology.new_due = moment, _new_time(promise)
        apology.send_at = _leaves_at(apology, promise, moment)
    apology.because = risk.because or apology.because
    apology.text = worded(promise, apology.because, apology.new_due)
    apology.save(update_fields=["drafted_at", "new_due", "send_at", "because", "text"])
    return apology


def _leaves_at(apology: Apology, promise: Promise, moment: datetime) -> datetime | None:
    """By itself; what the owner has vouched for at the last moment."""
    if apology.vouched_by_id is None:
        return send_at(moment, promise.made_at, promise.due)
    return max(last_moment(promise.made_at, promise.due), moment)


def worded(promise: Promise, because: str, new: datetime) -> str:
    """The words of the machine, by this minute."""
    moment = now()
    return apology_text(
        promise, because=because, new_due=new, moment=moment, overdue=promise.due <= moment
    )


def _times(promise: Promise) -> int:
    """How often a new time was said for this before."""
    times, one = 0, promise
    while times < TIMES:
        before = Promise.objects.filter(moved_to=one).first()
        if before is None:
            break
        times, one = times + 1, before
    return times


@retried
def renewed(apology: Apology) -> bool:
    """Write a draft anew that is not true any more; whether it was."""
    promise = lock_promise(apology.promise)
    apology = Apology.objects.get(pk=apology.pk)
    over = promise.state != Promise.State.OPEN or promise.told_at is not None
    if over or apology.state != Apology.State.DRAFT:
        return False
    [found] = look_at([promise])
    if still_true(apology, found):
        return False
    anew(apology, promise, found.risk)
    return True


@transaction.atomic
def put_away(apology: Apology) -> None:
    """It will be kept after all: nobody need apologise now. What the owner has vouched for stays. Twice
    changes nothing."""
    promise = lock_promise(apology.promise)
    apology = Apology.objects.get(pk=apology.pk)
    if apology.state == Apology.State.DRAFT and apology.vouched_by_id is None:
        _spared(apology, promise)


@transaction.atomic
def spare(apology: Apology) -> None:
    """The promise has ended: nobody need apologise. Twice changes nothing."""
    promise = lock_promise(apology.promise)
    apology = Apology.objects.get(pk=apology.pk)
    if apology.state == Apology.State.DRAFT and promise.state != Promise.State.OPEN:
        _spared(apology, promise)


def _spared(apology: Apology, promise: Promise) -> None:
    apology.state, apology.ended_at, apology.ended_by = Apology.State.SPARED, now(), str(SYSTEM)
    apology.save(update_fields=["state", "ended_at", "ended_by"])
    tell_of(promise.case, ApologySpared(promise_id=promise.pk, apology_id=apology.pk), SYSTEM)
