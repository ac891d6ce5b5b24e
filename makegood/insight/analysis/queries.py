"""How often devices break down, by what they have in common: faults by week and the time they ran in it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from makegood.base.database import rows
from makegood.insight.analysis.models import Forecast
from makegood.insight.analysis.rules import Fleet, Series
from makegood.kernel.clock import now

WEEK = timedelta(days=7)
WEEKS = 26
LOWEST = 2  # an information is no fault
DIMENSIONS = ("model", "batch", "firmware", "part", "site", "fault")
_KEYS = {
    "model": "''",
    "batch": "a.batch",
    "firmware": "a.firmware",
    "site": "coalesce(a.site_id::text, '')",
}
# A device counts from the day it was put up, or sold, or entered; one that is out of use counts no more.
_BORN = "coalesce(a.installed_on, a.bought_on, a.made_at::date)"
_FLEET = """
SELECT a.product_id, {key}, greatest(0, ({born} - %(first)s::date) / 7)::int AS week, count(*)
FROM assets_asset a WHERE a.product_id IS NOT NULL AND a.state <> 'retired' AND {born} < %(end)s::date
GROUP BY 1, 2, 3
"""
_FAULTS = """
SELECT a.product_id, {key}, ((l.first_at AT TIME ZONE 'UTC')::date - %(first)s::date) / 7 AS week, count(*)
FROM alarms_alarm l JOIN assets_asset a ON a.id = l.asset_id
WHERE l.first_at >= %(first)s AND l.first_at < %(end)s AND l.severity >= %(lowest)s AND NOT l.planned
  AND a.product_id IS NOT NULL AND a.state <> 'retired'
GROUP BY 1, 2, 3
"""
# A part that was changed is a part that failed, of all devices that have it.
_PARTS_FLEET = """
SELECT s.product_id, p.number, s.week, s.devices FROM (
  SELECT a.product_id, greatest(0, ({born} - %(first)s::date) / 7)::int AS week, count(*) AS devices FROM assets_asset a
  WHERE a.product_id IS NOT NULL AND a.state <> 'retired' AND {born} < %(end)s::date GROUP BY 1, 2) s
JOIN assets_productpart b ON b.product_id = s.product_id JOIN assets_part p ON p.id = b.part_id
"""
_PARTS_FAULTS = """
SELECT a.product_id, p.number, ((f.at AT TIME ZONE 'UTC')::date - %(first)s::date) / 7 AS week, count(*)
FROM assets_fitted f JOIN assets_asset a ON a.id = f.asset_id JOIN assets_part p ON p.id = f.part_id
WHERE f.at >= %(first)s AND f.at < %(end)s AND a.product_id IS NOT NULL AND a.state <> 'retired'
GROUP BY 1, 2, 3
"""


def fleet(dimension: str, *, weeks: int = WEEKS, at: datetime | None = None) -> Fleet:
    """The groups of a dimension over the last whole weeks. Two statements, whatever the number of devices; the
    cost is that of the devices' rows once and of the alarms of these weeks. Raises KeyError for no dimension."""
    end = (at or now()).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = end - weeks * WEEK
    told = {"first": first, "end": end, "lowest": LOWEST}
    if dimension == "part":
        stock, broken = _PARTS_FLEET.format(born=_BORN), _PARTS_FAULTS
    elif dimension == "fault":
        stock = _FLEET.format(key="''", born=_BORN)
        broken = _FAULTS.format(key="l.fault")
    else:
        stock = _FLEET.format(key=_KEYS[dimension], born=_BORN)
        broken = _FAULTS.format(key=_KEYS[dimension])
    found = _filled(rows(stock, told), rows(broken, told), weeks, shared=dimension == "fault")
    begins = tuple((first + n * WEEK).date() for n in range(weeks))
    return Fleet(dimension, begins, tuple(found))


def _filled(
    stock: Sequence[tuple[int, str, int, int]],
    broken: Sequence[tuple[int, str, int, int]],
    weeks: int,
    *,
    shared: bool,
) -> list[Series]:
    """`shared`: the devices of a product stand behind each of its values (its faults), not behind one."""
    born: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for product, value, week, count in stock:
        born[product, value][week] += count
    failed: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for product, value, week, count in broken:
        failed[product, value][week] += count
    found = []
    for product, value in sorted(failed if shared else {*born, *failed}):
        one = Series(product, value, weeks)
        starts = born[product, "" if shared else value]
        for week in range(weeks):
            one.years[week] = (
                (one.devices + starts[week] * (1.0 if week == 0 else 0.5)) * 7 / 365.25
            )
            one.devices += starts[week]
            one.faults[week] = failed[product, value][week]
        found.append(one)
    return found


def newest_forecast() -> Forecast | None:
    """What is likely to fail next, as it was said last; None before that."""
    return Forecast.objects.order_by("-at").first()
