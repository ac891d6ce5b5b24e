"""Messages on their way in: committed as they came, before anybody is told that they are here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from makegood.base.bus import wake
from makegood.field.telemetry.operations.bulk import bound
from makegood.field.telemetry.rules import key_of, names_itself
from makegood.kernel.clock import now

INTAKE = "makegood_intake"
BLOCK = 4096  # ids of one batch
KNOWN_FOR = timedelta(days=35)  # how long a message that comes again is known
STORE = """
WITH b AS (SELECT nextval('telemetry_batch_id_seq') AS id),
made AS (
  INSERT INTO telemetry_raw (id, came_at, asset_id, kind, key, payload)
  SELECT b.id * 4096 + g.n - 1, %b::timestamptz, g.asset_id, g.kind, g.key, g.payload
  FROM b, unnest(%b::bigint[], %b::smallint[], %b::uuid[], %b::bytea[])
    WITH ORDINALITY AS g(asset_id, kind, key, payload, n)
  WHERE NOT EXISTS (SELECT FROM telemetry_raw r WHERE r.key = g.key AND r.came_at > %b::timestamptz)
  ON CONFLICT DO NOTHING RETURNING 1)
INSERT INTO telemetry_batch (id, came_at, messages, slow, attempts, next_try)
SELECT b.id, %b::timestamptz, m.n, %b::boolean, 0, %b::timestamptz FROM b, (SELECT count(*) AS n FROM made) m
WHERE m.n > 0 RETURNING messages
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message of a device. `named`: the door knows that the same bytes are the same message (a key that the
    sender gave along)."""

    asset_id: int
    kind: int
    payload: bytes
    named: bool = False


@transaction.atomic
def accept(arrived: Sequence[Arrived], *, slow: bool = False) -> int:
    """Store up to 4,096 messages for good, by one statement; when this has committed they may be acknowledged.
    Returns how many are new: what names itself and was here in the last 35 days is not stored again."""
    if len(arrived) > BLOCK:
        raise ValueError(f"at most {BLOCK} messages in a batch")
    if not arrived:
        return 0
    moment = now()
    found = bound(
        STORE,
        [
            moment,
            [a.asset_id for a in arrived],
            [a.kind for a in arrived],
            [
                key_of(a.asset_id, a.kind, a.payload, named=a.named or names_itself(a.payload))
                for a in arrived
            ],
            [a.payload for a in arrived],
            moment - KNOWN_FOR,
            moment,
            slow,
            moment,
        ],
    )
    if not found:
        return 0
    wake(INTAKE)
    return int(found[0][0])
