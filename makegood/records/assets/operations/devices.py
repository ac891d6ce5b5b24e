"""Devices are entered, changed, claimed, handed over and taken out of use; who had one is never forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import retried, rows
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Outdated
from makegood.kernel.events import Event
from makegood.kernel.text import clean
from makegood.records.assets.errors import AlreadyKnown, Retired
from makegood.records.assets.events import (
    AssetChanged,
    AssetClaimed,
    AssetEntered,
    AssetRetired,
    AssetTransferred,
)
from makegood.records.assets.models import Asset, Ownership, Product, Site
from makegood.records.assets.operations.indexing import index
from makegood.records.assets.operations.staying import staying
from makegood.records.assets.queries import product_for
from makegood.records.assets.rules import serial_key
from makegood.records.customers.models import Company, Contact

WITHIN = """
WITH RECURSIVE up(id, parent_id, n) AS (
  SELECT id, parent_id, 1 FROM assets_asset WHERE id = %s
  UNION ALL SELECT a.id, a.parent_id, n + 1 FROM assets_asset a JOIN up ON a.id = up.parent_id WHERE n < 50)
SELECT 1 FROM up WHERE id = %s
"""


@dataclass(frozen=True)
class Details:
    """What is said of a device beside its number and who has it; None where nothing is."""

    product: Product | None = None
    site: Site | None = None
    parent: Asset | None = None
    batch: str = ""
    firmware: str = ""
    bought_on: date | None = None
    installed_on: date | None = None
    state: str = Asset.State.USED
    facts: Mapping[str, Any] = field(default_factory=dict)


@retried
@transaction.atomic
def enter_asset(
    serial: str,
    *,
    details: Details,
    by: Actor,
    owner: Contact | None = None,
    company: Company | None = None,
) -> Asset:
    """A device that is known from now on; one that spoke to us before is claimed. Its product is told by its number
    where none is given. Twice the same is one. Raises Invalid, AlreadyKnown."""
    key = serial_key(serial)
    if not key:
        raise Invalid(
            _("Type the serial number: up to 60 letters, digits and hyphens."), field="serial"
        )
    product = details.product or product_for(key)
    if product is None:
        raise Invalid(_("Choose the product: its number does not tell."), field="product")
    _check(details)
    blank = Asset(serial=key, product=product, state=Asset.State.UNKNOWN)
    Asset.objects.bulk_create([blank], ignore_conflicts=True)
    asset = Asset.objects.select_for_update(no_key=True, of=("self",)).get(serial=key)
    if asset.state != Asset.State.UNKNOWN:
        same = (asset.product_id, asset.owner_id, asset.company_id)
        if same == (product.pk, owner and owner.pk, company and company.pk):
            return asset
        raise AlreadyKnown(_("A device with this serial number was entered already."))
    heard = asset.made_at < blank.made_at
    owner = staying(owner)
    _put(asset, details, product)
    asset.state = details.state
    asset.save()
    if owner is not None or company is not None:
        _hand(asset, owner, company, since=now(), by=by, why="")
    index([asset.pk])
    fact: Event = AssetEntered(asset_id=asset.pk, product_id=product.pk)
    if heard:
        fact = AssetClaimed(asset_id=asset.pk, product_id=product.pk)
    _tell(asset, fact, by)
    return asset


@retried
@transaction.atomic
def change_asset(asset: Asset, *, details: Details, version: int, by: Actor) -> Asset:
    """Say something else of it; the same again changes nothing. Raises Outdated when somebody changed it since,
    Invalid."""
    asset = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=asset.pk)
    product = details.product or asset.product or product_for(asset.serial)
    if product is None:
        raise Invalid(_("Choose the product: its number does not tell."), field="product")
    _check(details, asset)
    before = _values(asset)
    known = asset.state != Asset.State.UNKNOWN
    _put(asset, details, product)
    asset.state = details.state
    changed = sorted(name for name, value in _values(asset).items() if before[name] != value)
    if not changed:
        return asset
    if asset.version != version:
        raise Outdated(_("Somebody changed this device since you opened it. Look at it again."))
    asset.version += 1
    asset.save()
    index([asset.pk])
    fact: Event = AssetChanged(asset_id=asset.pk, fields=changed)
    if not known:
        fact = AssetClaimed(asset_id=asset.pk, product_id=product.pk)
    _tell(asset, fact, by)
    return asset


@retried
@transaction.atomic
def transfer(
    asset: Asset,
    *,
    to: Contact | Company | None,
    by: Actor,
    why: str = "",
    site: Site | None = None,
    at: datetime | None = None,
) -> Asset:
    """Somebody else has it now, or nobody: who had it before keeps his line in its history and sees it no longer;
    it leaves his place. Twice is once. Raises Invalid, Retired."""
    asset = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=asset.pk)
    owner = staying(to) if isinstance(to, Contact) else None
    company = to if isinstance(to, Company) else None
    if (asset.owner_id, asset.company_id) == (owner and owner.pk, company and company.pk):
        return asset
    if asset.state == Asset.State.RETIRED:
        raise Retired(_("This device is out of use. Take it into use again first."))
    moment = at or now()
    if moment > now():
        raise Invalid(_("It cannot change hands in the future."), field="at")
    was = AssetTransferred(
        asset_id=asset.pk,
        contact_id=owner.pk if owner else 0,
        company_id=company.pk if company else 0,
        from_contact_id=asset.owner_id or 0,
        from_company_id=asset.company_id or 0,
    )
    asset.site = site
    _hand(asset, owner, company, since=moment, by=by, why=why)
    index([asset.pk])
    _tell(asset, was, by)
    return asset


@retried
@transaction.atomic
def retire(asset: Asset, *, by: Actor, why: str = "") -> Asset:
    """It is out of use: whoever had it has it no longer. Twice is once."""
    asset = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=asset.pk)
    if asset.state == Asset.State.RETIRED:
        return asset
    asset.state = Asset.State.RETIRED
    asset.parent, asset.site = None, None
    asset.version += 1
    _hand(asset, None, None, since=now(), by=by, why=why)
    index([asset.pk])
    _tell(asset, AssetRetired(asset_id=asset.pk), by)
    return asset


def _check(details: Details, asset: Asset | None = None) -> None:
    bought, installed = details.bought_on, details.installed_on
    today = now().date()
    if bought is not None and installed is not None and installed < bought:
        raise Invalid(_("It cannot be installed before it was bought."), field="installed_on")
    if bought is not None and (bought.year < 1950 or (bought - today).days > 1):
        raise Invalid(_("Look at the day on which it was bought."), field="bought_on")
    if details.state not in (Asset.State.USED, Asset.State.STORED):
        raise Invalid(_("Choose whether it is in use or in store."), field="state")
    if asset is not None and details.parent is not None:
        rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:parents', 0))")
        if rows(WITHIN, [details.parent.pk, asset.pk]):
            raise Invalid(_("A device cannot be built into itself."), field="parent")


def _put(asset: Asset, details: Details, product: Product) -> None:
    asset.product = product
    asset.site, asset.parent = details.site, details.parent
    asset.batch = clean(details.batch).strip()[:40]
    asset.firmware = clean(details.firmware).strip()[:40]
    asset.bought_on, asset.installed_on = details.bought_on, details.installed_on
    asset.facts = {**asset.facts, **details.facts}
    asset.facts = {name: value for name, value in asset.facts.items() if value not in ("", None)}


def _values(asset: Asset) -> dict[str, Any]:
    names = [one.name for one in fields(Details)]
    told = {
        name: getattr(asset, name) for name in names if name not in ("product", "site", "parent")
    }
    return told | {name: getattr(asset, f"{name}_id") for name in ("product", "site", "parent")}


def _hand(
    asset: Asset,
    owner: Contact | None,
    company: Company | None,
    *,
    since: datetime,
    by: Actor,
    why: str,
) -> None:
    """The open line of its history ends, a new one begins."""
    last = Ownership.objects.filter(asset=asset, until=None).first()
    if last is not None:
        last.until = max(since, last.since)
        last.save(update_fields=["until"])
        since = last.until
    if owner is not None or company is not None:
        Ownership.objects.create(
            asset=asset,
            contact=owner,
            company=company,
            since=since,
            by=str(by),
            why=clean(why).strip()[:200],
        )
    asset.owner, asset.company = owner, company
    asset.save(update_fields=["owner", "company", "site", "parent", "state", "version"])


def _tell(asset: Asset, fact: Event, by: Actor) -> None:
    record(fact, subject=asset.topic, customer=asset.owner_id, by=by)
