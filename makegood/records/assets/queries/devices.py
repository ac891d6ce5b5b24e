"""Devices as staff and their owners may see them."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Asset, Document, Part, Product
from makegood.records.assets.rules import plain_serial, product_of, serial_key

PLAIN = Replace("serial", Value("-"), Value(""))


@rule("devices.see")
def may_see(who: Principal, _thing: Any) -> bool:
    """Any member of staff; who has a device he sees only where he may see that customer."""
    return who.is_staff


@rule("devices.change")
def may_change(who: Principal, _thing: Any) -> bool:
    """Enter, change, hand over: staff but technicians, who are given a visit."""
    return who.is_staff and who.role != "technician"


@rule("devices.manage")
def may_manage(who: Principal, _thing: Any) -> bool:
    """Products, parts, fields of one's own, tables: leads and administrators."""
    return who.is_one_of(LEAD, ADMINISTRATOR)


@rule("devices.words")
def may_name(who: Principal, _thing: Any) -> bool:
    """What we call kinds, readings and skills: whoever writes fault tables too."""
    return who.is_one_of("specialist", LEAD, ADMINISTRATOR)


def asset_by_serial(serial: str) -> Asset | None:
    """The device of that number in any writing, with its product; without its hyphens too where that names one
    device only (one query, two where it is not found as it is written)."""
    key = serial_key(serial)
    if not key:
        return None
    devices = Asset.objects.select_related("product").defer("terms")
    found = devices.filter(serial=key).first()
    if found is None:
        plain = plain_serial(key)
        near = list(devices.annotate(plain=PLAIN).filter(plain=plain)[:2]) if plain else []
        found = near[0] if len(near) == 1 else None
    return found


def assets_by_serial(serials: Collection[str]) -> dict[str, int]:
    """The devices of many numbers, by their one form (one query)."""
    keys = {serial_key(serial) for serial in serials} - {""}
    return dict(Asset.objects.filter(serial__in=keys).values_list("serial", "pk"))


def asset_by_token(token: str) -> Asset | None:
    """The device on which this code stands, with its product."""
    found = Asset.objects.select_related("product").defer("terms")
    return found.filter(token=token).first() if 0 < len(token) <= 32 else None


def product_for(serial: str) -> Product | None:
    """The product that a serial number tells of (one query for all patterns, one for the product)."""
    patterns = Product.objects.exclude(serial_pattern="").values_list("pk", "serial_pattern")
    pk = product_of(serial_key(serial), patterns)
    return Product.objects.get(pk=pk) if pk is not None else None


def seen_asset(who: Principal, *, pk: int, act: str = "devices.see") -> Asset:
    """A device with product, owner, company and site, if the policy allows `act`. Raises NotFound."""
    found = Asset.objects.select_related("product", "owner", "company", "site", "parent")
    asset = found.defer("terms").filter(pk=pk).first()
    if asset is None or not may(who, act, asset):
        raise NotFound(pk)
    return asset


def changed_asset(who: Principal, *, pk: int) -> Asset:
    """A device that he may change. Raises NotFound."""
    return seen_asset(who, pk=pk, act="devices.change")


def seen_product(who: Principal, *, pk: int) -> Product:
    """A product. Raises NotFound."""
    found = Product.objects.filter(pk=pk).first()
    if found is None or not may(who, "devices.see", found):
        raise NotFound(pk)
    return found


def devices_of(contact_id: int, company_id: int | None = None) -> QuerySet[Asset]:
    """What a customer has now; with his company's where one is named. Not what he had."""
    his = Q(owner=contact_id)
    if company_id is not None:
        his |= Q(company=company_id)
    found = Asset.objects.filter(his).exclude(state__in=("retired", "unknown"))
    return found.select_related("product", "site").defer("terms").order_by("-pk")


def documents_for(asset: Asset, *, customer: bool) -> list[Document]:
    """Papers of a device and of its product; for a customer those that are meant for him."""
    whose = Q(asset=asset)
    if asset.product_id is not None:
        whose |= Q(product=asset.product_id)
    found = Document.objects.filter(whose).select_related("file").order_by("title", "pk")
    return list(found.filter(for_customers=True) if customer else found)


def parts_for(asset: Asset, *, limit: int = 500) -> list[Part]:
    """Parts that can be built in: those of its product, all where its product names none."""
    ours = Part.objects.filter(products__product=asset.product_id).order_by("number")
    found = list(ours[:limit]) if asset.product_id else []
    return found or list(Part.objects.order_by("number")[:limit])


def assets_named(numbers: Collection[str]) -> list[Asset]:
    """The devices of numbers as people write them, with or without what stands between their signs (one query)."""
    plain = {plain_serial(number) for number in numbers} - {""}
    found = Asset.objects.annotate(plain=PLAIN).filter(plain__in=plain).exclude(state="unknown")
    return list(found.select_related("product", "site").defer("terms").order_by("-pk")[:20])
