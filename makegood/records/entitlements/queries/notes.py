"""Notes on how to deal with somebody."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from makegood.base.access.models import User
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models import Handling, HandlingSeen


@dataclass(frozen=True)
class Note:
    """A note as somebody meets it; `is_new`: he has not read it with this person yet."""

    row: Handling
    about: str
    is_new: bool


def holding() -> "QuerySet[Handling]":
    """Notes that hold now."""
    return Handling.objects.filter(Q(ends=None) | Q(ends__gt=now()))


def notes_for(contact: Contact, asset: Asset | None, *, user: User | None) -> list[Note]:
    """What everybody must know who deals with this person, and with this device: of him, his organisation,
    the place and the device; danger first (two queries)."""
    wanted = Q(contact=contact.pk)
    if contact.company_id:
        wanted |= Q(company=contact.company_id)
    if asset is not None:
        wanted |= Q(asset=asset.pk)
        if asset.site_id:
            wanted |= Q(site=asset.site_id)
    found = list(
        holding()
        .filter(wanted)
        .select_related("author", "contact", "company", "site", "asset")
        .defer("contact__terms", "asset__terms")
    )
    seen = set(
        HandlingSeen.objects.filter(handling__in=found, user=user, contact=contact).values_list(
            "handling_id", flat=True
        )
        if found and user is not None
        else ()
    )
    order = {"danger": 0, "legal": 1, "care": 2, "vip": 3}
    found.sort(key=lambda row: (order.get(row.kind, 9), row.pk))
    return [Note(row, about(row), row.pk not in seen and user is not None) for row in found]


def about(row: Handling) -> str:
    """Of whom or what it is."""
    return str(row.contact or row.company or row.site or row.asset or "")
