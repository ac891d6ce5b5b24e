"""The service campaign that the demo company has under way, and what its people may give in goodwill."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from makegood.kernel.actor import Actor
from makegood.records.assets.models import Product
from makegood.records.entitlements.models import Campaign, CampaignAsset
from makegood.records.entitlements.operations.campaigns import (
    NewCampaign,
    keep_campaign,
    start_campaign,
)
from makegood.records.entitlements.operations.goodwill import keep_goodwill_budget, set_limit
from makegood.records.people.models import Queue
from makegood.world.demo.content import data_toml
from makegood.world.demo.story import dice

FILE = "campaign"
LATER = timedelta(days=5)  # nobody is written to while somebody looks around


def call_in(
    products: Mapping[str, Product], queues: Mapping[str, Queue], *, now: datetime, by: Actor
) -> int:
    """The campaign as it stands after some days, and the limits; how many devices it is about."""
    told = data_toml(FILE)
    _goodwill(told["goodwill"], now, by)
    queue = queues[told["queue"]]
    new = NewCampaign(
        name=told["name"],
        kind=Campaign.Kind.SERVICE,
        product=products[told["product"]],
        firmwares=told["firmwares"],
        texts=told["texts"],
        queue=queue,
        keeper=queue.duty_lead,
    )
    campaign = start_campaign(keep_campaign(new, by=by), by=by)
    began = now - timedelta(days=told["started"])
    Campaign.objects.filter(pk=campaign.pk).update(at=began, started_at=began)
    rows = list(campaign.devices.select_related("asset__owner").order_by("pk"))
    for row in rows:
        _so_far(row, told, began, now)
    fields = ["state", "contact", "reason", "next_at", "at", "changed_at"]
    return int(CampaignAsset.objects.bulk_update(rows, fields))


def _so_far(row: CampaignAsset, told: Mapping[str, Any], began: datetime, now: datetime) -> None:
    luck = dice("campaign", row.asset.serial)
    row.state = luck.choices(list(told["states"]), list(told["states"].values()))[0]
    row.at, row.changed_at = began, began + (now - began) * luck.random()
    waits = row.state in (CampaignAsset.State.WAITING, CampaignAsset.State.TOLD)
    row.next_at = now + LATER if waits else None
    if row.state != CampaignAsset.State.WAITING:
        row.contact = row.asset.owner
    if row.state == CampaignAsset.State.GIVEN_UP:
        row.reason = told["given_up"]


def _goodwill(told: Mapping[str, Any], now: datetime, by: Actor) -> None:
    for role, most in told["most"].items():
        set_limit(role, most=Decimal(most), currency=told["currency"], by=by)
    keep_goodwill_budget(
        starts=now.date().replace(day=1),
        ends=now.date() + timedelta(days=told["days"]),
        amount=Decimal(told["budget"]),
        currency=told["currency"],
        by=by,
    )
