"""Promises end: kept, or released where nobody needs them any more. What never arrived is owed again."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.care.cases.operations import lock
from makegood.care.promises.events import PromiseKept, PromiseOwedAgain, PromiseReleased
from makegood.care.promises.models import Promise
from makegood.care.promises.operations.clock import unpause
from makegood.care.promises.operations.state import fact, settle, write_clocks, write_moves
from makegood.care.promises.queries import ANSWERS, INTERNAL, WORD
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.events import Event
from makegood.kernel.text import clean

ENDED = ["state", "ended_at", "ended_by", "ended_why", "ended_with", "waited_since", "released_by"]


class EndsByItself(Refused):
    """Nobody ends this promise by hand."""


class NeedsHisWord(Refused):
    """Only the customer releases us from what we promised him."""


@transaction.atomic
def end_many(
    cases: Sequence[Case],
    *,
    kinds: Iterable[str],
    kept: bool,
    by: Actor,
    outgoing: uuid.UUID | None = None,
) -> list[Promise]:
    """Promises of these kinds are kept, or need not be kept any more; twice changes nothing.

    `outgoing`: the message that ends them; if it never arrives, `owe_again` finds them by it. The
    caller holds the locks of the cases and makes the next promise where none is left.
    """
    known = {case.pk: case for case in cases}
    ending = list(
        Promise.objects.filter(
            case_id__in=known, kind__in=list(kinds), state=Promise.State.OPEN
        ).order_by("pk")
    )
    for promise in ending:
        promise.case = known[promise.case_id]
    end_these(ending, kept=kept, by=by, outgoing=outgoing)
    return ending


def end(
    case: Case,
    *,
    kinds: Iterable[str],
    kept: bool,
    by: Actor,
    outgoing: uuid.UUID | None = None,
) -> list[Promise]:
    """`end_many` for one case."""
    return end_many([case], kinds=kinds, kept=kept, by=by, outgoing=outgoing)


@transaction.atomic
def end_given(promise: Promise, *, kept: bool, by: Actor) -> Promise:
    """What a person promised is kept, or need not be kept any more; twice changes nothing.

    Raises EndsByItself for a promise that the house gave. The caller makes the next promise where
    none is left.
    """
    promise = _given(promise)
    if promise.state == Promise.State.OPEN:
        end_these([promise], kept=kept, by=by)
    return promise


@transaction.atomic
def release(promise: Promise, *, message: Message, by: Actor, why: str = "") -> Promise:
    """The customer's own word releases us from what we promised him; twice changes nothing.

    Raises NeedsHisWord for a message that is not his, not of this case, or older than the promise, and
    EndsByItself. The caller makes the next promise where none is left.
    """
    promise = _given(promise)
    if promise.state != Promise.State.OPEN:
        return promise
    of_this_case = promise.case.strands.filter(conversation=message.conversation_id).exists()
    his = message.author == Message.Author.CONTACT and message.at >= promise.made_at
    if not (his and of_this_case):
        raise NeedsHisWord(
            _(
                "Only the customer can release us. Choose his message that says so, or keep the promise."
            )
        )
    promise.released_by, promise.ended_why = message, clean(why).strip()[:200]
    end_these([promise], kept=False, by=by)
    return promise


def _given(promise: Promise) -> Promise:
    """The promise with the lock of its case. Raises EndsByItself."""
    case = lock(promise.case_id)
    promise = Promise.objects.get(pk=promise.pk)
    if promise.kind not in WORD:
        raise EndsByItself(_("This promise ends by itself, with our answer to the customer."))
    promise.case = case
    return promise


@transaction.atomic
def end_internal(case: Case, promise_id: int, *, kept: bool, by: Actor) -> None:
    """One of our own deadlines (a task, a hand-off) is kept, or need not be kept any more; twice changes
    nothing. The caller holds the lock of the case and makes the next promise where none is left."""
    found = Promise.objects.filter(
        pk=promise_id, case=case, kind__in=INTERNAL, state=Promise.State.OPEN
    )
    ending = list(found)
    for promise in ending:
        promise.case = case
    end_these(ending, kept=kept, by=by)


def end_these(
    ending: Sequence[Promise], *, kept: bool, by: Actor, outgoing: uuid.UUID | None = None
) -> None:
    """End open promises whose cases are at hand and locked by the caller."""
    if not ending:
        return
    moment = now()
    paused = [(promise, promise.due) for promise in ending if promise.paused_at is not None]
    if paused:  # judged by the time it had left, not by how long we waited for him
        unpause([promise for promise, _before in paused], moment)
        write_clocks([promise for promise, _before in paused])
        write_moves(paused, at=moment, by=by, why="resumed")
    for promise in ending:
        promise.state = Promise.State.KEPT if kept else Promise.State.RELEASED
        promise.ended_at, promise.ended_by = moment, str(by)
        if outgoing is not None:
            promise.ended_with = outgoing
            promise.waited_since = promise.case.unanswered_since
    Promise.objects.bulk_update(ending, ENDED)
    record_many([fact(p, _ending(p, kept), by) for p in ending])
    settle({p.case_id for p in ending})


@transaction.atomic
def owe_again(case: Case, *, outgoing: Collection[uuid.UUID], by: Actor) -> list[Promise]:
    """What these messages ended is open again with the deadlines it had: they never arrived.

    Younger promises of an answer are released. Returns what is owed again, with `waited_since`;
    twice changes nothing. The caller holds the lock of the case.
    """
    found = Promise.objects.filter(case=case, ended_with__in=outgoing)
    back = list({p.kind: p for p in found.order_by("-due")}.values())  # of one kind the earliest
    if not back:
        return []
    end(case, kinds=ANSWERS, kept=False, by=by)
    for promise in back:
        promise.case = case
        promise.state, promise.ended_at, promise.ended_by = Promise.State.OPEN, None, ""
        promise.ended_with = None
    Promise.objects.bulk_update(back, ENDED)
    record_many([fact(p, PromiseOwedAgain(promise_id=p.pk, promise_kind=p.kind), by) for p in back])
    settle([case.pk])
    return back


def _ending(promise: Promise, kept: bool) -> Event:  # noqa: FBT001 - says which of two facts
    if kept:
        late = promise.ended_at is not None and promise.ended_at > promise.due
        return PromiseKept(promise_id=promise.pk, promise_kind=promise.kind, late=late)
    return PromiseReleased(promise_id=promise.pk, promise_kind=promise.kind)
