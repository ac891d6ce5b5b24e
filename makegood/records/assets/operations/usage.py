"""Readings of counters on their way in: judged by what was read before, thinned, never counted twice."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import retried, rows
from makegood.base.journal.log import Fact, record, record_many
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.assets.events import UsageNoted, UsageSettled
from makegood.records.assets.models import Asset, Usage
from makegood.records.assets.queries.usage import point_of
from makegood.records.assets.rules import Point, judge, unit_of

DEVICE = "device"
BUCKET = timedelta(hours=6)  # of what a device says by itself, the latest in each is kept
SAME = timedelta(days=1)  # in which people say the same reading twice
DOUBTED = timedelta(hours=1)  # and of what is doubted, the first
ODDLY = ("clock", "unit")
MOST = 1e12
LOCKED = """
SELECT a.id, coalesce(p.counter, '') FROM assets_asset a LEFT JOIN assets_product p ON p.id = a.product_id
WHERE a.id = ANY(%s) ORDER BY a.id FOR NO KEY UPDATE OF a
"""
TAILS = """
SELECT u.id, u.asset_id, u.unit, u.value, u.total, u.at, u.came_at, u.source, u.doubt
FROM unnest(%s::bigint[], %s::text[]) AS g(asset_id, unit) CROSS JOIN LATERAL (
  SELECT * FROM assets_usage t WHERE t.asset_id = g.asset_id AND t.unit = g.unit AND t.doubt <> 'clock'
  ORDER BY t.at DESC LIMIT 64) u
ORDER BY u.asset_id, u.at
"""
ODD = """
SELECT asset_id, doubt, max(came_at) FROM assets_usage WHERE asset_id = ANY(%s) AND doubt IN ('clock', 'unit')
GROUP BY asset_id, doubt
"""


@dataclass(frozen=True)
class Noted:
    """One reading of a counter. `unit` by any name, "" for the product's own; `source`: device, staff, customer,
    visit, import."""

    asset_id: int
    unit: str
    value: float
    at: datetime
    source: str = DEVICE


@dataclass(frozen=True)
class _Kept:
    """A reading that stays. `opens`: it is the first of its time."""

    asset_id: int
    point: Point
    opens: bool


def note_usage(
    asset: Asset, *, value: float, at: datetime, source: str, unit: str = "", by: Actor = SYSTEM
) -> None:
    """Keep what somebody read off a counter; twice is once. Raises Invalid for what is no number."""
    if not _is_number(value):
        raise Invalid(_("Type what the counter shows, as a number."), field="value")
    note_usages([Noted(asset.pk, unit, value, at, source)], by=by)


@retried
@transaction.atomic
def note_usages(noted: Sequence[Noted], *, by: Actor = SYSTEM, tells: bool = True) -> int:
    """Keep readings of many devices, those that cannot be marked as such; the same ones again change nothing. What
    is no number, or of no device, is left out. Returns how many rows were written (five statements for any number).
    `tells` False: the caller says of all of them that there is something new."""
    given = [one for one in noted if _is_number(one.value)]
    counters = dict(rows(LOCKED, [sorted({one.asset_id for one in given})])) if given else {}
    grouped = _grouped(given, counters)
    tails = _tails(grouped)
    kept: list[_Kept] = []
    changed: list[Point] = []
    gone: list[int] = []
    for key, points in grouped.items():
        known = tails.get(key, [])
        there = {point.at for point in known}
        fresh = [p for p in points if p.at not in there and not _said_before(p, known)]
        changed += judge(known, fresh, unit=key[1])
        stay, leave = _thinned(known, fresh)
        kept += [_Kept(key[0], point, opens) for point, opens in stay]
        gone += leave
    kept = _few_odd(kept)
    _write(kept, changed, gone)
    if tells:
        _tell(kept, by)
    return len(kept)


def _said_before(point: Point, known: Sequence[Point]) -> bool:
    """Whether somebody said the very same a moment ago: a form sent twice, a table brought in again."""
    return point.source != DEVICE and any(
        (one.source, one.value) == (point.source, point.value) and abs(one.at - point.at) < SAME
        for one in known
    )


def _is_number(value: float) -> bool:
    return math.isfinite(value) and 0 <= value < MOST


def _grouped(
    given: Iterable[Noted], counters: dict[int, str]
) -> dict[tuple[int, str], list[Point]]:
    """Readings by device and the unit in which it counts, one for each moment, in their order."""
    moment = now()
    found: dict[tuple[int, str], dict[datetime, Point]] = defaultdict(dict)
    for one in given:
        counter = counters.get(one.asset_id)
        if counter is None:
            continue
        unit, factor = unit_of(one.unit or counter)
        ours = unit_of(counter)[0] if counter else unit
        value = one.value * factor
        if unit and value < MOST:
            point = Point(value, one.at, moment, unit, one.source[:40])
            found[one.asset_id, ours].setdefault(one.at, point)
    return {key: sorted(those.values(), key=lambda p: p.at) for key, those in found.items()}


def _tails(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[Point]]:
    """What was read of them last, oldest first."""
    pairs = list(keys)
    found: dict[tuple[int, str], list[Point]] = defaultdict(list)
    if pairs:
        params = [[pk for pk, _unit in pairs], [unit for _pk, unit in pairs]]
        for row in Usage.objects.raw(TAILS, params):
            found[row.asset_id, row.unit].append(point_of(row))
    return found


def _bucket(point: Point) -> tuple[str, int]:
    wide = DOUBTED if point.doubt else BUCKET
    return point.doubt, math.floor(point.at.timestamp() / wide.total_seconds())


def _thinned(
    known: Sequence[Point], fresh: Sequence[Point]
) -> tuple[list[tuple[Point, bool]], list[int]]:
    """Which of the new ones stay (and whether each is the first of its time), and the rows whose place one of them
    takes. What people read stays."""
    places = {_bucket(p): p for p in known if p.source == DEVICE}
    stay: dict[int, tuple[Point, bool]] = {}
    gone: list[int] = []
    for point in fresh:
        if point.source != DEVICE or point.doubt in ODDLY:
            stay[id(point)] = point, True
            continue
        before = places.get(_bucket(point))
        if before is not None and (point.doubt or point.at < before.at):
            continue
        opens = before is None
        if before is not None and before.pk is not None:
            gone.append(before.pk)
        elif before is not None:
            opens = stay.pop(id(before))[1]
        places[_bucket(point)] = point
        stay[id(point)] = point, opens
    return list(stay.values()), gone


def _few_odd(kept: list[_Kept]) -> list[_Kept]:
    """Of a device whose clock or unit cannot be, one reading in six hours is enough to show it."""
    odd = sorted({one.asset_id for one in kept if one.point.doubt in ODDLY})
    if not odd:
        return kept
    last = {(pk, doubt): came for pk, doubt, came in rows(ODD, [odd])}
    stay = []
    for one in kept:
        key = one.asset_id, one.point.doubt
        if one.point.doubt in ODDLY and one.point.source == DEVICE:
            if key in last and one.point.came_at - last[key] < BUCKET:
                continue
            last[key] = one.point.came_at
        stay.append(one)
    return stay


def _write(kept: Sequence[_Kept], changed: Sequence[Point], gone: Sequence[int]) -> None:
    if gone:
        Usage.objects.filter(pk__in=gone).delete()
    again = [Usage(pk=p.pk, total=p.total, doubt=p.doubt) for p in changed if p.pk is not None]
    if again:
        Usage.objects.bulk_update(again, ["total", "doubt"])
    new = [_row(one.asset_id, one.point) for one in kept]
    Usage.objects.bulk_create(new, ignore_conflicts=True)


def _tell(kept: Sequence[_Kept], by: Actor) -> None:
    """The latest of each device, where it is the first of its time."""
    latest = {one.asset_id: one.point for one in kept if one.opens}
    facts = [
        Fact(
            event=UsageNoted(asset_id=pk, unit=p.unit, total=round(p.total, 3), doubt=p.doubt),
            subject=f"asset:{pk}",
            by=by,
        )
        for pk, p in latest.items()
    ]
    record_many(facts)


def _row(asset_id: int, point: Point) -> Usage:
    return Usage(
        asset_id=asset_id,
        unit=point.unit,
        value=point.value,
        total=point.total,
        at=point.at,
        came_at=point.came_at,
        source=point.source,
        doubt=point.doubt,
    )


@transaction.atomic
def settle_usage(usage: Usage, *, believed: bool, by: Actor) -> Usage:
    """Say of a doubted reading that the counter does stand there: one that fell was replaced, and what the device had
    run stands; one that leapt has run so far. It counts on from here. Not believed: it goes on being kept and does not count. Twice is
    once."""
    Asset.objects.select_for_update(no_key=True).get(pk=usage.asset_id)
    usage = Usage.objects.select_for_update().get(pk=usage.pk)
    if usage.doubt not in ("back", "leap") or not believed:
        return usage
    if usage.doubt == "leap":
        usage.total = usage.value + _offset_before(usage)
    usage.doubt = ""
    usage.save(update_fields=["doubt", "total"])
    _count_on(usage)
    fact = UsageSettled(asset_id=usage.asset_id, usage_id=usage.pk, believed=True)
    record(fact, subject=f"asset:{usage.asset_id}", by=by)
    return usage


def _offset_before(usage: Usage) -> float:
    """What the counters before this one had run, as the last trusted reading says."""
    same = Usage.objects.filter(asset=usage.asset_id, unit=usage.unit, doubt="", at__lt=usage.at)
    last = same.order_by("-at").first()
    return last.total - last.value if last is not None else 0.0


def _count_on(usage: Usage) -> None:
    """Judge what came after a reading that is believed now."""
    same = Usage.objects.filter(asset=usage.asset_id, unit=usage.unit).exclude(doubt="clock")
    before = [point_of(row) for row in same.filter(at__lte=usage.at).order_by("-at")[:64]][::-1]
    after = [point_of(row) for row in same.filter(at__gt=usage.at).order_by("at")]
    known = [p for p in before if not p.doubt or p.at == usage.at]
    judge(known, after, unit=usage.unit)
    again = [Usage(pk=p.pk, total=p.total, doubt=p.doubt) for p in after]
    Usage.objects.bulk_update(again, ["total", "doubt"], batch_size=500)
