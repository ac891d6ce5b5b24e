"""What is promised with a product, and until when each device is covered by it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows, run
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.assets.models import Asset, Part, Product
from makegood.records.assets.rules import unit_of
from makegood.records.entitlements.events import TermsChanged
from makegood.records.entitlements.models import ALWAYS, Ending, Outlook, Terms
from makegood.records.entitlements.queries.deciding import warranties_of
from makegood.records.entitlements.rules.warranty import Decision

BATCH = 200
LONGEST = 1200  # months
MOST = 1e12


@dataclass(frozen=True, kw_only=True)
class NewTerms:
    """What is promised with what is sold from a day on; a limit that is None does not limit."""

    sold_from: date = ALWAYS
    months: int | None = None
    usage: float | None = None
    unit: str = ""
    ends: str = "first"
    starts: str = "installed"
    at_latest: int | None = None
    exchange: int = 0
    tell: int = 14


@transaction.atomic
def keep_terms(product: Product, new: NewTerms, *, by: Actor, part: Part | None = None) -> Terms:
    """Promise this with what is sold from that day on, or put right what was written for that day; what was sold
    before keeps what held then. Raises Invalid for what limits or gives nothing."""
    unit = unit_of(new.unit or product.counter)[0] if new.usage is not None else ""
    _check(new, unit)
    told = {name: getattr(new, name) for name in TOLD} | {"unit": unit, "by": str(by), "at": now()}
    terms, _made = Terms.objects.update_or_create(
        product=product, part=part, sold_from=new.sold_from, defaults=told
    )
    record(
        TermsChanged(terms_id=terms.pk, product_id=product.pk),
        subject=f"product:{product.pk}",
        by=by,
    )
    if part is None:
        look_again_at_product(product.pk)
    return terms


TOLD = ("months", "usage", "ends", "starts", "at_latest", "exchange", "tell")


def _check(new: NewTerms, unit: str) -> None:
    if new.months is None and new.usage is None and not new.exchange:
        raise Invalid(_("Say for how long or how far it is covered."), field="months")
    if new.months is not None and not 0 < new.months <= LONGEST:
        raise Invalid(_("Between 1 and 1,200 months."), field="months")
    if new.usage is not None and not 0 < new.usage < MOST:
        raise Invalid(_("How far it may run is a number above nothing."), field="usage")
    if new.usage is not None and not unit:
        raise Invalid(_("Say in what its counter counts: km, h, cycles …"), field="unit")


@transaction.atomic
def drop_terms(terms: Terms, *, by: Actor) -> None:
    """It was never promised: what was sold in its time has what held before. Twice changes nothing."""
    gone, _by = Terms.objects.filter(pk=terms.pk).delete()
    if gone:
        record(
            TermsChanged(terms_id=terms.pk, product_id=terms.product_id),
            subject=f"product:{terms.product_id}",
            by=by,
        )
        look_again_at_product(terms.product_id)


ALL_OF_PRODUCT = """
INSERT INTO entitlements_outlook (asset_id, stale, covered, certain, ends_by)
SELECT id, true, false, true, '' FROM assets_asset WHERE product_id = %s AND state <> 'retired'
ORDER BY id ON CONFLICT (asset_id) DO UPDATE SET stale = true WHERE NOT entitlements_outlook.stale
"""
THESE = """
INSERT INTO entitlements_outlook (asset_id, stale, covered, certain, ends_by)
SELECT id, true, false, true, '' FROM assets_asset WHERE id = ANY(%s)
ORDER BY id ON CONFLICT (asset_id) DO UPDATE SET stale = true WHERE NOT entitlements_outlook.stale
"""


def look_again_at_product(product_id: int) -> None:
    """Something of its promises changed: the devices of it are counted anew soon (one statement)."""
    run(ALL_OF_PRODUCT, [product_id])
    run(SERVICES_OF_PRODUCT, [product_id])


def look_again(asset_ids: Iterable[int]) -> None:
    """Something is known of these devices that was not: a reading, another owner, a date (two statements)."""
    ids = sorted(set(asset_ids))
    if ids:
        run(THESE, [ids])
        run(SERVICES, [ids])


SERVICES = """
UPDATE entitlements_servicedue SET stale = true
WHERE asset_id = ANY(%s) AND state IN ('planned', 'told') AND NOT stale
"""
SERVICES_OF_PRODUCT = """
UPDATE entitlements_servicedue d SET stale = true FROM entitlements_serviceplan p
WHERE p.id = d.plan_id AND p.product_id = %s AND d.state IN ('planned', 'told') AND NOT d.stale
"""
STALE = """
SELECT asset_id FROM entitlements_outlook WHERE stale ORDER BY asset_id LIMIT %s FOR UPDATE SKIP LOCKED
"""


@transaction.atomic
def count_anew(limit: int = BATCH) -> int:
    """Count anew until when devices are covered of which something changed; how many were (a fixed number of
    statements). Two workers take different ones."""
    claimed = [pk for (pk,) in rows(STALE, [limit])]
    if claimed:
        _count(claimed)
    return len(claimed)


def _count(ids: Collection[int]) -> None:
    moment = now()
    assets = list(
        Asset.objects.select_related("site", "owner", "product")
        .defer("terms", "owner__terms")
        .filter(pk__in=ids)
    )
    found = warranties_of(assets, moment)
    told = set(Ending.objects.filter(asset__in=ids).values_list("asset_id", "terms_id"))
    seen = [
        _outlook(one, *found[one.pk], told=(one.pk, _pk(found[one.pk][0])) in told)
        for one in assets
    ]
    for row in seen:
        row.looked_at = moment
    Outlook.objects.bulk_update(seen, FIELDS)


FIELDS = (
    "terms",
    "stale",
    "looked_at",
    "covered",
    "certain",
    "ends_by",
    "ends_on",
    "ends_at",
    "earliest",
    "latest",
    "tell_at",
)


def _pk(terms: Terms | None) -> int | None:
    return terms.pk if terms is not None else None


def _outlook(asset: Asset, terms: Terms | None, found: Decision, *, told: bool) -> Outlook:
    """What is kept of a decision; `tell_at` while there is somebody to be told of an end to come."""
    ahead = found.covered and found.ends_at is not None and found.ends_at > now()
    speaks = ahead and terms is not None and terms.tell and not told and asset.state == "used"
    if found.rule != "warranty":
        speaks = False
    return Outlook(
        asset=asset,
        terms=terms,
        stale=False,
        covered=found.covered,
        certain=found.certain,
        ends_by=found.ends_by,
        ends_on=found.ends_on,
        ends_at=found.ends_at,
        earliest=found.earliest,
        latest=found.latest,
        tell_at=found.ends_at - timedelta(days=terms.tell)
        if speaks and terms is not None and found.ends_at is not None
        else None,
    )
