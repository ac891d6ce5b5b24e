from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.records.entitlements.models import CampaignAsset, Quota, ServiceDue


@invariant(_("No job takes more of a contract than it gives."))
def no_quota_is_used_beyond_what_is_given() -> QuerySet[Any]:
    """Quotas of which more is taken within one period than there is."""
    taken = Quota.objects.filter(uses__undone_at=None).values("pk", "amount", "uses__since")
    return taken.annotate(n=Sum("uses__amount")).filter(n__gt=F("amount"))


@invariant(_("No device of a running recall is forgotten."))
def no_device_of_a_campaign_is_forgotten() -> QuerySet[Any]:
    """Devices that wait for a word or an answer, and nobody looks again."""
    waits = Q(state__in=("waiting", "told"), next_at=None)
    unseen = Q(state="unreachable", case=None)
    return CampaignAsset.objects.filter(waits | unseen, campaign__state="running")


@invariant(_("A service that is being seen to has its case."))
def a_service_that_is_seen_to_has_its_case() -> QuerySet[Any]:
    """Services that are said to be seen to, and by nobody."""
    return ServiceDue.objects.filter(state="opened", case=None)
