"""A device changed hands: what was offered to whoever had it before is offered to whoever has it now."""

from collections.abc import Collection

from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.entitlements.events import CampaignMoved
from makegood.records.entitlements.models import (
    OVER,
    Campaign,
    CampaignAsset,
    Ending,
    ServiceDue,
)


def recalls_of(asset_ids: Collection[int]) -> list[CampaignAsset]:
    """Devices of campaigns that run, of which somebody was told, locked; in the caller's transaction."""
    found = CampaignAsset.objects.select_for_update(of=("self",)).filter(asset__in=asset_ids)
    going_on = found.filter(campaign__state=Campaign.State.RUNNING, contact__isnull=False)
    open_ = going_on.exclude(state__in=(*OVER, CampaignAsset.State.WAITING))
    return list(open_.select_related("asset__owner").order_by("pk"))


def recall_anew(row: CampaignAsset) -> None:
    """Nobody who has it now was told: it waits to be told. The caller holds the lock."""
    row.contact, row.outgoing, row.case, row.words = None, None, None, ""
    row.state, row.next_at, row.changed_at = CampaignAsset.State.WAITING, now(), now()
    row.save(
        update_fields=["contact", "outgoing", "case", "words", "state", "next_at", "changed_at"]
    )
    record(
        CampaignMoved(campaign_id=row.campaign_id, device_id=row.pk, state=row.state),
        subject=f"asset:{row.asset_id}",
        by=SYSTEM,
    )


def services_of(asset_ids: Collection[int]) -> list[ServiceDue]:
    """Services that were offered to somebody, or are seen to since, locked; in the caller's transaction."""
    found = ServiceDue.objects.select_for_update(of=("self",)).filter(asset__in=asset_ids)
    told = found.filter(state__in=("told", "opened"), outgoing__isnull=False)
    return list(told.select_related("asset__owner").order_by("pk"))


def service_anew(due: ServiceDue) -> None:
    """What was offered and not taken is spoken of again. The caller holds the lock."""
    if due.state == ServiceDue.State.TOLD:
        due.state, due.tell_at, due.outgoing = ServiceDue.State.PLANNED, now(), None
        due.save(update_fields=["state", "tell_at", "outgoing"])


def endings_of(asset_ids: Collection[int]) -> list[Ending]:
    """Of whose warranty's end somebody was told."""
    found = Ending.objects.filter(asset__in=asset_ids, contact__isnull=False)
    return list(found.select_related("asset__owner"))
