"""Readings into their places: the value itself, its hour and its day, the newest, and the counter of the device."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from makegood.base.database import rows
from makegood.field.telemetry.models import Name
from makegood.field.telemetry.operations.bulk import bound
from makegood.field.telemetry.ports import Measured
from makegood.records.assets.operations import Noted, note_usages

MOST_NAMES = 20_000
MOST_OF_DEVICE = 300  # a device that makes up names takes none from others
KEEP = """
WITH given AS (
  SELECT DISTINCT ON (asset_id, name_id, at) * FROM unnest(%b::bigint[], %b::bigint[], %b::timestamptz[],
    %b::float8[], %b::bool[]) WITH ORDINALITY AS g(asset_id, name_id, at, value, clock, n)
  ORDER BY asset_id, name_id, at, n),
made AS (
  INSERT INTO telemetry_reading (asset_id, name_id, at, value) SELECT asset_id, name_id, at, value FROM given
  ON CONFLICT DO NOTHING RETURNING asset_id, name_id, at, value),
spans AS (
  INSERT INTO telemetry_span AS s (asset_id, name_id, size, start, count, low, high, sum)
  SELECT asset_id, name_id, 'h', date_trunc('hour', at, 'UTC') AS start, count(*), min(value), max(value), sum(value)
  FROM made GROUP BY asset_id, name_id, start
  UNION ALL
  SELECT asset_id, name_id, 'd', date_trunc('day', at, 'UTC') AS start, count(*), min(value), max(value), sum(value)
  FROM made GROUP BY asset_id, name_id, start
  ORDER BY 1, 2, 3, 4
  ON CONFLICT (asset_id, name_id, size, start) DO UPDATE SET count = s.count + excluded.count,
    low = least(s.low, excluded.low), high = greatest(s.high, excluded.high), sum = s.sum + excluded.sum),
newest AS (
  INSERT INTO telemetry_last AS l (asset_id, name_id, at, value, clock)
  SELECT DISTINCT ON (m.asset_id, m.name_id) m.asset_id, m.name_id, m.at, m.value, g.clock
  FROM made m JOIN given g USING (asset_id, name_id, at) ORDER BY m.asset_id, m.name_id, m.at DESC
  ON CONFLICT (asset_id, name_id) DO UPDATE SET at = excluded.at, value = excluded.value, clock = excluded.clock
  WHERE excluded.at >= l.at)
SELECT g.n FROM made JOIN given g USING (asset_id, name_id, at) ORDER BY g.n
"""
COUNTERS = """
SELECT a.id, p.counter FROM assets_asset a JOIN assets_product p ON p.id = a.product_id
WHERE a.id = ANY(%s) AND p.counter <> ''
"""


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One value in the unit in which we keep it, "" where the device said none."""

    asset_id: int
    name: str
    unit: str
    value: float
    at: datetime
    came_at: datetime
    raw_id: int
    clock: bool


def keep_values(values: Sequence[Value]) -> list[Measured]:
    """Keep readings, in the caller's transaction; what is there already stays as it is. Returns those that are new,
    in their order."""
    if not values:
        return []
    series = _series(values)
    ids = _ids(values, series)
    named = [(v, key, ids[key]) for v, key in zip(values, series, strict=True) if key in ids]
    made = bound(
        KEEP,
        [
            [v.asset_id for v, _key, _id in named],
            [pk for _v, _key, pk in named],
            [v.at for v, _key, _id in named],
            [v.value for v, _key, _id in named],
            [v.clock for v, _key, _id in named],
        ],
    )
    new = [_measured(v, key[1]) for v, key, _id in (named[n - 1] for (n,) in made)]
    _count_on(new)
    return new


def _measured(value: Value, unit: str) -> Measured:
    return Measured(
        asset_id=value.asset_id,
        name=value.name,
        value=value.value,
        unit=unit,
        at=value.at,
        came_at=value.came_at,
        raw_id=value.raw_id,
        clock=value.clock,
    )


def _series(values: Sequence[Value]) -> list[tuple[str, str]]:
    """Name and unit of each: a value without a unit is of the first series of its name."""
    bare = {v.name for v in values if not v.unit}
    first: dict[str, str] = {}
    if bare:
        told = {v.name: v.unit for v in reversed(values) if v.unit}
        known = dict(Name.objects.filter(name__in=bare).order_by("-pk").values_list("name", "unit"))
        first = told | known
    return [(v.name, v.unit or first.get(v.name, "")) for v in values]


def _ids(values: Sequence[Value], series: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The rows of series, made where they are new; beyond the most that there may be, of a device and of all, new
    ones are left out."""
    found = _known(sorted(set(series)))
    strange = [(v.asset_id, key) for v, key in zip(values, series, strict=True) if key not in found]
    new = _within_limits(strange) if strange else []
    if new and Name.objects.count() + len(new) <= MOST_NAMES:
        Name.objects.bulk_create(
            [Name(name=name, unit=unit) for name, unit in new], ignore_conflicts=True
        )
        found |= _known(new)
    return found


def _within_limits(strange: Sequence[tuple[int, tuple[str, str]]]) -> list[tuple[str, str]]:
    """Those series that a device may still begin: (device, series) as they came, told once."""
    counted = rows(
        "SELECT asset_id, count(*) FROM telemetry_last WHERE asset_id = ANY(%s) GROUP BY 1",
        [sorted({asset_id for asset_id, _key in strange})],
    )
    have: dict[int, int] = defaultdict(int, counted)
    new: set[tuple[str, str]] = set()
    for asset_id, key in strange:
        if key not in new and have[asset_id] < MOST_OF_DEVICE:
            new.add(key)
            have[asset_id] += 1
    return sorted(new)


def _known(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    told = rows(
        "SELECT n.name, n.unit, n.id FROM telemetry_name n JOIN unnest(%s::text[], %s::text[]) AS g(name, unit)"
        " ON n.name = g.name AND n.unit = g.unit",
        [[name for name, _unit in keys], [unit for _name, unit in keys]],
    )
    return {(name, unit): pk for name, unit, pk in told}


def _count_on(new: Sequence[Measured]) -> None:
    """Tell the device's counter what it has run, where a reading has its name."""
    if not new:
        return
    counters = dict(rows(COUNTERS, [sorted({one.asset_id for one in new})]))
    noted = [
        Noted(one.asset_id, one.unit, one.value, one.at)
        for one in new
        if counters.get(one.asset_id) == one.name
    ]
    if noted:
        note_usages(noted)
