"""A decision that is used is written down: its rule, its dates, what it stood on."""

from typing import Any

from django.db import transaction

from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.entitlements.events import CoverDecided
from makegood.records.entitlements.models import Decided
from makegood.records.entitlements.rules.warranty import Decision


@transaction.atomic
def write_decision(
    asset: Asset, found: Decision, *, at: Any, by: Actor, case: int | None = None
) -> Decided:
    """Keep a decision as it was used. In a case the first one stands: whoever decides again gets that."""
    row, made = (
        Decided.objects.get_or_create(
            case=case, asset=asset, what=found.what, defaults=_told(found, at, by)
        )
        if case is not None
        else (Decided.objects.create(asset=asset, what=found.what, **_told(found, at, by)), True)
    )
    if made:
        record(
            CoverDecided(decided_id=row.pk, asset_id=asset.pk, covered=row.covered),
            subject=asset.topic,
            case=case,
            by=by,
        )
    return row


@transaction.atomic
def decide_again(row: Decided, found: Decision, *, at: Any, by: Actor) -> Decided:
    """What it stood on was put right: the decision of a case is another. The journal keeps both."""
    row = Decided.objects.select_for_update().get(pk=row.pk)
    told = _told(found, at, by)
    same = all(getattr(row, name) == told[name] for name in ("covered", "rule", "because"))
    if same:
        return row
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))
    asset = row.asset
    record(
        CoverDecided(decided_id=row.pk, asset_id=asset.pk, covered=row.covered),
        subject=asset.topic,
        case=row.case,
        by=by,
    )
    return row


def _told(found: Decision, at: Any, by: Actor) -> dict[str, Any]:
    run = found.run
    stood_on: dict[str, Any] = {}
    if run is not None:
        stood_on = {"total": run.total, "unit": run.unit, "at": run.at.isoformat()}
        stood_on |= {"per_day": run.per_day, "low": run.low, "high": run.high, "limit": found.limit}
    if found.starts_on is not None:
        stood_on["starts_on"] = found.starts_on.isoformat()
    return {
        "at": at,
        "covered": found.covered,
        "certain": found.certain,
        "rule": found.rule,
        "terms_id": found.rule_id,
        "contract_id": found.contract_id,
        "ends_on": found.ends_on,
        "ends_by": found.ends_by,
        "because": list(found.because),
        "stood_on": stood_on,
        "by": str(by),
        "made_at": now(),
    }
