"""Sweeps over 10,000, 100,000 and 1,000,000 open promises, and new hours that go through 100,000 of them.

A sweep notices what is late, or warns of what soon will be, with every fact and warning it writes: its
cost has to follow what is due and not what is open. Beside it one plain statement that marks the same
rows, which is the least it can cost. New hours: a calendar closes a day, and what was promised by policy
under it follows in portions; beside it one plain statement that moves as many rows.
`--size N` measures with N promises only.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from bench import bulk, machine
from makegood.base.database import rows
from makegood.base.database import run as execute
from makegood.base.journal.partitions import ensure_months
from makegood.care.promises.models import Policy, Recompute
from makegood.care.promises.operations import (
    notice_overdue,
    recompute,
    recompute_waiting,
    sweep_warnings,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people.models import Queue
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import set_hours

SIZES = (10_000, 100_000, 1_000_000)
DUE = (0, 10, 100, 1000)
MOVED = 100_000
KINDS = 4  # promises of a case: three by policy, one task
OFFICE = [[day, "09:00", "18:00"] for day in range(5)]
ROUNDS = 7
LATE, WARNED = "what is late is noticed, by how many are due", "warnings, by how many are due"


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Milliseconds of sweeps by number of due and of open promises; seconds of new hours."""
    found: dict[str, Any] = {"machine": machine.machine()}
    for promises in (size,) if size else SIZES:
        with machine.scratch_database("promises"):
            found[f"{promises} promises"] = _measured(promises)
    return found | {"growth of a sweep of 1,000 due": _growth(found)}


def _measured(promises: int) -> dict[str, Any]:
    """All figures for a number of open promises in a database of their own."""
    began = time.perf_counter()
    calendar = _load(promises)
    loaded = {
        "promises": rows("SELECT count(*) FROM promises_promise WHERE state = 'open'")[0][0],
        "database_mb": rows("SELECT pg_database_size(current_database()) / 1048576")[0][0],
        "load_seconds": round(time.perf_counter() - began, 1),
    }
    return {
        "loaded": loaded,
        LATE: _swept(notice_overdue, _make_late),
        WARNED: _swept(sweep_warnings, _make_warned),
        "limit: the same rows marked by one statement": _limit(),
        "new hours": _new_hours(calendar),
        "memory_mb": machine.memory(),
    }


def _growth(found: dict[str, Any]) -> dict[str, float]:
    """How much a sweep of a thousand costs more among the most open promises than among the fewest."""
    parts = [part for name, part in found.items() if name.endswith(" promises")]
    return {
        name: round(parts[-1][name]["1000"]["p50"] / parts[0][name]["1000"]["p50"], 2)
        for name in (LATE, WARNED)
    }


def _load(promises: int) -> Calendar:
    """Cases with four open promises each; the calendar of the first team serves a hundred thousand of them."""
    with transaction.atomic():
        ensure_months(back=1)
        bulk._people()
        queues = list(Queue.objects.select_related("team").order_by("pk"))
        hours = [
            set_hours(queue.team, key=f"t{queue.team_id}", zone="Asia/Shanghai", weekly=OFFICE)
            for queue in queues[: bulk.TEAMS]
        ]
        policy = Policy.objects.create(first_answer=240, solution=2400)
        execute(
            "SET LOCAL session_replication_role = replica"
        )  # the rows are whole: no check row by row
        values = {
            "cases": promises // KINDS,
            "first": MOVED // (KINDS - 1),
            "now": now(),
            "policy": policy.pk,
            "most": len(queues) - bulk.TEAMS,
            "lead": queues[0].duty_lead_id,
        }
        for statement in STATEMENTS:
            execute(statement, values)
        for table in ("customers_contact", "cases_case"):
            rows(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return hours[0]


# The first queue, whose team is the first, has a third of a hundred thousand cases; the others the rest.
STATEMENTS = (
    "INSERT INTO customers_contact (id, name, language, zone, place, facts, made_at)"
    " SELECT n, 'Person ' || n, 'en', 'UTC', '', '[]', %(now)s FROM generate_series(1, %(cases)s) n",
    "INSERT INTO cases_case (id, queue_id, contact_id, subject, status, waiting_for, waiting_reason, owner_id,"
    "  next_deadline, urgency, language, channel, preview, opened_at, last_word_at, needs_look, version)"
    " SELECT n, q.id, n, 'Case ' || n, 'open', '', '', %(lead)s, %(now)s + interval '1 day', 0, 'en', 'email', '',"
    "  %(now)s - (n %% 700) * interval '1 minute', %(now)s, false, 1 FROM generate_series(1, %(cases)s) n"
    " JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM people_queue) q"
    "  ON q.place = CASE WHEN n <= %(first)s THEN 0 ELSE 1 + n %% (%(most)s - 1) END",
    "INSERT INTO promises_promise (case_id, kind, made_at, made_by, due, state, what, policy_id, calendar_id,"
    "  since, span, warn_at, ended_by)"
    " SELECT c.id, k.kind, c.opened_at, 'system', %(now)s + k.after + (c.id %% 700) * interval '1 minute',"
    "  'open', '', CASE WHEN k.span > 0 THEN %(policy)s END, CASE WHEN k.span > 0 THEN h.calendar_id END,"
    "  c.opened_at, CASE WHEN k.span > 0 THEN k.span ELSE 864000 END, %(now)s + k.after / 2, ''"
    " FROM cases_case c JOIN people_queue q ON q.id = c.queue_id JOIN worktime_teamhours h USING (team_id)"
    " CROSS JOIN (VALUES ('first_answer', interval '2 days', 14400), ('solution', interval '9 days', 144000),"
    "  ('follow_up', interval '4 days', 57600), ('task', interval '20 days', 0)) k(kind, after, span)"
    " ORDER BY c.id",
)


def _swept(sweep: Callable[..., int], make_due: Callable[[int], None]) -> dict[str, Any]:
    """How long one run takes, in milliseconds, for each number of due ones."""
    found = {}
    for number in DUE:
        took = []
        for _ in range(ROUNDS + 1):
            make_due(number)
            began = time.perf_counter()
            done = sweep(limit=max(DUE))
            took.append(time.perf_counter() - began)
            if done != number:
                raise RuntimeError(f"{done} were swept and {number} were due")
        found[str(number)] = machine.milliseconds(took[1:])
    return found


AS_BEFORE = """
UPDATE promises_promise SET overdue_at = NULL, warned = 0, due = %(now)s + interval '20 days', warn_at = NULL
WHERE kind = 'task' AND (overdue_at IS NOT NULL OR warned > 0)
"""
CHOSEN = " WHERE id IN (SELECT id FROM promises_promise WHERE kind = 'task' ORDER BY id LIMIT %(number)s)"


def _make_late(number: int) -> None:
    _make("due = %(now)s - interval '1 second', warn_at = NULL", number)


def _make_warned(number: int) -> None:
    _make(
        "since = %(now)s - interval '6 days', span = 864000, due = %(now)s + interval '4 days',"
        " warn_at = %(now)s - interval '1 second'",
        number,
    )


def _make(values: str, number: int) -> None:
    """So many tasks are due now, and none of those that were swept before."""
    execute(AS_BEFORE, {"now": now()})
    execute("TRUNCATE promises_warning")
    execute(f"UPDATE promises_promise SET {values}{CHOSEN}", {"now": now(), "number": number})


def _limit() -> dict[str, float]:
    """A thousand rows found by the index and marked, and nothing told to anybody."""
    took = []
    for _ in range(ROUNDS + 1):
        _make_late(1000)
        began = time.perf_counter()
        with transaction.atomic():
            marked = execute(
                "UPDATE promises_promise SET overdue_at = %(now)s WHERE id IN (SELECT id FROM promises_promise"
                " WHERE state = 'open' AND paused_at IS NULL AND overdue_at IS NULL"
                " AND NOT (kind = 'confirmation') AND due <= %(now)s ORDER BY due LIMIT 1000 FOR UPDATE)",
                {"now": now()},
            )
        took.append(time.perf_counter() - began)
        if marked != max(DUE):
            raise RuntimeError(f"{marked} were marked and {max(DUE)} were due")
    return machine.milliseconds(took[1:])


def _new_hours(calendar: Calendar) -> dict[str, Any]:
    """Every promise of a calendar follows: reckoned once as they are, then a day is closed and opened again."""
    tomorrow = (now() + timedelta(days=1)).date()
    while tomorrow.weekday() > 4:
        tomorrow += timedelta(days=1)
    closed = [{"date": tomorrow.isoformat(), "kind": "closed", "name": "Storm"}]
    found: dict[str, Any] = {"reckoned at first, seconds": _followed(calendar, [])[0]}
    for name, exceptions in (("a day is closed", closed), ("and opened again", [])):
        seconds, asked = _followed(calendar, exceptions)
        found[name] = {
            "seconds": seconds,
            "looked at": asked.looked_at,
            "moved later": asked.later,
            "moved earlier": asked.earlier,
            "a second": round(asked.looked_at / seconds),
        }
    found["limit: as many rows moved by one statement, seconds"] = _moved_plainly(calendar)
    return found


def _followed(calendar: Calendar, exceptions: list[dict[str, str]]) -> tuple[float, Recompute]:
    team = calendar.teamhours_set.get().team
    set_hours(
        team, key=calendar.key, zone=calendar.zone, weekly=OFFICE, exceptions=exceptions, by=SYSTEM
    )
    began = time.perf_counter()
    asked = recompute(calendar=calendar, by=SYSTEM)
    while recompute_waiting():
        pass
    seconds = round(time.perf_counter() - began, 2)
    asked.refresh_from_db()
    if asked.done_at is None:
        raise RuntimeError("not everything was gone through")
    return seconds, asked


def _moved_plainly(calendar: Calendar) -> float:
    began = time.perf_counter()
    with transaction.atomic():
        execute(
            "UPDATE promises_promise SET due = due + interval '1 day', warn_at = warn_at + interval '1 day'"
            " WHERE calendar_id = %s AND state = 'open'",
            [calendar.pk],
        )
        execute(
            "UPDATE cases_case SET next_deadline = next_deadline + interval '1 day' WHERE id IN"
            " (SELECT case_id FROM promises_promise WHERE calendar_id = %s)",
            [calendar.pk],
        )
        transaction.set_rollback(True)
    return round(time.perf_counter() - began, 2)
