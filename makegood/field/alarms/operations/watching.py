"""Rules that need more than one word: readings over a limit, changes within minutes, silence, trouble that has
to last. What is kept of each device and rule is locked in one order, before any alarm."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from django.db import transaction
from django.db.models import F

from makegood.base.database import columns, run, table
from makegood.field.alarms.models import Watch
from makegood.field.alarms.queries.rulebook import plan_of
from makegood.field.alarms.rules.conditions import (
    CODE,
    MISSING,
    Condition,
    Plan,
    Seen,
    is_missing,
    judged,
    seen_from,
    told,
)
from makegood.field.alarms.rules.folding import Word
from makegood.field.alarms.rules.grave import USUAL, level_of
from makegood.field.telemetry.ports import Happening, Measured
from makegood.kernel.clock import now

AT_ONCE = 200


class Item(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One word for one rule: a code, a reading, or nothing but that the device lives."""

    asset_id: int
    plan: Plan
    at: datetime
    came_at: datetime
    code: str = ""
    active: bool = True
    severity: str = ""
    reading: str = ""
    value: float = 0.0
    times: int = 0

    @classmethod
    def of_code(cls, one: Happening, plan: Plan, at: datetime) -> "Item":
        """An event whose rule watches."""
        active = one.state != "cleared"
        return cls(
            asset_id=one.asset_id,
            plan=plan,
            at=at,
            came_at=one.came_at,
            code=one.code,
            active=active,
            severity=one.severity,
            times=int(active),
        )

    @classmethod
    def of_reading(cls, one: Measured, plan: Plan, at: datetime) -> "Item":
        """A reading that a condition asks for."""
        return cls(
            asset_id=one.asset_id,
            plan=plan,
            at=at,
            came_at=one.came_at,
            reading=one.name,
            value=one.value,
        )

    @classmethod
    def of_life(cls, asset_id: int, plan: Plan, at: datetime, came_at: datetime) -> "Item":
        """The device spoke."""
        return cls(asset_id=asset_id, plan=plan, at=at, came_at=came_at)

    @property
    def key(self) -> tuple[int, int]:
        """Device and rule."""
        return self.asset_id, self.plan.rule_id


def watch(items: Sequence[Item]) -> list[Word]:
    """What these words come to, by each rule (three statements for any number, none without)."""
    if not items:
        return []
    by: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        by.setdefault(item.key, []).append(item)
    kept = _locked(sorted(by))
    words: list[Word] = []
    for key, some in by.items():
        row = kept[key]
        for item in sorted(some, key=lambda one: one.at):
            words += judge(row, item)
        row.due_at = _due(row, some[0].plan)
    _write(kept.values())
    return words


def _write(kept: Iterable[Watch]) -> None:
    """One statement for any number, without a place in it for each value."""
    run(WRITE, [table({name: getattr(one, name) for name in WRITTEN} for one in kept)])


WRITTEN = ("id", "seen", "severity", "since", "raised", "pending", "due_at")
WRITE = """
UPDATE alarms_watch w SET seen = g.seen, severity = g.severity, since = g.since, raised = g.raised,
  pending = g.pending, due_at = g.due_at
FROM json_to_recordset(%s) AS g(id bigint, seen jsonb, severity smallint, since timestamptz, raised bool, pending int,
  due_at timestamptz) WHERE w.id = g.id
"""


def _locked(keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Watch]:
    run(
        "INSERT INTO alarms_watch (asset_id, rule_id, seen, severity, raised, pending)"
        " SELECT asset, rule, '{}', 0, false, 0 FROM unnest(%s::bigint[], %s::bigint[]) AS g(asset, rule)"
        " ORDER BY asset, rule ON CONFLICT (asset_id, rule_id) DO NOTHING",
        columns(keys, 2),
    )
    assets, rules = {asset for asset, _rule in keys}, {rule for _asset, rule in keys}
    found = Watch.objects.select_for_update(no_key=True).order_by("asset", "rule")
    rows = found.filter(asset__in=assets, rule__in=rules)
    wanted = set(keys)
    return {(r.asset_id, r.rule_id): r for r in rows if (r.asset_id, r.rule_id) in wanted}


def judge(row: Watch, item: Item) -> list[Word]:
    """The word that follows from one item, if any; the row is as after it."""
    at = item.at.timestamp()
    for place, condition in enumerate(item.plan.conditions):
        seen = seen_from(row.seen.get(str(place)))
        after = _after(condition, seen, item, at)
        if after is not None:
            row.seen[str(place)] = after.kept()
    if item.code and item.active:
        plan = item.plan
        row.severity = level_of(item.severity, fixed=plan.severity, mapped=plan.severities)
    return _weigh(row, item.plan, item.at, item)


def _after(condition: Condition, seen: Seen, item: Item, at: float) -> Seen | None:
    if condition.on == CODE:
        return told(seen, active=item.active, at=at) if condition.hears(item.code) else None
    if condition.on == MISSING:
        heard = not condition.reading or condition.reading == item.reading
        return Seen(on=False, at=max(at, seen.at)) if heard else None
    if condition.reading == item.reading:
        return judged(condition, seen, value=item.value, at=at)
    return None


def _weigh(row: Watch, plan: Plan, at: datetime, item: Item | None) -> list[Word]:
    """Whether trouble begins, goes on, or ends at that moment."""
    trouble = any(seen_from(kept).on for kept in row.seen.values())
    times = item.times if item else 0
    if not trouble:
        row.since, row.pending = None, 0
        if row.raised:
            row.raised = False
            return [_word(row, plan, at, item, active=False, times=0)]
        return []
    row.since = min(row.since or at, at)
    if row.raised:
        return [_word(row, plan, at, item, active=True, times=times)] if times else []
    row.pending += times
    if at - row.since < timedelta(seconds=plan.hold):
        return []
    row.raised = True
    word = _word(row, plan, at, item, active=True, times=row.pending or 1)
    row.pending = 0
    return [word]


def _word(
    row: Watch, plan: Plan, at: datetime, item: Item | None, *, active: bool, times: int
) -> Word:
    fixed = level_of(plan.severity) if plan.severity else 0
    code = item.code if item else ""
    return Word(
        asset_id=row.asset_id,
        fault=plan.fault or code or f"rule-{plan.rule_id}",
        code=code or plan.fault,
        active=active,
        severity=fixed or row.severity or USUAL,
        at=at,
        came_at=item.came_at if item else now(),
        rule_id=plan.rule_id,
        quiet=plan.quiet,
        times=times,
        facts={item.reading: item.value} if item and item.reading else {},
    )


def _due(row: Watch, plan: Plan) -> datetime | None:
    """When something becomes true without a further word."""
    moments = []
    if row.since is not None and not row.raised:
        moments.append(row.since + timedelta(seconds=plan.hold))
    for place, condition in enumerate(plan.conditions):
        seen = seen_from(row.seen.get(str(place)))
        if condition.on == MISSING and seen.at and not seen.on:
            last = datetime.fromtimestamp(seen.at, UTC)
            moments.append(last + timedelta(minutes=condition.within))
    return min(moments, default=None)


@transaction.atomic
def due_words(limit: int = AT_ONCE) -> list[Word]:
    """What has become true since, for watches whose moment has come; what another worker has in hand is his."""
    moment = now()
    mine = Watch.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    due = mine.filter(due_at__lte=moment).order_by("asset", "rule").select_related("rule")
    rows = list(due[:limit])
    words: list[Word] = []
    for row in rows:
        words += _now_true(row, moment)
    _write(rows)
    return words


def _now_true(row: Watch, moment: datetime) -> list[Word]:
    if not row.rule.active:
        row.due_at = None
        return []
    plan = plan_of(row.rule)
    for place, condition in enumerate(plan.conditions):
        seen = seen_from(row.seen.get(str(place)))
        if is_missing(condition, seen, moment=moment.timestamp()):
            row.seen[str(place)] = Seen(on=True, at=seen.at).kept()
    words = _weigh(row, plan, moment, None)
    row.due_at = _due(row, plan)
    return words


def forget_rule(rule_id: int) -> None:
    """A rule asks something else, or counts no more: what was kept for it means nothing now."""
    Watch.objects.filter(rule=rule_id).update(
        seen={}, since=None, pending=0, due_at=None, raised=F("raised")
    )
