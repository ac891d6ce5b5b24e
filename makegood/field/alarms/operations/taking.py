"""What devices say becomes alarms: every word counted once, every fault once, however many workers bring it.

Each batch is taken inside the transaction that stores its messages (`field.telemetry.ports`): the same message
is stored, and told here, exactly once, or the whole batch is undone. All faults of a batch are written by one
statement in the order of device and fault, so that workers wait for each other and never in a circle.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from makegood.base.database import columns, rows, run, table
from makegood.field.alarms.operations.telling import Flips, tell
from makegood.field.alarms.operations.watching import Item, watch
from makegood.field.alarms.queries.rulebook import Book, book, products_of
from makegood.field.alarms.rules.conditions import Plan
from makegood.field.alarms.rules.folding import BEYOND, Folded, Key, Word, apart, believed, fold
from makegood.field.alarms.rules.grave import USUAL, level_of
from makegood.field.telemetry.ports import Happening, Measured, hears, reads
from makegood.kernel.text import clean

LONGEST = 80
MOST_OPEN, BEYOND_MINUTES = 200, 60  # faults of one device at a time
MOST_FACTS = 20


@hears
def take(batch: Sequence[Happening]) -> None:
    """Take events of devices: a fixed number of statements for any number, one more where alarms changed."""
    known, products = book(), products_of({one.asset_id for one in batch})
    words: list[Word] = []
    items: list[Item] = []
    lives = _Lives(known)
    heard: dict[
        tuple[int | None, str], tuple[str, Plan | None]
    ] = {}  # few codes, said again and again
    for one in batch:
        product = products.get(one.asset_id)
        at = believed(one.at, one.came_at)
        if (told := heard.get((product, one.code))) is None:
            code = clean(one.code)[:LONGEST]
            told = code, known.for_code(product, code) if code else None
            heard[product, one.code] = told
        code, plan = told
        if plan is not None and plan.watches:
            items.append(Item.of_code(one, plan, at))
        elif plan is not None and not plan.ignore:
            words.append(_word(one, plan, at, code))
        lives.hear(product, one, at)
    write(_bounded([*words, *watch([*items, *lives.items()])]))


CROWDED = """
SELECT g.asset, ARRAY(SELECT a.fault FROM alarms_alarm a WHERE a.asset_id = g.asset AND a.over_at IS NULL)
FROM unnest(%s::bigint[], %s::int[]) AS g(asset, n)
WHERE g.n + (SELECT count(*) FROM alarms_alarm a WHERE a.asset_id = g.asset AND a.over_at IS NULL) > %s
"""


def _bounded(words: Sequence[Word]) -> list[Word]:
    """A device that makes up codes fills no board: what it says beyond two hundred faults at a time is one more, over
    when it has said nothing new for an hour (one query)."""
    said: dict[int, dict[str, None]] = {}
    for word in words:
        if word.active:
            said.setdefault(word.asset_id, {})[word.fault] = None
    if not said:
        return list(words)
    counted = columns([(pk, len(faults)) for pk, faults in said.items()], 2)
    crowded = dict(rows(CROWDED, [*counted, MOST_OPEN]))
    if not crowded:
        return list(words)
    fits = {pk: _fitting(said[pk], there) for pk, there in crowded.items()}
    return [
        replace(word, fault=BEYOND, rule_id=0, quiet=BEYOND_MINUTES)
        if word.active and word.fault not in fits.get(word.asset_id, (word.fault,))
        else word
        for word in words
    ]


def _fitting(said: Iterable[str], there: Sequence[str]) -> set[str]:
    new = [fault for fault in said if fault not in there]
    return {*there, *new[: max(0, MOST_OPEN - len(there))]}


def _word(one: Happening, plan: Plan, at: datetime, code: str) -> Word:
    active = one.state != "cleared"
    return Word(
        asset_id=one.asset_id,
        fault=plan.fault or code,
        code=code,
        active=active,
        severity=level_of(one.severity, fixed=plan.severity, mapped=plan.severities),
        at=at,
        came_at=one.came_at,
        rule_id=plan.rule_id,
        quiet=plan.quiet,
        facts=one.facts,
    )


def _facts(told: Mapping[str, object]) -> dict[str, object]:
    """A few plain values of what the device told, none of them long (asked of the words that are written alone)."""
    return {
        clean(str(name))[:40]: clean(value)[:100] if isinstance(value, str) else value
        for name, value in list(told.items())[:MOST_FACTS]
        if isinstance(value, (str, int, float, bool))
    }


class _Lives:
    """Devices that spoke are not missing, whatever they said."""

    def __init__(self, known: Book) -> None:
        self.known = known
        self.each: list[Item] = []
        self.first: dict[tuple[int, int], Item] = {}
        self.last: dict[tuple[int, int], Item] = {}

    def hear(self, product: int | None, one: Happening | Measured, at: datetime) -> None:
        """It spoke at that moment."""
        for plan in self.known.for_life(product):
            if plan.hold:
                self.each.append(Item.of_life(one.asset_id, plan, at, one.came_at))
                continue
            key = one.asset_id, plan.rule_id
            if key not in self.first:
                self.first[key] = Item.of_life(one.asset_id, plan, at, one.came_at)
            elif key not in self.last or at > self.last[key].at:
                self.last[key] = Item.of_life(one.asset_id, plan, at, one.came_at)

    def items(self) -> list[Item]:
        """Every word; of those of a rule that need not last, the first and the last, between which none tells more."""
        return [*self.each, *self.first.values(), *self.last.values()]


@reads
def take_readings(batch: Sequence[Measured]) -> None:
    """Judge readings by the rules of their products (nothing is asked of devices that no rule watches)."""
    known = book()
    if not any(plan.watches for plan in known.plans):
        return
    products = products_of({one.asset_id for one in batch})
    items: list[Item] = []
    lives = _Lives(known)
    for one in batch:
        product = products.get(one.asset_id)
        at = believed(one.at, one.came_at)
        items += [Item.of_reading(one, plan, at) for plan in known.for_reading(product, one.name)]
        lives.hear(product, one, at)
    write(watch([*items, *lives.items()]))


def write(words: Iterable[Word]) -> list[int]:
    """Write words about faults into their alarms and tell what changed; the rows of alarms that were touched.
    Call inside a transaction."""
    found = list(words)
    if not found:
        return []
    fresh, late = apart(found, _ended({word.key for word in found}))
    _count_late(late)
    folded = fold(fresh)
    if not folded:
        return []
    touched = rows(TAKE, [table(_row(one) for one in folded.values())])
    ghosts = [row[0] for row in touched if not row[3]]
    if ghosts:
        run("DELETE FROM alarms_alarm WHERE id = ANY(%s)", [ghosts])
    changed: dict[int, Flips] = {}
    for pk, asset, fault, count, before, changes, state_at in touched:
        flips = _flips(folded[asset, fault], before, state_at)
        if count and (changes or flips):
            changed[pk] = flips
    tell(changed)
    return [row[0] for row in touched if row[3]]


def _flips(one: Folded, before: object, state_at: datetime) -> Flips:
    """How often it changed, counted from how it was before; what came late changed nothing."""
    return one.flips + (one.begins != before) if one.state_at >= state_at else 0


def _row(one: Folded) -> dict[str, object]:
    told = {name: getattr(one, name) for name in GIVEN}
    return told | {
        "severity": one.severity or USUAL,
        "rule_id": one.rule_id or None,
        "facts": _facts(one.facts),
    }


GIVEN = (
    "asset_id",
    "fault",
    "code",
    "quiet",
    "active",
    "count",
    "first_at",
    "last_at",
    "state_at",
    "heard_at",
    "facts",
)


ENDED = """
SELECT DISTINCT ON (a.asset_id, a.fault) a.asset_id, a.fault, a.state_at, a.id
FROM alarms_alarm a JOIN unnest(%s::bigint[], %s::text[]) AS g(asset, fault)
  ON a.asset_id = g.asset AND a.fault = g.fault
WHERE a.over_at IS NOT NULL ORDER BY a.asset_id, a.fault, a.id DESC
"""


def _ended(keys: Collection[Key]) -> dict[Key, datetime]:
    """When the last alarm of each fault that is over had its last word (one query)."""
    found = rows(ENDED, columns(sorted(keys), 2))
    return {(asset, fault): at for asset, fault, at, _pk in found}


LATE = """
UPDATE alarms_alarm a SET count = a.count + g.n, first_at = least(a.first_at, g.first_at)
FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::timestamptz[]) AS g(asset, fault, n, first_at)
WHERE a.id = (SELECT max(id) FROM alarms_alarm o WHERE o.asset_id = g.asset AND o.fault = g.fault
              AND o.over_at IS NOT NULL)
"""


def _count_late(words: Sequence[Word]) -> None:
    """What came after its alarm was over is counted there and changes nothing else."""
    found = [one for one in fold(words).values() if one.count]
    if found:
        run(LATE, columns([(f.asset_id, f.fault, f.count, f.first_at) for f in found], 4))


# `newer`: the batch holds a newer word than the alarm. A word that clears what was never raised leaves a row with
# count 0, which is deleted: so every fault of a batch is locked by this one statement, in one order.
TAKE = """
INSERT INTO alarms_alarm AS a (asset_id, fault, code, rule_id, severity, active, before, count, first_at, last_at,
  state_at, heard_at, raised_at, cleared_at, quiet_at, told_active, told_severity, flips, planned, path, alone,
  remind_step, facts)
SELECT asset_id, fault, code, rule_id, severity, active, false, count, first_at, last_at,
  state_at, heard_at, heard_at, CASE WHEN active THEN NULL ELSE state_at END,
  CASE WHEN quiet > 0 THEN heard_at + quiet * interval '1 minute' END, false, 0, 0, false, '', false,
  0, facts
FROM (SELECT * FROM json_to_recordset(%s) AS g(asset_id bigint, fault text, code text, rule_id bigint, quiet int,
  severity int, rises bool, active bool, count int, first_at timestamptz, last_at timestamptz,
  state_at timestamptz, heard_at timestamptz, facts jsonb) ORDER BY asset_id, fault) g
ON CONFLICT (asset_id, fault) WHERE over_at IS NULL DO UPDATE SET
  before = a.active,
  count = a.count + excluded.count,
  first_at = CASE WHEN excluded.count > 0 THEN least(a.first_at, excluded.first_at) ELSE a.first_at END,
  last_at = CASE WHEN excluded.count > 0 THEN greatest(a.last_at, excluded.last_at) ELSE a.last_at END,
  state_at = greatest(a.state_at, excluded.state_at),
  heard_at = greatest(a.heard_at, excluded.heard_at),
  quiet_at = excluded.quiet_at,
  rule_id = coalesce(excluded.rule_id, a.rule_id),
  code = CASE WHEN excluded.state_at >= a.state_at AND excluded.count > 0 THEN excluded.code ELSE a.code END,
  facts = CASE WHEN excluded.state_at >= a.state_at AND excluded.count > 0 THEN excluded.facts ELSE a.facts END,
  severity = CASE WHEN excluded.state_at >= a.state_at AND excluded.count > 0 THEN excluded.severity
    ELSE a.severity END,
  active = CASE WHEN excluded.state_at >= a.state_at THEN excluded.active ELSE a.active END,
  cleared_at = CASE WHEN excluded.state_at < a.state_at THEN a.cleared_at WHEN excluded.active THEN NULL
    ELSE coalesce(a.cleared_at, excluded.state_at) END
RETURNING id, asset_id, fault, count, before,
  active <> told_active OR (active AND severity <> told_severity) OR told_severity = 0, state_at
"""
