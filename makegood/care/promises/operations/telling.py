"""A promise cannot be kept: the customer hears it with a new time, and it ends as missed, made good or not."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record, record_many
from makegood.care.cases.operations import lock
from makegood.care.promises.events import PromiseMissed, PromiseMoved, PromiseTold
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations.making import NewPromise, make_many
from makegood.care.promises.operations.state import fact, settle, write_moves
from makegood.kernel.actor import Actor
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean

NOTICED_LATE = because("noticed_late")


class NotTold(Refused):
    """The customer must hear it first."""


@transaction.atomic
def tell(
    promise: Promise,
    *,
    at: datetime,
    outgoing: uuid.UUID | None,
    new_due: datetime | None,
    by: Actor,
    why_late: str = "",
) -> Promise:
    """The customer was told at that moment that it will not be kept, and by when instead; the first time
    counts. `why_late`: why he heard it only when the time was over. Raises Invalid for a new time that is past.
    """
    promise = _locked(promise)
    if promise.state != Promise.State.OPEN or promise.told_at is not None:
        return promise
    if new_due is not None and new_due <= at:
        raise Invalid(_("This moment has passed. Promise one that is still to come."), field="due")
    in_time = at < promise.due
    promise.told_at, promise.told_with, promise.told_due = at, outgoing, new_due
    promise.untold_why = "" if in_time else clean(why_late).strip()[:200] or NOTICED_LATE
    promise.save(update_fields=["told_at", "told_with", "told_due", "untold_why"])
    told = PromiseTold(promise_id=promise.pk, promise_kind=promise.kind, in_time=in_time)
    record_many([fact(promise, told, by)])
    return promise


@transaction.atomic
def miss(promise: Promise, *, amends: str, why: str, by: Actor) -> Promise:
    """It ends as missed: the customer was told, and something was offered or, with the reason, nothing.
    Twice changes nothing.

    Raises NotTold, and Invalid for an undecided remedy or no reason. The caller makes the next promise
    where none is left.
    """
    promise = _locked(promise)
    if promise.state == Promise.State.OPEN:
        _miss(promise, amends=amends, why=why, by=by)
        settle([promise.case_id])
    return promise


def _miss(promise: Promise, *, amends: str, why: str, by: Actor) -> None:
    if promise.told_at is None:
        raise NotTold(_("Tell the customer first that it will not be kept, and by when instead."))
    if amends not in (Promise.Amends.OFFERED, Promise.Amends.NONE):
        raise Invalid(
            _("Say what was offered to make it good, or that nothing was."), field="amends"
        )
    if not why.strip():
        raise Invalid(_("Say why."), field="why")
    promise.state, promise.ended_at, promise.ended_by = Promise.State.MISSED, now(), str(by)
    promise.amends, promise.amends_why = amends, clean(why).strip()[:200]
    promise.paused_at, promise.paused_because = None, ""
    promise.save(update_fields=MISSED)
    ended = PromiseMissed(promise_id=promise.pk, promise_kind=promise.kind, amends=amends)
    record_many([fact(promise, ended, by)])


MISSED = [
    "state",
    "ended_at",
    "ended_by",
    "amends",
    "amends_why",
    "paused_at",
    "paused_because",
]


@transaction.atomic
def agree_new_time(
    promise: Promise,
    *,
    due: datetime,
    by: Actor,
    why: str,
    amends: str = Promise.Amends.NONE,
    feasibility: Feasibility | None = None,
    already_said: bool = False,
) -> Promise:
    """Another moment was agreed with the customer, who has been told: the old promise ends as missed, and
    points to the new one, which is returned. Twice gives the same one. `already_said`: he has heard this
    moment, so it counts even where it will hardly be kept, and begins at risk.

    Raises NotTold, Invalid for a moment that is past, and Unlikely when the new one will hardly be kept.
    """
    promise = _locked(promise)
    if promise.moved_to is not None:
        return promise.moved_to
    if promise.state != Promise.State.OPEN:
        raise Refused(_("This promise has ended. Make a new one."))
    before = promise.due
    _miss(promise, amends=amends, why=why, by=by)
    new = NewPromise(
        case=promise.case,
        kind=promise.kind,
        due=due,
        what=promise.what,
        keeper=promise.keeper,
        said=promise.said,
        channel=promise.channel,
        firm=promise.firm,
        feasibility=feasibility,
        already_said=already_said,
    )
    [made] = make_many([new], by=by)
    Promise.objects.filter(pk=promise.pk).update(moved_to=made)
    write_moves([(made, before)], at=now(), by=by, why=why)
    moved = PromiseMoved(
        promise_id=promise.pk,
        promise_kind=promise.kind,
        before=before.isoformat(),
        after=due.isoformat(),
    )
    record(
        moved,
        subject=promise.case.topic,
        case=promise.case_id,
        customer=promise.case.contact_id,
        by=by,
    )
    return made


def _locked(promise: Promise) -> Promise:
    """The promise with the lock of its case, which is at hand."""
    case = lock(promise.case_id)
    found = Promise.objects.get(pk=promise.pk)
    found.case = case
    return found
