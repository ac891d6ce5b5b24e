"""Devices, alarms, diagnosis and what a customer may claim: what must not be, the database refuses, whoever writes it.

Each guard is also taken away, and what it refused then goes through: so no other refuses it, and the test can fail.
"""

import itertools
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from makegood.base.database import rows
from tests.devices.guards import AT_ONCE, BASE, TABLES, WRONG, Row, fresh, least
from tests.responsibility.house import refused_by

CHECKS = """
SELECT conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relname ~ %s AND contype IN ('c', 'x') AND conname NOT LIKE '%%_check' AND NOT c.relispartition
"""
UNIQUE = """
SELECT i.relname, c.relname, EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid),
  ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = x.indrelid AND a.attnum = ANY(x.indkey))
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relname ~ %s AND x.indisunique AND NOT x.indisprimary AND NOT c.relispartition
"""
COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
"""
numbers = itertools.count(1000)


@pytest.fixture
def alone(db: None) -> None:
    """Rows may name what is not there."""
    rows("SET LOCAL session_replication_role = replica")


def row(table: str, **changes: Any) -> Row:
    """One that is right but for the changes."""
    told = {name: least(kind) for name, kind in rows(COLUMNS, [table])}
    return told | BASE.get(table, {}) | changes


def write(table: str, given: Row) -> str:
    """Who refuses it, "" for nobody."""
    names = [name for name, value in given.items() if value is not None]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join([sql.Placeholder()] * len(names)),
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [given[name] for name in names])
    except DatabaseError as error:
        return refused_by(error)
    return ""


def take_away(guard: str, table: str, *, constraint: bool = True) -> None:
    told = "ALTER TABLE {1} DROP CONSTRAINT {0}" if constraint else "DROP INDEX {0}"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(told).format(sql.Identifier(guard), sql.Identifier(table)))


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("guard", WRONG)
def test_a_row_that_cannot_be_is_refused(guard: str) -> None:
    table, wrong = WRONG[guard]
    found = [row(table, **changes) for changes in wrong]
    assert write(table, row(table, **({"id": 1} if "id" in found[0] else {}))) == ""
    rows(f"DELETE FROM {table}")
    assert [write(table, one) for one in found] == [guard] * len(wrong)
    take_away(guard, table)
    for one in found:
        assert write(table, one) == ""
        rows(f"DELETE FROM {table}")


@pytest.mark.usefixtures("alone")
def test_what_may_be_once_is_refused_twice() -> None:
    found = rows(UNIQUE, [TABLES])
    assert len(found) > 30
    shared: dict[str, set[str]] = {}
    for _guard, table, _constraint, names in found:
        shared.setdefault(table, set()).update(names)
    for guard, table, constraint, names in found:
        first = row(table, **AT_ONCE.get(guard, {}))
        number = next(numbers)
        others = {n: fresh(first[n], number) for n in shared[table] - set(names) if n in first}
        again = first | others
        assert (write(table, first), write(table, again)) == ("", guard)
        with transaction.atomic():
            take_away(guard, table, constraint=constraint)
            assert write(table, again) == "", f"another one refuses what {guard} does"
            transaction.set_rollback(True)
        rows(f"DELETE FROM {table}")


@pytest.mark.usefixtures("alone")
def test_a_message_that_names_itself_is_stored_once() -> None:
    first = row("telemetry_raw", key="00000000-0000-0000-0000-00000000000a")
    assert write("telemetry_raw", first) == ""
    assert re.fullmatch(r"telemetry_raw_\w+_key", write("telemetry_raw", first | {"id": 2}))


@pytest.mark.django_db
def test_every_check_has_a_row_that_tries_it() -> None:
    assert {name for (name,) in rows(CHECKS, [TABLES])} == set(WRONG)
