"""Terms, services, campaigns, goodwill, a link that offers an appointment: and who may open their pages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.appointments import link_for
from makegood.records.assets.models import Asset, Product
from makegood.records.entitlements.models import (
    Campaign,
    CampaignAsset,
    Ending,
    Goodwill,
    ServiceDue,
)
from makegood.records.entitlements.operations import NewTerms, keep_terms
from makegood.records.entitlements.operations.servicing import (
    NewPlan,
    keep_service_plan,
    plan_services,
)


def subjects(case: Case, agent: User) -> dict[str, dict[str, Any]]:
    """What the routes of entitlements are about."""
    product = Product.objects.create(key="ent-w", model="EW", names={"en": "W"}, counter="h")
    asset = Asset.objects.create(serial="ENT-1", product=product, owner=case.contact)
    Asset.objects.filter(pk=asset.pk).update(bought_on=date(2026, 1, 1))
    Case.objects.filter(pk=case.pk, asset=None).update(asset=asset)
    terms = keep_terms(product, NewTerms(months=24), by=SYSTEM)
    plan = keep_service_plan(product, NewPlan(names={"en": "Check"}, months=12), by=SYSTEM)
    plan_services([asset.pk])
    gift = Goodwill.objects.create(
        asset=asset,
        amount=Decimal(1),
        currency="CNY",
        reason="Kind",
        until=now().date() + timedelta(days=9),
        by=agent,
    )
    campaign = Campaign.objects.create(
        name="Hose", product=product, queue=case.queue, keeper=agent, texts={"en": "Stop."},
        state="running", started_at=now(),
    )  # fmt: skip
    device = CampaignAsset.objects.create(campaign=campaign, asset=asset, contact=case.contact)
    soon = now() + timedelta(days=1)
    ending = Ending.objects.create(
        asset=asset, terms=terms, contact=case.contact, ends_at=soon, ends_on=soon, ends_by="time"
    )
    return {
        "covered_device": {"pk": asset.pk},
        "covered_product": {"pk": product.pk},
        "terms": {"pk": terms.pk},
        "service_plan": {"pk": plan.pk},
        "service": {"pk": ServiceDue.objects.get(asset=asset).pk},
        "goodwill": {"pk": gift.pk},
        "campaign": {"pk": campaign.pk},
        "campaign_device": {"pk": device.pk},
        "appointment_link": {"token": link_for("ending", ending.pk).rstrip("/").rsplit("/")[-1]},
    }
