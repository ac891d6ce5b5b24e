"""So many alarms of one product or one site at once that they are one trouble: one group, with one case."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from makegood.base.database import rows, run
from makegood.field.alarms.models import Alarm, Flood, FloodLimit
from makegood.field.alarms.queries import limit

RECENT = """
SELECT s.product_id, s.site_id, count(*) FROM alarms_alarm a JOIN assets_asset s ON s.id = a.asset_id
WHERE a.over_at IS NULL AND a.raised_at > %s AND a.told_severity > 0 AND NOT a.id = ANY(%s)
  AND (s.product_id = ANY(%s) OR s.site_id = ANY(%s)) GROUP BY 1, 2
"""


def gather(alarms: Sequence[Alarm], moment: datetime) -> None:
    """Join alarms that have just been raised to the flood they are part of; they wait for no case of their own.
    The caller writes them (one query, a few more in a flood)."""
    new = [one for one in alarms if one.flood_id is None and not one.alone]
    if not new:
        return
    bound = limit()
    recent = _recent(new, moment - timedelta(minutes=bound.minutes))
    sites = _over([one.asset.site_id for one in new], recent[1], bound)
    products = _over([one.asset.product_id for one in new], recent[0], bound)
    for alarm in new:
        site, product = alarm.asset.site_id, alarm.asset.product_id
        if site in sites:
            _join(alarm, moment, by_site=True)
        elif product in products:
            _join(alarm, moment, by_site=False)


def _recent(
    alarms: Sequence[Alarm], since: datetime
) -> tuple["Counter[int | None]", "Counter[int | None]"]:
    ids = [one.pk for one in alarms]
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


def _join(alarm: Alarm, moment: datetime, *, by_site: bool) -> None:
    which: dict[str, Any] = (
        {"site": alarm.asset.site, "product": None}
        if by_site
        else {"product": alarm.asset.product, "site": None}
    )
    flood, _made = Flood.objects.get_or_create(**which, ended_at=None, defaults={"since": moment})
    alarm.flood, alarm.wanted_at = flood, None


@transaction.atomic
def end_floods(moment: datetime) -> int:
    """Floods to which nothing was added for three times their minutes are over; how many."""
    calm = moment - timedelta(minutes=3 * limit().minutes)
    return run(
        "UPDATE alarms_flood f SET ended_at = %s WHERE ended_at IS NULL AND since < %s AND NOT EXISTS"
        " (SELECT 1 FROM alarms_alarm a WHERE a.flood_id = f.id AND a.raised_at > %s)",
        [moment, calm, calm],
    )
