"""So many devices of one product or at one site with new alarms at once that they are one trouble: one group, with one
case. One device that says much is none: its faults are one case anyway."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db import transaction

from makegood.base.database import columns, rows, run
from makegood.field.alarms.models import Alarm, FloodLimit
from makegood.field.alarms.queries.rulebook import limit
from makegood.field.alarms.rules.grave import NOTHING

RECENT = """
SELECT s.product_id, s.site_id, count(DISTINCT a.asset_id) FROM alarms_alarm a JOIN assets_asset s ON s.id = a.asset_id
WHERE a.over_at IS NULL AND a.raised_at > %s AND a.told_severity > 0 AND a.path <> 'none' AND NOT a.asset_id = ANY(%s)
  AND (s.product_id = ANY(%s) OR s.site_id = ANY(%s)) GROUP BY 1, 2
"""
OPEN = """
SELECT f.product_id, f.site_id, f.id FROM alarms_flood f
WHERE f.ended_at IS NULL AND (f.product_id = ANY(%s::bigint[]) OR f.site_id = ANY(%s::bigint[]))
"""
BEGIN = """
INSERT INTO alarms_flood (product_id, site_id, since, last_at)
SELECT product, site, %s, %s FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS g(product, site, n) ORDER BY n
ON CONFLICT DO NOTHING
"""
Place: TypeAlias = tuple[int | None, int | None]  # product or site
NOWHERE: Place = (None, None)


def gather(alarms: Sequence[Alarm], moment: datetime) -> None:
    """Join alarms that have just been raised to the flood they are part of; they wait for no case of their own. What
    is only to be shown is part of none. The caller writes them (a fixed number of statements, three more in a flood)."""
    new = [one for one in alarms if one.flood_id is None and not one.alone and one.path != NOTHING]
    if not new:
        return
    bound = limit()
    recent = _recent(new, moment - timedelta(minutes=bound.minutes))
    devices = {one.asset_id: one.asset for one in new}.values()
    sites = _over([one.site_id for one in devices], recent[1], bound)
    products = _over([one.product_id for one in devices], recent[0], bound)
    places: dict[int, Place] = {}
    for alarm in new:
        site, product = alarm.asset.site_id, alarm.asset.product_id
        if site in sites:
            places[alarm.pk] = (None, site)
        elif product in products:
            places[alarm.pk] = (product, None)
    floods = _floods(set(places.values()), moment) if places else {}
    for alarm in new:
        flood = floods.get(places.get(alarm.pk, NOWHERE))
        if flood is not None:  # one that ends at this very moment takes nobody
            alarm.flood_id, alarm.wanted_at = flood, None


def _recent(
    alarms: Sequence[Alarm], since: datetime
) -> tuple["Counter[int | None]", "Counter[int | None]"]:
    ids = sorted({one.asset_id for one in alarms})
    products = sorted({one.asset.product_id for one in alarms if one.asset.product_id})
    sites = sorted({one.asset.site_id for one in alarms if one.asset.site_id})
    by_product: Counter[int | None] = Counter()
    by_site: Counter[int | None] = Counter()
    for product, site, n in rows(RECENT, [since, ids, products, sites]):
        by_product[product] += n
        by_site[site] += n
    return by_product, by_site


def _over(
    places: Sequence[int | None], recent: "Counter[int | None]", bound: FloodLimit
) -> set[int | None]:
    here = Counter(place for place in places if place is not None)
    return {place for place, n in here.items() if n + recent[place] > bound.alarms}


def _floods(places: AbstractSet[Place], moment: datetime) -> dict[Place, int]:
    """The open flood of each place, begun where there is none (one query, three where one begins). Nobody waits
    for another who adds to the same flood."""
    found = _open(places)
    new = sorted(places - found.keys(), key=lambda place: (place[0] or 0, place[1] or 0))
    if new:
        products, sites = columns(new, 2)
        run(BEGIN, [moment, moment, products, sites])
        found |= _open(new)
    return found


def _open(places: Iterable[Place]) -> dict[Place, int]:
    products, sites = columns(places, 2)
    return {(product, site): pk for product, site, pk in rows(OPEN, [products, sites])}


@transaction.atomic
def end_floods(moment: datetime) -> int:
    """Floods to which nothing was added for three times their minutes are over, once all of it is in a case; how
    many. What came to one as it ended, without a case, waits for one of its own."""
    calm = moment - timedelta(minutes=3 * limit().minutes)
    ended = run(END, [moment, calm, calm])
    run(ALONE, [moment])
    return ended


END = """
UPDATE alarms_flood f SET ended_at = %s WHERE ended_at IS NULL AND since < %s AND NOT EXISTS
  (SELECT 1 FROM alarms_alarm a WHERE a.flood_id = f.id AND (a.raised_at > %s
    OR (a.case_id IS NULL AND a.over_at IS NULL AND NOT a.alone)))
"""
ALONE = """
UPDATE alarms_alarm a SET flood_id = NULL, wanted_at = CASE WHEN a.path = 'case' THEN %s::timestamptz END
FROM alarms_flood f WHERE f.id = a.flood_id AND f.ended_at IS NOT NULL AND f.case_id IS NULL
  AND a.case_id IS NULL AND a.over_at IS NULL AND NOT a.alone
"""
