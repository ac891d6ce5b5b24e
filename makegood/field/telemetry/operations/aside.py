"""Messages that were set aside: kept with the reason, shown until somebody looked, tried again where it may help."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.field.telemetry.models import Aside
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean

AGAIN = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=24))


def put_aside(told: Sequence[tuple[int, datetime, int, str]], *, why: str) -> None:
    """Set messages aside: raw id, when they came, device, reason. Twice is once."""
    again = now() + AGAIN[0] if why == Aside.Why.FAILED else None
    Aside.objects.bulk_create(
        [
            Aside(
                raw=raw,
                came_at=came_at,
                asset_id=asset_id,
                why=why,
                reason=clean(reason)[:300],
                next_try=again,
            )
            for raw, came_at, asset_id, reason in told
        ],
        ignore_conflicts=True,
    )


def looked_at(asides: Sequence[int], *, by: Actor) -> int:
    """Somebody has seen these; returns how many were new to him."""
    return Aside.objects.filter(pk__in=asides, seen_at=None).update(
        seen_at=now(), seen_by_id=by.user_id
    )
