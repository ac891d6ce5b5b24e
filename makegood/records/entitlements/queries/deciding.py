"""Whether a device is covered, by which rule, and until when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from makegood.base.database import columns, rows
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Fitted
from makegood.records.assets.queries.usage import usages_of
from makegood.records.customers.models import Contact
from makegood.records.entitlements.models import Decided, Goodwill, Outlook, Terms
from makegood.records.entitlements.queries.quotas import contracts_over, left_of
from makegood.records.entitlements.rules import rates, warranty
from makegood.records.entitlements.rules.dates import day_of, end_of
from makegood.records.entitlements.rules.warranty import Decision, Offered, Run

WARRANTY = "warranty"
WEEKS = timedelta(days=56)
REACHED = """
SELECT u.asset_id, min(u.at) FROM unnest(%s::bigint[], %s::text[], %s::float8[]) AS g(asset, unit, total)
JOIN assets_usage u ON u.asset_id = g.asset AND u.unit = g.unit AND u.total >= g.total AND u.doubt = ''
GROUP BY u.asset_id
"""


NEAR = """
SELECT g.asset, u.at, u.total FROM unnest(%s::bigint[]) AS g(asset) CROSS JOIN LATERAL (
  SELECT at, total FROM assets_usage t WHERE t.asset_id = g.asset AND t.doubt = '' AND t.at > %s
  ORDER BY t.at DESC LIMIT %s) u
"""


def decide(asset: Asset, *, at: datetime | None = None, what: str = WARRANTY) -> Decision:
    """Whether a device (or a part of it, by its number) is covered at that moment (now): by its warranty, by
    exchange, by a contract that has not used up its quota, by goodwill; with the reasons (at most ten queries)."""
    moment = at or now()
    found = _warranty(asset, moment) if what == WARRANTY else _part(asset, what, moment)
    if not found.covered:
        found = _by_contract(asset, found, moment)
    if not found.covered:
        found = _by_goodwill(asset, found, moment)
    return found


def zone_of(asset: Asset) -> str:
    """Where its days end: at its site, else where its owner lives."""
    if asset.site is not None:
        return asset.site.zone
    return asset.owner.zone if asset.owner is not None else "UTC"


def whom_to_tell(asset: Asset) -> Contact | None:
    """Who is told of a device: who has it, else the longest known person of the company that has it."""
    if asset.owner is not None or asset.company_id is None:
        return asset.owner
    return Contact.objects.filter(company=asset.company_id, merged_into=None).order_by("pk").first()


def sold_on(asset: Asset) -> date | None:
    """The day by which its terms are chosen."""
    return asset.bought_on or asset.installed_on


def terms_of(assets: Collection[Asset], *, part: str = "") -> dict[int, Terms]:
    """The terms that held when each was bought, by device (one query): those of its product, or of a part."""
    products = {one.product_id for one in assets if one.product_id}
    found = Terms.objects.filter(product__in=products, part__number=part or None)
    if part:
        found = Terms.objects.filter(product__in=products, part__number=part)
    by_product: dict[int, list[Terms]] = {}
    for row in found.order_by("sold_from"):
        by_product.setdefault(row.product_id, []).append(row)
    chosen = {}
    for one in assets:
        sold = sold_on(one)
        those = by_product.get(one.product_id or 0, ())
        held = [row for row in those if sold is None or row.sold_from <= sold]
        if held:
            chosen[one.pk] = held[-1]
    return chosen


def offered(terms: Terms | None, *, part: str = "") -> Offered | None:
    """Terms as the rules see them."""
    if terms is None:
        return None
    return Offered(
        months=terms.months,
        usage=terms.usage,
        unit=terms.unit,
        ends=terms.ends,
        starts=terms.starts,
        at_latest=terms.at_latest,
        exchange=terms.exchange,
        pk=terms.pk,
        part=part,
    )


def runs_of(limits: Mapping[int, tuple[str, float | None]]) -> dict[int, Run]:
    """How far devices have run, how much a day and between what, by device (five queries for any number).
    `limits`: their unit and how far they may run."""
    trends = usages_of(list(limits))
    wanted = [(pk, unit, limit) for pk, (unit, limit) in limits.items() if limit and pk in trends]
    reached = dict(rows(REACHED, columns(wanted, 3))) if wanted else {}
    spread = _spreads(list(trends))
    return {
        pk: Run(
            total=trend.total,
            at=trend.at,
            unit=trend.unit,
            per_day=trend.per_day,
            low=spread.get(pk, (None, None))[0],
            high=spread.get(pk, (None, None))[1],
            reached=reached.get(pk),
            doubtful=int(trend.doubtful),
        )
        for pk, trend in trends.items()
    }


def _spreads(ids: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Between how much they run in a day, judged by the last weeks (one query)."""
    points: dict[int, list[tuple[datetime, float]]] = {}
    for pk, at, total in rows(NEAR, [list(ids), now() - WEEKS, rates.MOST]):
        points.setdefault(pk, []).append((at, total))
    found = {pk: rates.between(mine) for pk, mine in points.items()}
    return {pk: pair for pk, pair in found.items() if pair is not None}


def warranties_of(
    assets: Sequence[Asset], moment: datetime
) -> dict[int, tuple[Terms | None, Decision]]:
    """The terms and the decision by warranty of many devices (a fixed number of queries). The devices bring
    their site and owner."""
    terms = terms_of(assets)
    limits = {pk: (row.unit, row.usage) for pk, row in terms.items() if row.usage}
    runs = runs_of(limits) if limits else {}
    return {
        one.pk: (
            terms.get(one.pk),
            warranty.decide(
                offered(terms.get(one.pk)),
                bought=one.bought_on,
                installed=one.installed_on,
                run=runs.get(one.pk),
                at=moment,
                zone=zone_of(one),
            ),
        )
        for one in assets
    }


def _warranty(asset: Asset, moment: datetime) -> Decision:
    return warranties_of([asset], moment)[asset.pk][1]


def _part(asset: Asset, number: str, moment: datetime) -> Decision:
    """A part that was fitted later begins with that day, and is never worse off than the device it is in."""
    device = _warranty(asset, moment)
    row = terms_of([asset], part=number).get(asset.pk)
    if row is None:
        return replace(device, what=number)
    fitted = (
        Fitted.objects.filter(asset=asset, part__number=number, at__lte=moment)
        .order_by("-at")
        .first()
    )
    zone = zone_of(asset)
    since = day_of(fitted.at, zone) if fitted is not None else None
    run = runs_of({asset.pk: (row.unit, None)}).get(asset.pk) if row.usage else None
    if run is not None and fitted is not None and fitted.counter:
        run = replace(run, before=fitted.counter)
    found = warranty.decide(
        offered(row, part=number),
        bought=since or asset.bought_on,
        installed=since or asset.installed_on,
        run=run,
        at=moment,
        zone=zone,
    )
    better = device if device.covered and not found.covered else found
    return replace(better, what=number)


def _by_contract(asset: Asset, found: Decision, moment: datetime) -> Decision:
    for contract in contracts_over(asset, moment):
        if not contract.covers:
            continue
        left = left_of(contract, moment)
        reason = because("plan", name=str(contract))
        if any(not one.left for one in left):
            spent = because("plan_spent", name=str(contract))
            found = replace(found, because=(*found.because, spent), contract_id=contract.pk)
            continue
        zone = zone_of(asset)
        return replace(
            found,
            covered=True,
            rule="plan",
            contract_id=contract.pk,
            because=(*found.because, reason),
            quota_left=tuple((one.what, float(one.left)) for one in left),
            ends_at=contract.ends,
            ends_on=day_of(contract.ends, zone) if contract.ends else None,
            ends_by="time" if contract.ends else "",
            certain=True,
        )
    return found


def _by_goodwill(asset: Asset, found: Decision, moment: datetime) -> Decision:
    zone = zone_of(asset)
    today = day_of(moment, zone)
    given = Goodwill.objects.filter(
        asset=asset, withdrawn_at=None, until__gte=today, at__lte=moment
    )
    one = given.order_by("-until").first()
    if one is None:
        return found
    reason = because("goodwill", reason=one.reason, day=one.until.isoformat())
    return replace(
        found,
        covered=True,
        rule="goodwill",
        by_goodwill=True,
        because=(*found.because, reason),
        ends_on=one.until,
        ends_at=end_of(one.until, zone),
        ends_by="time",
        certain=True,
    )


def outlook_of(asset: Asset) -> Outlook | None:
    """Until when it is covered, as it was counted last; None before that."""
    return Outlook.objects.select_related("terms").filter(asset=asset).first()


def decided_for(case_id: int, asset: Asset, *, what: str = WARRANTY) -> Decided | None:
    """The decision that was made and used in a case."""
    return Decided.objects.filter(case=case_id, asset=asset, what=what).first()


def decisions_of(asset: Asset, *, limit: int = 20) -> list[Decided]:
    """The latest decisions about a device that were used, the newest first."""
    return list(Decided.objects.filter(asset=asset).order_by("-pk")[:limit])


def terms_of_product(product_id: int) -> list[Terms]:
    """Every version of what is promised with a product, its parts after it, the latest first."""
    found = Terms.objects.filter(product=product_id).select_related("part")
    return list(found.order_by("part__number", "-sold_from"))
