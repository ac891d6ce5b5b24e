"""Alarms follow a case that is merged into another; a question about times that nobody answered ends there."""

from typing import Any

from makegood.base.database import rows
from makegood.care.cases.ports import Holder, holds_cases
from makegood.field.alarms.models import VisitRequest
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now

# Locked in the order in which whatever devices say is taken: asset, fault.
MOVE = (
    "WITH mine AS MATERIALIZED (SELECT id FROM alarms_alarm WHERE case_id = %s ORDER BY asset_id, fault"
    " FOR NO KEY UPDATE) UPDATE alarms_alarm a SET case_id = %s FROM mine WHERE a.id = mine.id RETURNING a.id"
)
MOVE_FLOODS = "UPDATE alarms_flood SET case_id = %s WHERE case_id = %s RETURNING id"
BACK = (
    "WITH mine AS MATERIALIZED (SELECT id FROM alarms_alarm WHERE case_id = %s AND id = ANY(%s)"
    " ORDER BY asset_id, fault FOR NO KEY UPDATE)"
    " UPDATE alarms_alarm a SET case_id = %s FROM mine WHERE a.id = mine.id RETURNING a.id"
)
BACK_FLOODS = (
    "UPDATE alarms_flood SET case_id = %s WHERE case_id = %s AND id = ANY(%s) RETURNING id"
)


def give(away: int, into: int, by: Actor) -> dict[str, Any]:  # noqa: ARG001 - the port's signature
    """All alarms move; of the customer nothing is asked any more in the one that ends."""
    asked = VisitRequest.objects.filter(case=away, answered_at=None, withdrawn_at=None)
    ended = list(asked.values_list("pk", flat=True))
    asked.update(withdrawn_at=now())
    return {
        "alarms": [pk for (pk,) in rows(MOVE, [away, into])],
        "floods": [pk for (pk,) in rows(MOVE_FLOODS, [into, away])],
        "asked": ended,
    }


def back(given: dict[str, Any] | None, away: int, into: int, by: Actor) -> None:  # noqa: ARG001
    """They are where they were."""
    if given:
        rows(BACK, [into, given["alarms"], away])
        rows(BACK_FLOODS, [away, into, given["floods"]])
        VisitRequest.objects.filter(pk__in=given["asked"]).update(withdrawn_at=None)


holds_cases(Holder("alarms", give, back))
