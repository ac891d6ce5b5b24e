import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from makegood.base.bus import wake
from makegood.base.database import columns, rows, run
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import record
from makegood.contact.channels.events import (
    MessageFailed,
    MessageLeft,
    MessageUncertain,
    MessageWithdrawn,
    SendingPaused,
    SendingResumed,
)
from makegood.contact.channels.models import Account, AutomaticCount, Outgoing, RawItem, Sending
from makegood.contact.channels.ports import Doubtful, OutgoingView, Undelivered, adapter_for
from makegood.contact.channels.queries import sending_paused
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.text import clean
from makegood.records.people.models import Queue

INTAKE = "makegood_intake"
CLAIM_BYTES = 48 * 1024 * 1024  # of raw items in one batch
LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 9
FIRST_WAIT = timedelta(seconds=30)
AUTOMATIC_A_DAY = 1  # automatic messages an unverified address gets at most on one day


class AlreadyLeft(Refused):
    """Too late to take back."""


class MayHaveArrived(Refused):
    """Only a person may send again what may have arrived."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One raw item at a door."""

    account_id: int
    external_id: str
    body: bytes
    envelope: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def accept_many(arrivals: Sequence[Arrival]) -> list[int]:
    """Store raw items for good; one statement for any number. When this has committed, they may be
    acknowledged. Returns the row of each, the same row for one that was here before."""
    moment = now()
    records = [
        (
            a.account_id,
            clean(a.external_id)[:250],
            hashlib.sha256(a.body).digest(),
            a.body,
            Jsonb(a.envelope),
            moment,
        )
        for a in arrivals
    ]
    found = rows(
        "WITH given AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::bytea[], %s::jsonb[],"
        " %s::timestamptz[]) WITH ORDINALITY AS g(account_id, external_id, sha256, body, envelope, received_at, n)),"
        " made AS (INSERT INTO channels_rawitem (account_id, external_id, sha256, body, envelope, received_at,"
        " state, needs_look, attempts, next_try, reason)"
        " SELECT account_id, external_id, sha256, body, envelope, received_at, 'new', false, 0, received_at, ''"
        " FROM (SELECT DISTINCT ON (account_id, external_id, sha256) * FROM given ORDER BY account_id, external_id,"
        " sha256, n) once ORDER BY n ON CONFLICT DO NOTHING RETURNING id, account_id, external_id, sha256)"
        " SELECT coalesce(m.id, r.id) FROM given g LEFT JOIN made m USING (account_id, external_id, sha256)"
        " LEFT JOIN channels_rawitem r USING (account_id, external_id, sha256) ORDER BY g.n",
        columns(records, 6),
    )
    if any(r[0] is None for r in found):  # somebody else commits the same item at this very moment
        found = _looked_up(records)
    wake(INTAKE)
    return [int(r[0]) for r in found]


def _looked_up(records: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return rows(
        "SELECT r.id FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) WITH ORDINALITY AS g(a, e, h, n)"
        " JOIN channels_rawitem r ON (r.account_id, r.external_id, r.sha256) = (g.a, g.e, g.h) ORDER BY g.n",
        columns([r[:3] for r in records], 3),
    )


def claim_waiting(limit: int) -> list[RawItem]:
    """Lock up to `limit` waiting items, no more than memory can bear; others skip them."""
    found = rows(
        "WITH w AS (SELECT id, octet_length(body) AS size FROM channels_rawitem WHERE state = 'new' AND next_try <= %s"
        " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED), s AS (SELECT id, sum(size) OVER (ORDER BY id) - size AS before"
        " FROM w) SELECT id FROM s WHERE before < %s",
        [now(), limit, CLAIM_BYTES],
    )
    return list(RawItem.objects.filter(pk__in=[pk for (pk,) in found]).order_by("pk"))


def settle_many(ids: Sequence[int], *, needs_look: Sequence[int] = ()) -> None:
    """These are in a case now (one or two statements)."""
    RawItem.objects.filter(pk__in=ids).update(state=RawItem.State.FILED, done_at=now())
    if needs_look:
        RawItem.objects.filter(pk__in=needs_look).update(needs_look=True)


def set_aside(ids: Sequence[int], *, reason: str, copy_of: int | None = None) -> None:
    """A decision, with its reason, that these need no case; of a copy, the item that is in one."""
    RawItem.objects.filter(pk__in=ids).update(
        state=RawItem.State.IGNORED, reason=reason[:300], done_at=now(), copy_of=copy_of
    )


def put_off(pk: int, *, reason: str) -> int:
    """Try an item again later; returns how often it was tried."""
    [(attempts,)] = rows(
        "UPDATE channels_rawitem SET attempts = attempts + 1, reason = %s,"
        " next_try = %s + make_interval(secs => 2 * power(3, least(attempts, 6))::int)"
        " WHERE id = %s RETURNING attempts",
        [reason[:300], now(), pk],
    )
    return int(attempts)


def looked_at(item: RawItem) -> None:
    """A person has seen what could not be read."""
    RawItem.objects.filter(pk=item.pk).update(needs_look=False)


@dataclass(frozen=True, kw_only=True)
class NewOutgoing:
    """A message to put into the outbox. `envelope` is what the adapter needs."""

    account: Account
    reference: str
    recipient: str
    external_id: str
    envelope: dict[str, Any]
    case: int | None = None
    customer: int | None = None
    automatic: bool = False
    wait: timedelta = timedelta(0)
    pk: uuid.UUID = field(default_factory=uuid.uuid4)


@transaction.atomic
def queue_outgoing(new: NewOutgoing) -> Outgoing:
    """Write the message and the job that sends it into the caller's transaction."""
    leaves = now() + new.wait
    outgoing = Outgoing.objects.create(
        id=new.pk,
        account=new.account,
        reference=new.reference,
        recipient=new.recipient,
        external_id=new.external_id,
        envelope=new.envelope,
        case=new.case,
        customer=new.customer,
        automatic=new.automatic,
        send_after=leaves,
    )
    _defer(outgoing.pk, leaves)
    return outgoing


def _defer(pk: uuid.UUID, at: datetime) -> None:
    defer_once(deliver, at=at, lock=f"deliver:{pk}", outgoing_id=str(pk))


@transaction.atomic
def may_send_automatic(address: str) -> bool:
    """Count one automatic message to an address today; False when it has had its share."""
    AutomaticCount.objects.bulk_create(
        [AutomaticCount(address=address, day=now().date())], ignore_conflicts=True
    )
    counted = run(
        "UPDATE channels_automaticcount SET count = count + 1 WHERE address = %s AND day = %s AND count < %s",
        [address, now().date(), AUTOMATIC_A_DAY],
    )
    return counted == 1


def forget_automatic_counts() -> int:
    """Drop what was counted more than a month ago."""
    return AutomaticCount.objects.filter(day__lt=now().date() - timedelta(days=30)).delete()[0]


@job("channels.deliver")
def deliver(*, outgoing_id: str) -> None:
    """Send one message of the outbox. Safe to call at any time and any number of times."""
    claimed = _claim(outgoing_id)
    if claimed is None:
        return
    outgoing, attempt = claimed
    adapter = adapter_for(outgoing.account.kind)
    try:
        delivered = adapter.send(
            _view(outgoing), handing_over=lambda: _handing_over(outgoing.pk, attempt)
        )
    except Undelivered as error:
        _not_delivered(outgoing, attempt, str(error), permanent=error.permanent)
    except Doubtful:
        _finish(outgoing, attempt, Outgoing.State.UNCERTAIN)
    else:
        _finish(outgoing, attempt, Outgoing.State.DELIVERED if delivered else Outgoing.State.SENT)


def _claim(outgoing_id: str) -> tuple[Outgoing, int] | None:
    """Take the lease and a fresh attempt token; None when there is nothing to do now."""
    with transaction.atomic():
        if sending_paused():
            return None
        taken = rows(
            "UPDATE channels_outgoing SET state = 'sending', attempt = attempt + 1, lease_until = %s,"
            " handed_over = false WHERE id = %s AND state = 'queued' AND send_after <= %s RETURNING attempt",
            [now() + LEASE, outgoing_id, now()],
        )
    if not taken:
        return None
    return Outgoing.objects.select_related("account").get(pk=outgoing_id), int(taken[0][0])


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


def _view(outgoing: Outgoing) -> OutgoingView:
    account = outgoing.account
    return OutgoingView(
        pk=str(outgoing.pk),
        external_id=outgoing.external_id,
        recipient=outgoing.recipient,
        account_address=account.address,
        account_name=account.name,
        settings=account.settings,
        envelope=outgoing.envelope,
        language=account.language,
    )


def _not_delivered(outgoing: Outgoing, attempt: int, reason: str, *, permanent: bool) -> None:
    if permanent or attempt >= MAX_ATTEMPTS:
        _finish(outgoing, attempt, Outgoing.State.FAILED, error=reason)
        return
    later = now() + FIRST_WAIT * 3 ** (attempt - 1)
    with transaction.atomic():
        if run(
            "UPDATE channels_outgoing SET state = 'queued', send_after = %s, error = %s, lease_until = NULL"
            " WHERE id = %s AND attempt = %s AND state = 'sending'",
            [later, clean(reason)[:500], outgoing.pk, attempt],
        ):
            _defer(outgoing.pk, later)


@transaction.atomic
def _finish(outgoing: Outgoing, attempt: int, state: str, *, error: str = "") -> None:
    """End an attempt; one whose lease was taken over changes nothing."""
    if not Outgoing.objects.filter(
        pk=outgoing.pk, attempt=attempt, state=Outgoing.State.SENDING
    ).update(state=state, error=clean(error)[:500], lease_until=None, done_at=now()):
        return
    _tell(outgoing, state, error)


def _tell(outgoing: Outgoing, state: str, error: str = "", by: Actor = SYSTEM) -> None:
    notice = outgoing.envelope.get("purpose") == "notice"
    fact = {
        Outgoing.State.SENT: MessageLeft(reference=outgoing.reference, delivered=False),
        Outgoing.State.DELIVERED: MessageLeft(reference=outgoing.reference, delivered=True),
        Outgoing.State.FAILED: MessageFailed(
            reference=outgoing.reference, error=error[:120], notice=notice
        ),
        Outgoing.State.UNCERTAIN: MessageUncertain(reference=outgoing.reference, notice=notice),
        Outgoing.State.WITHDRAWN: MessageWithdrawn(reference=outgoing.reference),
    }[Outgoing.State(state)]
    record(fact, subject=outgoing.reference, case=outgoing.case, customer=outgoing.customer, by=by)


@transaction.atomic
def withdraw(outgoing: Outgoing, *, by: Actor) -> None:
    """Take a message back before it leaves. Raises AlreadyLeft; twice changes nothing."""
    outgoing = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
    if outgoing.state == Outgoing.State.WITHDRAWN:
        return
    if outgoing.state != Outgoing.State.QUEUED:
        raise AlreadyLeft(_("It has left already. Write a second message to put it right."))
    outgoing.state = Outgoing.State.WITHDRAWN
    outgoing.done_at = now()
    outgoing.save(update_fields=["state", "done_at"])
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
    outgoing.state = Outgoing.State.SENT if arrived else Outgoing.State.QUEUED
    outgoing.send_after = now()
    outgoing.save(update_fields=["state", "send_after"])
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


def make_account(
    *,
    kind: str,
    address: str,
    name: str,
    queue: Queue,
    language: str = "en",
    settings: dict[str, Any] | None = None,
) -> Account:
    """An address of ours; the same kind and address twice is one account."""
    return Account.objects.update_or_create(
        kind=kind,
        address=address,
        defaults={"name": name, "queue": queue, "language": language, "settings": settings or {}},
    )[0]
