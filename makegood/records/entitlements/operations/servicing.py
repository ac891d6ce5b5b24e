"""Regular services: what a product needs, when each device is due, and that it was done."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows, run
from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.rules import unit_of
from makegood.records.entitlements.events import (
    ServiceDone,
    ServiceFellDue,
    ServicePlanChanged,
)
from makegood.records.entitlements.models import ServiceDue, ServicePlan
from makegood.records.entitlements.queries.deciding import runs_of, zone_of
from makegood.records.entitlements.rules.dates import day_of
from makegood.records.entitlements.rules.dates import zone_of as zone_named
from makegood.records.entitlements.rules.service import (
    Interval,
    caught_up,
    next_due,
    tell_on,
)
from makegood.records.entitlements.rules.warranty import Run

OPEN = ("planned", "told", "opened")
BATCH = 200
ALL = """
INSERT INTO entitlements_servicedue (plan_id, asset_id, state, stale, since, ran, due_by, because, note, at)
SELECT p.id, a.id, 'planned', true, coalesce(a.installed_on, a.bought_on, (a.made_at AT TIME ZONE 'UTC')::date), 0,
  '', '[]', '', %(now)s
FROM entitlements_serviceplan p JOIN assets_asset a ON a.product_id = p.product_id
WHERE p.active AND a.state = 'used' AND (a.id = ANY(%(assets)s) OR p.id = %(plan)s)
  AND NOT EXISTS (SELECT FROM entitlements_servicedue d WHERE d.plan_id = p.id AND d.asset_id = a.id)
ORDER BY p.id, a.id ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """What is due regularly; a limit that is None does not limit."""

    names: Mapping[str, str]
    months: int | None = None
    usage: float | None = None
    unit: str = ""
    lead: int = 14
    does: str = "offer"
    rules: Sequence[int] = ()  # alarms that make it due at once, by their rule
    active: bool = True


@transaction.atomic
def keep_service_plan(
    product: Product, new: NewPlan, *, by: Actor, plan: ServicePlan | None = None
) -> ServicePlan:
    """Plan a regular service of a product, or change it; what runs is counted anew. Raises Invalid."""
    unit = unit_of(new.unit or product.counter)[0] if new.usage is not None else ""
    names = {code: clean(name)[:80] for code, name in new.names.items() if name.strip()}
    if not names:
        raise Invalid(_("Give it a name."), field="name_en")
    if new.usage is not None and (new.usage <= 0 or not unit):
        raise Invalid(_("Say after how much use, and in what it is counted."), field="usage")
    told: dict[str, Any] = {"months": new.months, "usage": new.usage, "unit": unit}
    told["lead"], told["rules"] = new.lead, sorted(set(new.rules))
    told |= {"does": new.does, "active": new.active, "names": names, "by": str(by), "at": now()}
    row = plan or ServicePlan(product=product)
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
    record(
        ServicePlanChanged(plan_id=row.pk, product_id=product.pk),
        subject=f"product:{product.pk}",
        by=by,
    )
    open_ = ServiceDue.objects.filter(plan=row, state__in=("planned", "told"))
    if row.active:
        open_.update(stale=True)
        run(ALL, {"assets": [], "plan": row.pk, "now": now()})
    else:
        open_.update(state=ServiceDue.State.DROPPED, stale=False, tell_at=None)
    return row


def plan_services(asset_ids: Collection[int]) -> None:
    """Devices that are new, or have a product now: their first service is planned, once (one statement)."""
    run(ALL, {"assets": list(asset_ids), "plan": 0, "now": now()})


STALE = """
SELECT id FROM entitlements_servicedue WHERE stale ORDER BY asset_id, id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@transaction.atomic
def plan_anew(limit: int = BATCH) -> int:
    """Count anew when services are due of which something changed; how many were (a fixed number of statements)."""
    claimed = [pk for (pk,) in rows(STALE, [limit])]
    if not claimed:
        return 0
    dues = list(
        ServiceDue.objects.select_related("plan", "asset__site", "asset__owner", "asset__product")
        .defer("asset__terms", "asset__owner__terms")
        .filter(pk__in=claimed)
    )
    runs = runs_of({d.asset_id: (d.plan.unit, None) for d in dues if d.plan.usage is not None})
    for due in dues:
        _plan(due, runs.get(due.asset_id))
    ServiceDue.objects.bulk_update(
        dues, ["stale", "since", "ran", "due_on", "due_by", "because", "tell_at"]
    )
    return len(claimed)


def _plan(due: ServiceDue, run_: Run | None) -> None:
    plan, asset = due.plan, due.asset
    due.stale = False
    if due.due_by == "condition" or asset.state != Asset.State.USED:
        due.tell_at = due.tell_at if asset.state == Asset.State.USED else None
        return
    zone = zone_of(asset)
    every = Interval(months=plan.months, usage=plan.usage, unit=plan.unit)
    began = day_of(plan.at, zone)
    if not due.due_by and due.since < began:  # the first of a device that is older than its plan
        due.since, due.ran = caught_up(every, since=due.since, run=run_, begins=began)
    found = next_due(every, since=due.since, ran=due.ran, run=run_, zone=zone)
    due.due_on = found.on if found else None
    due.due_by = found.by if found else ""
    due.because = list(found.because) if found else []
    waits = found is not None and due.state == ServiceDue.State.PLANNED
    due.tell_at = _morning(tell_on(found.on, plan.lead), zone) if found and waits else None


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(9), tzinfo=zone_named(zone))


def asked_by(rule_id: int, product_id: int) -> list[ServicePlan]:
    """The regular services of a product that an alarm of this rule makes due."""
    holding = ServicePlan.objects.filter(product=product_id, active=True)
    return list(holding.filter(rules__contains=[rule_id]).order_by("pk"))


@transaction.atomic
def fall_due(plan: ServicePlan, asset: Asset, *, why: str) -> ServiceDue | None:
    """A condition asks for the service now, whatever the calendar says; None when it is being seen to already,
    or the plan does not hold for it. Once for each due, however often it is asked."""
    plan_services([asset.pk])
    due = (
        ServiceDue.objects.select_for_update(of=("self",))
        .filter(plan=plan, asset=asset, state=ServiceDue.State.PLANNED)
        .exclude(due_by="condition")
        .first()
    )
    if due is None:
        return None
    due.due_by, due.due_on, due.tell_at = "condition", day_of(now(), zone_of(asset)), now()
    due.because = [because("due_asked", why=clean(why)[:120])]
    due.save(update_fields=["due_by", "due_on", "tell_at", "because"])
    return due


DUE = """
SELECT id FROM entitlements_servicedue WHERE tell_at IS NOT NULL AND tell_at <= %(now)s AND id <> ALL(%(without)s)
ORDER BY tell_at LIMIT %(limit)s
"""


def due_services(limit: int = 100, *, without: Sequence[int] = ()) -> list[int]:
    """Services of which we speak now, by the index of what is due (one query)."""
    told = {"now": now(), "limit": limit, "without": list(without)}
    return [pk for (pk,) in rows(DUE, told)]


def claim_service(pk: int) -> ServiceDue | None:
    """One of them, locked; None when another worker has it, or it is not due (any more)."""
    return (
        ServiceDue.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("plan", "asset__product", "asset__site", "asset__owner")
        .filter(pk=pk, tell_at__lte=now(), state=ServiceDue.State.PLANNED)
        .first()
    )


def lock_service(pk: int) -> ServiceDue:
    """The row as it is, until the transaction ends."""
    return (
        ServiceDue.objects.select_for_update(of=("self",))
        .select_related("plan", "asset__product", "asset__site", "asset__owner")
        .get(pk=pk)
    )


def note_service(
    due: ServiceDue, *, state: str, outgoing: uuid.UUID | None = None, case: int | None = None
) -> None:
    """It was offered to the customer, or a case sees to it."""
    due.state, due.tell_at = state, None
    due.outgoing, due.case = outgoing or due.outgoing, case or due.case
    due.save(update_fields=["state", "tell_at", "outgoing", "case"])
    record(
        ServiceFellDue(due_id=due.pk, asset_id=due.asset_id),
        subject=f"asset:{due.asset_id}",
        case=case,
        by=SYSTEM,
    )


@transaction.atomic
def service_done(
    due: ServiceDue, *, on: date, user: User | None, by: Actor, note: str = ""
) -> ServiceDue:
    """It was done on that day: the next one is planned from there. Twice changes nothing; raises Invalid for a day
    to come or before the last one."""
    due = (
        ServiceDue.objects.select_for_update(of=("self",))
        .select_related("plan", "asset__site", "asset__owner", "asset__product")
        .get(pk=due.pk)
    )
    if due.state == ServiceDue.State.DONE:
        return due
    if on > day_of(now(), zone_of(due.asset)) or on < due.since:
        raise Invalid(_("The day lies between the last service and today."), field="on")
    due.state, due.done_on, due.done_by = ServiceDue.State.DONE, on, user
    due.note, due.stale, due.tell_at = clean(note)[:300], False, None
    due.save(update_fields=["state", "done_on", "done_by", "note", "stale", "tell_at"])
    ran = runs_of({due.asset_id: (due.plan.unit, None)}).get(due.asset_id)
    if due.plan.active:
        ServiceDue.objects.create(
            plan=due.plan, asset=due.asset, since=on, ran=ran.total if ran is not None else 0
        )
    record(
        ServiceDone(due_id=due.pk, asset_id=due.asset_id),
        subject=due.asset.topic,
        case=due.case,
        by=by,
    )
    return due
