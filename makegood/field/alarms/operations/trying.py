"""What a rule would have made of the last days: read, judged in memory, nothing kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from makegood.field.alarms.models import Watch
from makegood.field.alarms.operations.watching import Item, judge
from makegood.field.alarms.rules.conditions import CODE, Plan
from makegood.field.telemetry.models import Raw, Reading
from makegood.field.telemetry.rules.messages import EVENTS, Unreadable, events
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset

DAYS = 7
MOST = 20_000  # words that are read
MOST_DEVICES = 500


@dataclass(frozen=True)
class Trial:
    """What there was and what it would have been. `shown`: device, from, until (None: still there), the first
    ones. `all_read` False: there was more than is read for this."""

    heard: int
    raised: int
    devices: int
    shown: tuple[tuple[str, datetime, datetime | None], ...]
    all_read: bool


def try_rule(plan: Plan) -> Trial:
    """A rule on what devices of its product sent in the last seven days, by the times when it came."""
    since = now() - timedelta(days=DAYS)
    assets = dict(_assets(plan))
    items = list(islice(_items(plan, list(assets), since), MOST + 1))
    told: dict[int, list[tuple[datetime, datetime | None]]] = {}
    kept: dict[int, Watch] = {}
    for item in sorted(items[:MOST], key=lambda one: one.at):
        row = kept.setdefault(item.asset_id, Watch(asset_id=item.asset_id, rule_id=plan.rule_id))
        for word in judge(row, item):
            spans = told.setdefault(item.asset_id, [])
            if word.active and (not spans or spans[-1][1] is not None):
                spans.append((word.at, None))
            elif not word.active and spans:
                spans[-1] = (spans[-1][0], word.at)
    flat = sorted(
        ((assets[pk], begins, ends) for pk, spans in told.items() for begins, ends in spans),
        key=lambda one: one[1],
        reverse=True,
    )
    return Trial(len(items[:MOST]), len(flat), len(told), tuple(flat[:10]), len(items) <= MOST)


def _assets(plan: Plan) -> Iterable[tuple[int, str]]:
    found = Asset.objects.all()
    if plan.product_id is not None:
        found = found.filter(product=plan.product_id)
    return found.order_by("pk").values_list("pk", "serial")[:MOST_DEVICES]


def _items(plan: Plan, assets: list[int], since: datetime) -> Iterator[Item]:
    if any(one.on == CODE for one in plan.conditions):
        yield from _codes(plan, assets, since)
    names = {one.reading for one in plan.conditions if one.reading}
    if names:
        yield from _readings(plan, assets, names, since)


def _codes(plan: Plan, assets: list[int], since: datetime) -> Iterator[Item]:
    found = Raw.objects.filter(asset_id__in=assets, came_at__gte=since, kind=EVENTS)
    for row in found.order_by("came_at")[:MOST].iterator():
        try:
            said = events(bytes(row.payload))
        except Unreadable:
            continue
        for one in said:
            if plan.place_of(str(one.code)) is not None:
                yield Item(
                    asset_id=row.asset_id,
                    plan=plan,
                    at=row.came_at,
                    came_at=row.came_at,
                    code=str(one.code),
                    active=one.state == "active",
                    severity=one.severity or "",
                    times=int(one.state == "active"),
                )


def _readings(plan: Plan, assets: list[int], names: set[str], since: datetime) -> Iterator[Item]:
    found = Reading.objects.filter(asset_id__in=assets, name__name__in=names, at__gte=since)
    told = found.order_by("at").values_list("asset_id", "name__name", "at", "value")[:MOST]
    for asset_id, name, at, value in told.iterator():
        yield Item(asset_id=asset_id, plan=plan, at=at, came_at=at, reading=name, value=value)
