"""What is built into a device, where it stands, and the papers that go with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows
from makegood.base.files.models import File
from makegood.base.files.operations import drop_rows
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.events import DocumentAdded, PartFitted, PartRemoved
from makegood.records.assets.models import Asset, Document, Fitted, Part, Product, Site
from makegood.records.assets.operations.indexing import index
from makegood.records.customers.models import Company, Contact


@transaction.atomic
def fit_part(
    asset: Asset,
    *,
    part: Part,
    by: Actor,
    serial: str = "",
    at: datetime | None = None,
    counter: float | None = None,
    why: str = "",
) -> Fitted:
    """A part was built in. Said twice (the same part with the same number, or at the same moment) it is one.
    Raises Invalid."""
    asset = Asset.objects.select_for_update(no_key=True).get(pk=asset.pk)
    moment = at or now()
    if moment > now():
        raise Invalid(_("It cannot be built in later than now."), field="at")
    serial = clean(serial).strip().upper()[:60]
    there = Fitted.objects.filter(asset=asset, part=part, removed_at=None)
    same = there.filter(serial=serial) if serial else there.filter(at=moment, serial="")
    known = same.first()
    if known is not None:
        return known
    fitted = Fitted.objects.create(
        asset=asset, part=part, serial=serial, at=moment, counter=counter, by=str(by),
        why=clean(why).strip()[:200],
    )  # fmt: skip
    fact = PartFitted(asset_id=asset.pk, fitted_id=fitted.pk, part_id=part.pk)
    record(fact, subject=asset.topic, customer=asset.owner_id, by=by)
    return fitted


@transaction.atomic
def remove_part(fitted: Fitted, *, by: Actor, at: datetime | None = None) -> Fitted:
    """It was taken out. Twice is once."""
    fitted = Fitted.objects.select_for_update().select_related(None).get(pk=fitted.pk)
    if fitted.removed_at is not None:
        return fitted
    fitted.removed_at = max(min(at or now(), now()), fitted.at)
    fitted.save(update_fields=["removed_at"])
    fact = PartRemoved(asset_id=fitted.asset_id, fitted_id=fitted.pk, part_id=fitted.part_id)
    record(fact, subject=f"asset:{fitted.asset_id}", by=by)
    return fitted


@transaction.atomic
def add_document(
    whose: Asset | Product, *, title: str, file: File, user: User, by: Actor,
    language: str = "", for_customers: bool = False,
) -> Document:  # fmt: skip
    """A paper of a device or a product; the same file under the same title is one. Raises Invalid."""
    title = clean(title).strip()[:160]
    if not title:
        raise Invalid(_("Give it a title."), field="title")
    told = {"asset": whose} if isinstance(whose, Asset) else {"product": whose}
    type(whose)._default_manager.select_for_update(no_key=True).get(pk=whose.pk)
    known = Document.objects.filter(title=title, file__sha256=file.sha256, **told).first()
    if known is not None:
        return known
    document = Document.objects.create(
        title=title, file=file, language=language[:10], for_customers=for_customers, by=user, **told
    )
    fact = DocumentAdded(
        document_id=document.pk,
        asset_id=document.asset_id or 0,
        product_id=document.product_id or 0,
    )
    subject = f"asset:{whose.pk}" if isinstance(whose, Asset) else f"product:{whose.pk}"
    record(fact, subject=subject, by=by)
    return document


@transaction.atomic
def drop_document(document: Document) -> list[str]:
    """It goes, with its file where nothing else names it; returns what `forget_bytes` may forget. Twice is once."""
    files = list(Document.objects.filter(pk=document.pk).values_list("file", flat=True))
    Document.objects.filter(pk=document.pk).delete()
    return drop_rows(files) if files else []


@dataclass(frozen=True)
class Place:
    """What is said of a site."""

    name: str
    address: str = ""
    zone: str = "UTC"
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def keep_site(place: Place, *, whose: Company | Contact | None, site: Site | None = None) -> Site:
    """A place where devices stand, or what is said of it from now on. The same place of the same customer is one.
    Raises Invalid."""
    name = clean(place.name).strip()[:160]
    if not name:
        raise Invalid(_("Give the place a name."), field="name")
    if place.zone not in available_timezones():
        raise Invalid(_("Choose a time zone."), field="zone")
    if (place.latitude is None) != (place.longitude is None):
        raise Invalid(_("Give both, latitude and longitude, or neither."), field="latitude")
    told = {
        "name": name, "address": clean(place.address).strip()[:300], "zone": ZoneInfo(place.zone).key,
        "latitude": place.latitude, "longitude": place.longitude,
    }  # fmt: skip
    of = {
        "company": whose if isinstance(whose, Company) else None,
        "contact": whose if isinstance(whose, Contact) else None,
    }
    if site is None:  # one after another, and with tables that name places
        rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:import', 0))")
        return Site.objects.filter(name=name, **of).first() or Site.objects.create(**told, **of)
    Site.objects.filter(pk=site.pk).update(**told)
    index(list(site.assets.values_list("pk", flat=True)[:5000]))
    site.refresh_from_db()
    return site


def names_of(names: Mapping[str, str]) -> dict[str, str]:
    """Names by language without the empty ones, as they are kept."""
    return {lang: clean(name).strip()[:120] for lang, name in names.items() if name.strip()}
