"""The outbox: every message that leaves, once, or a person is asked."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows, run
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import Fact, record, record_many
from makegood.contact.channels.events import (
    MessageFailed,
    MessageLeft,
    MessageUncertain,
    MessageWithdrawn,
    SendingPaused,
    SendingResumed,
)
from makegood.contact.channels.models import Account, Outgoing, Piece, Sending
from makegood.contact.channels.operations.ordering import put_behind
from makegood.contact.channels.operations.secrets import (
    TOO_OLD,
    is_too_old,
    opened,
    sealed,
    unspoken,
)
from makegood.contact.channels.operations.standing import in_trouble, out_of_trouble, slow_down
from makegood.contact.channels.ports import (
    Doubtful,
    OutgoingView,
    Undelivered,
    adapter_for,
    is_door,
)
from makegood.contact.channels.queries import sending_paused
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.text import clean
from makegood.records.privacy.queries import SURVEYS, wanted_at

LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 9
FIRST_WAIT = timedelta(seconds=30)
UNWANTED = {"state": Outgoing.State.WITHDRAWN, "error": "the customer wants no such messages"}


class AlreadyLeft(Refused):
    """Too late to take back."""


class MayHaveArrived(Refused):
    """Only a person may send again what may have arrived."""


@dataclass(frozen=True, kw_only=True)
class NewOutgoing:
    """A message to put into the outbox. `envelope` is what the adapter needs; `secret` are words that only
    their reader may see, of use until `good_until`."""

    account: Account
    reference: str
    recipient: str
    external_id: str
    envelope: dict[str, Any]
    case: int | None = None
    customer: int | None = None
    automatic: bool = False
    wait: timedelta = timedelta(0)
    secret: str = ""
    good_until: datetime | None = None
    pk: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def queue_outgoing(new: NewOutgoing) -> Outgoing:
    """Write the message and the job that sends it into the caller's transaction. What leaves by itself leaves as
    the customer wants it: after his quiet hours, or, where we do not owe it and he wants none, not at all."""
    wanted = _wanted(new)
    leaves = wanted or now()
    outgoing = Outgoing.objects.create(
        id=new.pk,
        account=new.account,
        reference=new.reference,
        recipient=new.recipient,
        external_id=new.external_id,
        envelope=new.envelope,
        secret=sealed(new.secret) if wanted else "",
        good_until=new.good_until,
        case=new.case,
        customer=new.customer,
        automatic=new.automatic,
        send_after=leaves,
        **({} if wanted else UNWANTED | {"done_at": leaves}),
    )
    if wanted:
        _defer(outgoing.pk, leaves)
    return outgoing


def _wanted(new: NewOutgoing) -> datetime | None:
    """When it may leave; None: the customer does not want it. What he asks for himself belongs to no case."""
    leaves = now() + new.wait
    if not new.automatic or new.customer is None or new.case is None:
        return leaves
    purpose = str(new.envelope.get("purpose", ""))
    return wanted_at(
        new.customer,
        channel=new.account.kind,
        purpose=purpose,
        owed=purpose not in SURVEYS,
        moment=leaves,
    )


def _defer(pk: uuid.UUID, at: datetime) -> None:
    defer_once(deliver, at=at, lock=f"deliver:{pk}", outgoing_id=str(pk))


@job("channels.deliver")
def deliver(*, outgoing_id: str) -> None:
    """Send one message of the outbox. Safe to call at any time and any number of times."""
    claimed = _claim(outgoing_id)
    if claimed is None:
        return
    outgoing, attempt = claimed
    if is_too_old(outgoing):
        _finish(outgoing, attempt, Outgoing.State.WITHDRAWN, error=TOO_OLD)
        return
    adapter = adapter_for(outgoing.account.kind)
    try:
        delivered = adapter.send(
            _view(outgoing, attempt), handing_over=lambda: _handing_over(outgoing.pk, attempt)
        )
    except Undelivered as error:
        _refused(outgoing, attempt, error)
    except Doubtful:
        _finish(outgoing, attempt, Outgoing.State.UNCERTAIN)
    else:
        _finish(outgoing, attempt, Outgoing.State.DELIVERED if delivered else Outgoing.State.SENT)
        if is_door(adapter):
            out_of_trouble(outgoing.account_id)


def _claim(outgoing_id: str) -> tuple[Outgoing, int] | None:
    """Take the lease and a fresh attempt token; None when there is nothing to do now."""
    with transaction.atomic():
        if sending_paused() or _held(outgoing_id) or _waits_its_turn(outgoing_id):
            return None
        taken = rows(
            "UPDATE channels_outgoing SET state = 'sending', attempt = attempt + 1, lease_until = %s,"
            " handed_over = false WHERE id = %s AND state = 'queued' AND send_after <= %s RETURNING attempt",
            [now() + LEASE, outgoing_id, now()],
        )
    if not taken:
        return None
    return Outgoing.objects.select_related("account").get(pk=outgoing_id), int(taken[0][0])


def _waits_its_turn(outgoing_id: str) -> bool:
    """Whether something earlier to the same person has not left yet."""
    until = put_behind(uuid.UUID(outgoing_id))
    if until is not None:
        _defer(uuid.UUID(outgoing_id), until)
    return until is not None


def _held(outgoing_id: str) -> bool:
    """Whether its provider has asked for time: then it is tried when that is over, and no try is counted."""
    held = rows(
        "UPDATE channels_outgoing o SET send_after = s.slow_until FROM channels_standing s WHERE o.id = %s"
        " AND o.state = 'queued' AND s.account_id = o.account_id AND s.slow_until > %s RETURNING s.slow_until",
        [outgoing_id, now()],
    )
    for (until,) in held:
        _defer(uuid.UUID(outgoing_id), until)
    return bool(held)


class LeaseLost(Exception):
    """Another runner took over: this one must not go on."""


def _handing_over(pk: uuid.UUID, attempt: int) -> None:
    """The point of no return, written down before it is passed. A zombie is stopped here."""
    if not run(
        "UPDATE channels_outgoing SET handed_over = true WHERE id = %s AND attempt = %s AND state = 'sending'"
        " AND lease_until > %s",
        [pk, attempt, now()],
    ):
        raise LeaseLost(str(pk))


@transaction.atomic
def _note(pk: uuid.UUID, attempt: int, number: int, name: str) -> None:
    """The far side took this piece: it is not sent again, and what comes next has not been handed over."""
    Piece.objects.bulk_create(
        [Piece(outgoing_id=pk, number=number, name=clean(name)[:250])], ignore_conflicts=True
    )
    run(
        "UPDATE channels_outgoing SET handed_over = false, lease_until = %s"
        " WHERE id = %s AND attempt = %s AND state = 'sending'",
        [now() + LEASE, pk, attempt],
    )


def _view(outgoing: Outgoing, attempt: int) -> OutgoingView:
    account = outgoing.account
    noted = dict(outgoing.pieces.values_list("number", "name")) if attempt > 1 else {}
    return OutgoingView(
        pk=str(outgoing.pk),
        external_id=outgoing.external_id,
        recipient=outgoing.recipient,
        account_address=account.address,
        account_name=account.name,
        settings=account.settings,
        envelope=opened(outgoing),
        language=account.language,
        noted=noted,
        note=lambda number, name: _note(outgoing.pk, attempt, number, name),
        account_id=account.pk,
    )


def _not_delivered(
    outgoing: Outgoing,
    attempt: int,
    reason: str,
    *,
    permanent: bool,
    after: timedelta | None = None,
) -> None:
    tried = attempt - outgoing.attempts_before
    if permanent or tried >= MAX_ATTEMPTS:
        _finish(outgoing, attempt, Outgoing.State.FAILED, error=reason)
        return
    later = now() + _wait(tried, after)
    with transaction.atomic():
        if run(
            "UPDATE channels_outgoing SET state = 'queued', send_after = %s, error = %s, lease_until = NULL"
            " WHERE id = %s AND attempt = %s AND state = 'sending'",
            [later, clean(reason)[:500], outgoing.pk, attempt],
        ):
            _defer(outgoing.pk, later)


def _wait(tried: int, after: timedelta | None) -> timedelta:
    """How long until the next attempt: as long as the far side said, and longer when that does not help."""
    if after is None:
        return FIRST_WAIT * int(3 ** (tried - 1))
    after = _bearable(after)
    return after if tried <= 2 else max(after, FIRST_WAIT * int(3 ** (tried - 3)))


def _refused(outgoing: Outgoing, attempt: int, error: Undelivered) -> None:
    reason = unspoken(outgoing, str(error))
    if error.ours:
        in_trouble(outgoing.account_id, reason=reason)
    if error.after and not error.alone:
        slow_down(outgoing.account_id, until=now() + _bearable(error.after))
    _not_delivered(outgoing, attempt, reason, permanent=error.permanent, after=error.after)


def _bearable(after: timedelta) -> timedelta:
    """What a far side asks for, within reason."""
    return min(max(after, timedelta(seconds=1)), timedelta(hours=6))


@transaction.atomic
def _finish(outgoing: Outgoing, attempt: int, state: str, *, error: str = "") -> None:
    """End an attempt; one whose lease was taken over changes nothing."""
    if not Outgoing.objects.filter(
        pk=outgoing.pk, attempt=attempt, state=Outgoing.State.SENDING
    ).update(state=state, error=clean(error)[:500], secret="", lease_until=None, done_at=now()):
        return
    _tell(outgoing, state, error)


def fact_of(outgoing: Outgoing, state: str, error: str = "", by: Actor = SYSTEM) -> Fact:
    """What is told of a message that has come to this state."""
    notice = outgoing.envelope.get("purpose") == "notice"
    event = {
        Outgoing.State.SENT: MessageLeft(reference=outgoing.reference, delivered=False),
        Outgoing.State.DELIVERED: MessageLeft(reference=outgoing.reference, delivered=True),
        Outgoing.State.FAILED: MessageFailed(
            reference=outgoing.reference, error=error[:120], notice=notice
        ),
        Outgoing.State.UNCERTAIN: MessageUncertain(reference=outgoing.reference, notice=notice),
        Outgoing.State.WITHDRAWN: MessageWithdrawn(reference=outgoing.reference),
    }[Outgoing.State(state)]
    case, customer = outgoing.case, outgoing.customer
    return Fact(event=event, subject=outgoing.reference, by=by, case=case, customer=customer)


def _tell(outgoing: Outgoing, state: str, error: str = "", by: Actor = SYSTEM) -> None:
    record_many([fact_of(outgoing, state, error, by)])


@transaction.atomic
def withdraw(outgoing: Outgoing, *, by: Actor) -> None:
    """Take a message back before it leaves. Raises AlreadyLeft; twice changes nothing."""
    outgoing = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
    if outgoing.state == Outgoing.State.WITHDRAWN:
        return
    if outgoing.state != Outgoing.State.QUEUED:
        raise AlreadyLeft(_("It has left already. Write a second message to put it right."))
    outgoing.state, outgoing.secret = Outgoing.State.WITHDRAWN, ""
    outgoing.done_at = now()
    outgoing.save(update_fields=["state", "secret", "done_at"])
    _tell(outgoing, outgoing.state, by=by)


@transaction.atomic
def bounced(outgoing_id: uuid.UUID, *, reason: str) -> None:
    """The far side took it and gave it back; twice changes nothing."""
    outgoing = Outgoing.objects.select_for_update().get(pk=outgoing_id)
    if outgoing.state in (Outgoing.State.FAILED, Outgoing.State.WITHDRAWN):
        return
    outgoing.state, outgoing.error = Outgoing.State.FAILED, clean(reason)[:500]
    outgoing.done_at = now()
    outgoing.save(update_fields=["state", "error", "done_at"])
    _tell(outgoing, outgoing.state, reason)


@transaction.atomic
def settle_uncertain(outgoing: Outgoing, *, arrived: bool, by: Actor) -> None:
    """A person found out: it arrived, or it is to be sent again under the same name."""
    outgoing = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
    if outgoing.state not in (Outgoing.State.UNCERTAIN, Outgoing.State.FAILED):
        raise MayHaveArrived(_("There is nothing to decide about this message any more."))
    if outgoing.good_until is not None and not arrived:
        raise MayHaveArrived(_("A code is not sent twice. Whoever needs one asks for a new one."))
    outgoing.state = Outgoing.State.SENT if arrived else Outgoing.State.QUEUED
    outgoing.send_after, outgoing.attempts_before = now(), outgoing.attempt
    outgoing.save(update_fields=["state", "send_after", "attempts_before"])
    if arrived:
        _tell(outgoing, outgoing.state, by=by)
    else:
        _defer(outgoing.pk, now())


def expire_leases() -> int:
    """What was being sent when its worker died: sent again if it cannot have left, else uncertain."""
    lost = Outgoing.objects.filter(state=Outgoing.State.SENDING, lease_until__lt=now())
    for outgoing in list(lost[:200]):
        if outgoing.handed_over:
            _finish(outgoing, outgoing.attempt, Outgoing.State.UNCERTAIN)
        else:
            _not_delivered(outgoing, outgoing.attempt, "the sender stopped", permanent=False)
    return 0


def defer_forgotten() -> int:
    """What is due and has no job any more (a job can get lost, the row cannot)."""
    if sending_paused():
        return 0
    found = rows(
        "SELECT id FROM channels_outgoing o WHERE state = 'queued' AND send_after < %s AND NOT EXISTS"
        " (SELECT 1 FROM procrastinate_jobs j WHERE j.queueing_lock = 'deliver:' || o.id AND j.status = 'todo'"
        " AND coalesce(j.scheduled_at <= %s, true)) ORDER BY send_after LIMIT 200",
        [now() - timedelta(minutes=2), now()],
    )
    for (pk,) in found:
        _defer(pk, now())
    return 0


@transaction.atomic
def pause_sending(reason: str, *, by: Actor = SYSTEM) -> None:
    """Nothing leaves until `resume_sending`: after a restore, or when something runs wild."""
    Sending.objects.update_or_create(id=1, defaults={"paused_at": now(), "reason": reason[:200]})
    record(SendingPaused(reason=reason[:200]), subject="sending", by=by)


@transaction.atomic
def resume_sending(*, by: Actor) -> None:
    """Let go what waits."""
    Sending.objects.update_or_create(id=1, defaults={"paused_at": None, "reason": ""})
    record(SendingResumed(), subject="sending", by=by)
    for pk, at in Outgoing.objects.filter(state=Outgoing.State.QUEUED).values_list(
        "pk", "send_after"
    ):
        _defer(pk, max(at, now()))
