"""What one person is sent leaves in the order in which it was written, as long as his channel keeps it."""

import uuid
from datetime import datetime, timedelta

from makegood.base.database import rows, run
from makegood.contact.channels.ports import orders
from makegood.kernel.clock import now

MOMENT = timedelta(seconds=1)
SOON = timedelta(
    minutes=1
)  # what leaves later than that was put off on purpose: nobody waits for it
BEFORE = """
SELECT max(p.send_after) FROM channels_outgoing o JOIN channels_account a ON a.id = o.account_id
JOIN unnest(%(kinds)s::text[], %(spans)s::interval[]) AS k(kind, span) ON k.kind = a.kind
JOIN channels_outgoing p ON p.recipient = o.recipient AND p.account_id = o.account_id
  AND p.made_at < o.made_at AND p.made_at > %(now)s - k.span
WHERE o.id = %(id)s AND o.state = 'queued' AND (p.state = 'sending'
  OR p.state = 'queued' AND (p.attempt > p.attempts_before OR p.send_after <= %(soon)s))
"""


def put_behind(pk: uuid.UUID) -> datetime | None:
    """Let a message wait where an earlier one to the same person has not left yet; when it is tried then, None
    when its turn has come. No try is counted."""
    spans, moment = orders(), now()
    if not spans:
        return None
    told = {"id": pk, "kinds": list(spans), "spans": list(spans.values())}
    [(before,)] = rows(BEFORE, {**told, "now": moment, "soon": moment + SOON})
    if before is None:
        return None
    at: datetime = max(before, moment) + MOMENT
    run("UPDATE channels_outgoing SET send_after = %s WHERE id = %s AND state = 'queued'", [at, pk])
    return at
