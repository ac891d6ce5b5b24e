"""What every operation on promises shares: the fact, the next deadline of the case, the clock and its writing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from makegood.base.database import rows, run, table
from makegood.base.journal.log import Fact
from makegood.care.cases.operations import set_deadlines
from makegood.care.promises.models import Promise
from makegood.care.promises.rules import Clock
from makegood.kernel.actor import Actor
from makegood.kernel.events import Event
from makegood.kernel.text import clean


def fact(promise: Promise, event: Event, by: Actor) -> Fact:
    """A fact about a promise whose case is at hand."""
    case = promise.case
    return Fact(event=event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)


def settle(case_ids: Iterable[int]) -> None:
    """The next deadline of a case is its earliest open promise whose clock runs (two statements for any
    number). Where all are paused it stays: the caller makes the next one."""
    earliest = (
        Promise.objects.filter(case_id__in=list(case_ids), state=Promise.State.OPEN, paused_at=None)
        .values_list("case_id")
        .annotate(first=Min("due"))
    )
    deadlines = [(pk, due) for pk, due in earliest]
    if deadlines:
        set_deadlines(deadlines)


@dataclass(slots=True)
class Row:
    """The clock of a promise as plain values, where so many follow that models of them cost too much."""

    pk: int
    case_id: int
    kind: str
    due: datetime
    since: datetime | None
    span: int | None
    left: int | None
    paused_at: datetime | None
    paused_because: str
    paused_for: int
    warn_at: datetime | None
    warned: int
    policy_id: int | None
    calendar_id: int | None

    @property
    def id(self) -> int:
        """Its id, by the name of the column."""
        return self.pk


Ticking = Promise | Row
LOCKED = """
SELECT id, case_id, kind, due, since, span, "left", paused_at, paused_because, paused_for, warn_at, warned,
  policy_id, calendar_id
FROM promises_promise WHERE id = ANY(%s) AND state = 'open' ORDER BY id FOR UPDATE
"""


def locked_rows(promises: Sequence[int]) -> list[Row]:
    """The clocks of those of these promises that are open, under their locks (one statement)."""
    return [Row(*values) for values in rows(LOCKED, [list(promises)])]


def clock_of(promise: Ticking) -> Clock | None:
    """The clock of a promise; None where only a moment was said."""
    if promise.span is None or promise.since is None:
        return None
    left = promise.span if promise.left is None else promise.left
    return Clock(
        since=promise.since, span=promise.span, left=left, due=promise.due, warned=promise.warned
    )


def set_clock(promise: Ticking, clock: Clock) -> None:
    """Put a clock into a promise, to be written by `write_clocks`."""
    promise.since, promise.span, promise.left = clock.since, clock.span, clock.left
    promise.due, promise.warned = clock.due, clock.warned


CLOCK = {
    "id": "bigint",
    "due": "timestamptz",
    "since": "timestamptz",
    "span": "int",
    "left": "int",
    "paused_at": "timestamptz",
    "paused_because": "text",
    "paused_for": "int",
    "warn_at": "timestamptz",
    "warned": "int",
    "policy_id": "bigint",
    "calendar_id": "bigint",
}
WRITE = f"""
UPDATE promises_promise p SET {", ".join(f'"{name}" = g."{name}"' for name in CLOCK if name != "id")}
FROM json_to_recordset(%s) AS g({", ".join(f'"{name}" {kind}' for name, kind in CLOCK.items())})
WHERE p.id = g.id
"""
MOVES = """
INSERT INTO promises_move (promise_id, at, by, before, after, why)
SELECT promise_id, at, by, before, after, why FROM json_to_recordset(%s) AS g(
  promise_id bigint, at timestamptz, by text, before timestamptz, after timestamptz, why text)
"""


def write_clocks(promises: Sequence[Ticking]) -> None:
    """Write the clocks of promises that the caller has locked (one statement for any number)."""
    if promises:
        run(WRITE, [table({name: getattr(p, name) for name in CLOCK} for p in promises)])


def write_moves(
    moved: Sequence[tuple[Ticking, datetime]], *, at: datetime, by: Actor, why: str
) -> None:
    """Each change of when something is due, with the moment before (one statement for any number)."""
    given = [
        {
            "promise_id": promise.pk,
            "at": at,
            "by": str(by),
            "before": before,
            "after": promise.due,
            "why": clean(why)[:200],
        }
        for promise, before in moved
        if before != promise.due
    ]
    if given:
        run(MOVES, [table(given)])
