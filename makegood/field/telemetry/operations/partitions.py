"""Weeks of messages and months of readings: made before somebody writes into them, dropped whole when they are old."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from psycopg import sql

from makegood.base.database import rows, run
from makegood.base.privacy.keeping import Gone
from makegood.kernel.clock import now

BACK_MONTHS, AHEAD_MONTHS, AHEAD_WEEKS = 14, 3, 3


def ensure_partitions() -> None:
    """Make what is missing of the coming weeks and months, and of those from which late readings may come."""
    today = now().date()
    for week in range(AHEAD_WEEKS + 1):
        rows("SELECT telemetry_week(%s)", [today + timedelta(days=7 * week)])
    month = today.replace(day=1)
    for _ in range(AHEAD_MONTHS):
        month = (month + timedelta(days=32)).replace(day=1)
    for _ in range(BACK_MONTHS + AHEAD_MONTHS + 1):
        rows("SELECT telemetry_month(%s)", [month])
        month = (month - timedelta(days=1)).replace(day=1)


def partitions(table: str) -> list[tuple[str, date, datetime]]:
    """The parts of a table by age: name, its first day, and the moment at which it ends."""
    names = rows(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = %s::regclass AND c.relname ~ '_[0-9]+$' ORDER BY 1",
        [table],
    )
    return [(name, *_times(name.rpartition("_")[2])) for (name,) in names]


def _times(digits: str) -> tuple[date, datetime]:
    if len(digits) == 8:
        first = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        after = first + timedelta(days=7)
    else:
        first = date(int(digits[:4]), int(digits[4:]), 1)
        after = (first + timedelta(days=32)).replace(day=1)
    return first, datetime(after.year, after.month, after.day, tzinfo=UTC)


def drop_old(
    table: str, *, before: datetime, after: int, held: Sequence[int], **_told: object
) -> Gone:
    """Drop the oldest part of a table that ended before a moment, in the caller's transaction; of devices of people
    whose data must be kept the rows stay, and their part with them. `after` and what is told of: the day on which
    a part ends, as a number."""
    run("SET LOCAL lock_timeout = '5s'")
    kept = _kept(held)
    for name, _first, end in partitions(table):
        if end <= before and end.toordinal() > after:
            return Gone(end.toordinal(), _drop(name, kept))
    return Gone(after, 0)


def count_old(table: str, *, before: datetime, **_told: object) -> int:
    """How many rows would go, as the database estimates them."""
    names = [name for name, _first, end in partitions(table) if end <= before]
    told = rows(
        "SELECT sum(greatest(reltuples, 0))::bigint FROM pg_class WHERE relname = ANY(%s)", [names]
    )
    return int(told[0][0] or 0)


def _kept(held: Sequence[int]) -> list[int]:
    return [
        pk for (pk,) in rows("SELECT id FROM assets_asset WHERE owner_id = ANY(%s)", [list(held)])
    ]


def _drop(name: str, kept: list[int]) -> int:
    part = sql.Identifier(name)
    with connection.cursor() as cursor:
        theirs = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE asset_id = ANY(%s))").format(part)
        cursor.execute(theirs, [kept])
        [stays] = cursor.fetchone()
        if stays:
            cursor.execute(sql.SQL("DELETE FROM {} WHERE asset_id <> ALL(%s)").format(part), [kept])
            return int(cursor.rowcount)
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(part))
        [count] = cursor.fetchone()
        cursor.execute(sql.SQL("DROP TABLE {}").format(part))
        return int(count)
