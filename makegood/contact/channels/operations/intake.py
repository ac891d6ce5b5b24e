"""What a door accepted: kept byte for byte, and what became of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from makegood.base.bus import wake
from makegood.base.database import columns, rows, run
from makegood.contact.channels.models import RawItem
from makegood.kernel.clock import now
from makegood.kernel.text import clean

INTAKE = "makegood_intake"
CLAIM_BYTES = 48 * 1024 * 1024  # of raw items in one batch
AHEAD_BYTES = 8 * 1024 * 1024  # read before they are claimed
EARLY_FOR = timedelta(days=30)  # a receipt waits for its message


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


def waiting_next(after: int, limit: int) -> list[RawItem]:
    """Those that will probably be claimed next, not locked: another may take them first (two queries)."""
    found = rows(
        "WITH w AS (SELECT id, octet_length(body) AS size FROM channels_rawitem WHERE state = 'new' AND next_try <= %s"
        " AND id > %s ORDER BY id LIMIT %s), s AS (SELECT id, sum(size) OVER (ORDER BY id) AS size FROM w)"
        " SELECT id FROM s WHERE size < %s",
        [now(), after, limit, AHEAD_BYTES],
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


def keep_early(ids: Sequence[int], *, reason: str, given_up: str) -> None:
    """Receipts of messages that we do not know yet: asked again, after half as long again as they have
    waited, at least once a day. What is not known after 30 days was never ours: set aside with its reason."""
    moment = now()
    run(
        "UPDATE channels_rawitem SET attempts = least(attempts + 1, 32767), next_try ="
        " %(now)s + greatest(interval '2 seconds', least((%(now)s - received_at) / 2, interval '1 day')),"
        " state = CASE WHEN received_at < %(old)s THEN 'ignored' ELSE 'early' END,"
        " reason = CASE WHEN received_at < %(old)s THEN %(given_up)s ELSE %(reason)s END,"
        " done_at = CASE WHEN received_at < %(old)s THEN %(now)s::timestamptz END WHERE id = ANY(%(ids)s)",
        {
            "now": moment,
            "old": moment - EARLY_FOR,
            "given_up": given_up[:300],
            "reason": reason[:300],
            "ids": list(ids),
        },
    )


def early_due(limit: int, *, without: Sequence[int] = ()) -> list[int]:
    """Receipts to be asked again now, the longest due first (one query)."""
    due = RawItem.objects.filter(state=RawItem.State.EARLY, next_try__lte=now())
    due = due.exclude(pk__in=without).order_by("next_try")
    return list(due.values_list("pk", flat=True)[:limit])


def claim_early(ids: Sequence[int]) -> list[RawItem]:
    """Those of them that still wait, locked; what another has in hand is left out."""
    mine = RawItem.objects.select_for_update(skip_locked=True)
    return list(mine.filter(pk__in=ids, state=RawItem.State.EARLY).order_by("pk"))


def looked_at(item: RawItem) -> None:
    """A person has seen what could not be read."""
    RawItem.objects.filter(pk=item.pk).update(needs_look=False)
