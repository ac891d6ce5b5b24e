"""The clock of a promise runs again: it is looked at now, and not when its next turn would have come."""

from makegood.base.database import run
from makegood.care.promises.queries import INTERNAL
from makegood.care.recovery.models import Watch
from makegood.kernel.clock import now

BEGIN = """
INSERT INTO recovery_watch (promise_id, next_at)
SELECT p.id, %(now)s FROM promises_promise p
WHERE p.id = %(promise)s AND p.state = 'open' AND NOT p.kind = ANY(%(internal)s)
ON CONFLICT (promise_id) DO UPDATE SET next_at = least(recovery_watch.next_at, excluded.next_at)
"""


def watch_again(promise_id: int) -> None:
    """What had ended is owed again: it is watched, however late it is. Twice changes nothing."""
    run(BEGIN, {"promise": promise_id, "now": now(), "internal": list(INTERNAL)})


def look_now(promise_id: int) -> None:
    """What was watched stood still and runs again, maybe with little time left."""
    Watch.objects.filter(promise=promise_id, next_at__gt=now()).update(next_at=now())
