"""Recalls and service campaigns: which devices, and how far we are."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, rule
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Asset
from makegood.records.assets.rules import serial_key
from makegood.records.entitlements.models import OVER, Campaign, CampaignAsset
from makegood.records.entitlements.rules.picking import between, share


@rule("campaigns.manage")
def may_manage(who: Principal, _thing: object) -> bool:
    """Write, begin and end campaigns: those who lead."""
    return who.is_one_of(ADMINISTRATOR, LEAD)


NUMBERS = "(regexp_match(assets_asset.serial, %s)::numeric[])[1:%s]"


def meant(campaign: Campaign) -> "QuerySet[Asset]":
    """The devices that are meant by it now, by its product, batches, firmware, serial numbers and dates."""
    found = Asset.objects.filter(product=campaign.product_id).exclude(state=Asset.State.RETIRED)
    if campaign.batches:
        found = found.filter(batch__in=campaign.batches)
    if campaign.firmwares:
        found = found.filter(firmware__in=campaign.firmwares)
    if campaign.bought_from:
        found = found.filter(bought_on__gte=campaign.bought_from)
    if campaign.bought_to:
        found = found.filter(bought_on__lte=campaign.bought_to)
    return _numbered(found, campaign.serial_from, campaign.serial_to)


def _numbered(found: "QuerySet[Asset]", first: str, last: str) -> "QuerySet[Asset]":
    asked = between(first, last)
    if asked is None:
        return found
    found = found.filter(serial__regex=asked.shape)
    for sign, numbers in asked.limits:
        if numbers:
            told = [asked.shape, len(numbers), [str(number) for number in numbers]]
            sql = f"{NUMBERS} {sign} %s::numeric[]"
            found = found.filter(RawSQL(sql, told, BooleanField()))  # noqa: S611 - own words
        elif "=" not in sign:
            return found.none()
    return found


@dataclass(frozen=True)
class Progress:
    """How many devices are how far, and how much of all is over."""

    counts: dict[str, int]
    whole: int

    @property
    def over(self) -> int:
        """Done, or given up with a reason."""
        return sum(self.counts.get(state, 0) for state in OVER)

    @property
    def share(self) -> float:
        """0 to 1."""
        return share(self.over, self.whole)

    @property
    def percent(self) -> int:
        """100 only when every one is over."""
        return int(self.share * 100)


def progress_of(campaigns: "QuerySet[Campaign]") -> dict[int, Progress]:
    """How far each of them is (one query)."""
    told = CampaignAsset.objects.filter(campaign__in=campaigns)
    counts: dict[int, Counter[str]] = {}
    for campaign, state, n in told.values_list("campaign", "state").annotate(n=Count("id")):
        counts.setdefault(campaign, Counter())[state] = n
    return {pk: Progress(dict(c), sum(c.values())) for pk, c in counts.items()}


def campaigns() -> "QuerySet[Campaign]":
    """All of them, those that run first, then drafts, then what has ended."""
    return Campaign.objects.select_related("product", "keeper", "queue").order_by(
        "ended_at", "-started_at", "-pk"
    )


def one_campaign(_who: Principal, *, pk: int) -> Campaign:
    """A campaign. Raises NotFound."""
    row = campaigns().filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


def one_device(_who: Principal, *, pk: int) -> CampaignAsset:
    """A device of a campaign. Raises NotFound."""
    row = CampaignAsset.objects.select_related("campaign", "asset").filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


DIGITS = 19  # a shorter number fits a key
TO_DO = ("unreachable", "answered", "booked", "told", "waiting", *reversed(OVER))


def devices_of(
    campaign: Campaign, *, state: str = "", words: str = "", after: str = "", limit: int = 200
) -> list[CampaignAsset]:
    """Its devices, those with which something is to be done first; `words`: a part of a serial number,
    `after`: the mark of the last one of the page before."""
    found = campaign.devices.select_related("asset__owner", "asset__company", "contact").defer(
        "asset__terms", "asset__owner__terms", "contact__terms"
    )
    if state:
        found = found.filter(state=state)
    if words.strip():
        found = found.filter(asset__serial__contains=serial_key(words) or "\n")  # in none
    place = Case(*[When(state=state, then=n) for n, state in enumerate(TO_DO)], default=len(TO_DO))
    found = found.annotate(place=place)
    stood, _dot, last = after.partition(".")
    if stood in TO_DO and last.isdecimal() and len(last) < DIGITS:
        at = TO_DO.index(stood)
        found = found.filter(Q(place__gt=at) | Q(place=at, pk__gt=int(last)))
    return list(found.order_by("place", "pk")[:limit])


def mark_of(row: CampaignAsset) -> str:
    """Where a page ended, as `devices_of` takes it: it holds though the device moves on meanwhile."""
    return f"{row.state}.{row.pk}"


def campaigns_of(asset: Asset) -> list[CampaignAsset]:
    """The campaigns that a device is in, those that run first."""
    found = CampaignAsset.objects.filter(asset=asset).select_related("campaign")
    return list(found.order_by("campaign__ended_at", "-pk"))


def running() -> list[int]:
    """Campaigns that run."""
    return list(
        Campaign.objects.filter(state="running").order_by("pk").values_list("pk", flat=True)
    )
