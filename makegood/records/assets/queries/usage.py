"""How far devices have run."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from makegood.base.database import rows
from makegood.records.assets.models import Asset, Usage
from makegood.records.assets.rules import Point, Trend, trend, unit_of

LATEST = """
SELECT g.asset, u.value, u.at, u.came_at, u.unit, u.source, u.total, u.doubt, u.id
FROM unnest(%s::bigint[]) AS g(asset) CROSS JOIN LATERAL (
  SELECT * FROM assets_usage t WHERE t.asset_id = g.asset ORDER BY t.came_at DESC, t.id DESC LIMIT %s) u
"""
MOST = 300  # of the latest readings say how far a device has run, however old they are


def usage_of(asset: Asset) -> Trend | None:
    """How far it has run, in its product's unit (of the last reading where the product has none), and how much a
    day; None when nobody ever read it. One query for the product where it is not at hand, one for the readings."""
    return _trends([asset.pk], {asset.pk: counted_in(asset)}).get(asset.pk)


def usages_of(asset_ids: Collection[int]) -> dict[int, Trend]:
    """The trends of many devices, by device; without those that nobody read (two queries)."""
    counters = (
        Asset.objects.filter(pk__in=asset_ids)
        .exclude(product=None)
        .values_list("pk", "product__counter")
    )
    return _trends(asset_ids, {pk: unit_of(counter)[0] for pk, counter in counters if counter})


def _trends(asset_ids: Collection[int], units: Mapping[int, str]) -> dict[int, Trend]:
    by_asset: dict[int, list[Point]] = defaultdict(list)
    for pk, *told in rows(LATEST, [list(asset_ids), MOST]):
        by_asset[pk].append(Point(*told))
    found = {}
    for pk, those in by_asset.items():
        unit = units.get(pk) or max(those, key=lambda point: point.came_at).unit
        told_of = trend(those, unit=unit)
        if told_of is not None:
            found[pk] = told_of
    return found


def counted_in(asset: Asset) -> str:
    """The unit of its product's counter, "" where it has none."""
    counter = asset.product.counter if asset.product is not None else ""
    return unit_of(counter)[0] if counter else ""


def point_of(row: Usage) -> Point:
    """A reading as the rules see it."""
    return Point(row.value, row.at, row.came_at, row.unit, row.source, row.total, row.doubt, row.pk)


def readings_of(asset: Asset, *, limit: int = 400) -> list[Usage]:
    """The latest readings of its counter, oldest first, doubtful ones too."""
    return sorted(asset.usages.order_by("-came_at")[:limit], key=lambda row: row.at)


def doubtful(asset_ids: Iterable[int]) -> set[int]:
    """Those of which a reading is doubted that came after every trusted one (one query)."""
    found = rows(
        """SELECT asset_id FROM assets_usage WHERE asset_id = ANY(%s) GROUP BY asset_id
        HAVING max(came_at) FILTER (WHERE doubt <> '')
          > coalesce(max(came_at) FILTER (WHERE doubt = ''), '-infinity')""",
        [list(asset_ids)],
    )
    return {pk for (pk,) in found}
