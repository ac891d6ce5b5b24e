"""A check lets pass what it cannot tell: in SQL a comparison with nothing is neither true nor false.

So every check that speaks of several columns must say yes or no whichever of them are empty. The database is asked:
it evaluates each over all mixtures of a few values, empty ones where a column may be empty. A check of one column
says only what a value must be if there is one; that there is one, NOT NULL says.
"""

import re

import pytest
from django.db import connection
from psycopg import sql

from makegood.base.database import rows

CHECKS = """
SELECT c.relname, k.conname, pg_get_expr(k.conbin, k.conrelid),
  (SELECT json_agg(json_build_array(a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull))
   FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey))
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'c' AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
  AND c.relname NOT LIKE 'procrastinate%%'
"""
TEXTS = {"text", "character varying"}
VALUES = {
    "boolean": ["f", "t"],
    "date": ["2026-11-20", "2026-11-21"],
    "jsonb": ["[]", "{}", "1"],
    "time without time zone": ["08:00", "09:00"],
    "timestamp with time zone": ["2026-11-20 08:00+00", "2026-11-20 09:00+00"],
    "uuid": ["00000000-0000-0000-0000-000000000001"],
}
NUMBERS = ["-1", "0", "1", "2"]
LITERAL = re.compile(r"'([^']*)'::(?:text|character varying)")
# Whoever adds one writes why nothing may be neither yes nor no there.
MEANT: dict[str, str] = {}


def undecided() -> set[str]:
    """The checks of which some row is neither right nor wrong."""
    return {
        name
        for _table, name, told, columns in rows(CHECKS)
        if len(columns) > 1 and any(empty for *_of, empty in columns) and _unknown(told, columns)
    }


def _unknown(told: str, columns: list[tuple[str, str, bool]]) -> bool:
    """Whether some mixture of values makes the expression NULL."""
    said = sorted({"", "something else", *LITERAL.findall(told)})
    parts, given = [], []
    for name, kind, empty in columns:
        values = said if kind in TEXTS else VALUES.get(kind, NUMBERS)
        given.append([*values, None] if empty else values)
        parts.append(
            sql.SQL("(SELECT v::{} AS {} FROM unnest(%s::text[]) v) {}").format(
                sql.SQL(kind), sql.Identifier(name), sql.Identifier(f"of {name}")
            )
        )
    asked = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE ({}) IS NULL)").format(
        sql.SQL(", ").join(parts), sql.SQL(told.replace("%", "%%"))
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_check_says_yes_or_no_whatever_is_empty() -> None:
    assert undecided() == set(MEANT)


@pytest.mark.django_db
def test_a_check_that_is_neither_is_found() -> None:
    rows(
        "CREATE TABLE weak (a int, b int, told text,"
        " CONSTRAINT weak_order CHECK (a > b),"
        " CONSTRAINT weak_only_when_told CHECK (told <> 'late' OR b > 0),"
        " CONSTRAINT strong CHECK (a IS NULL AND b IS NULL OR a IS NOT NULL AND b IS NOT NULL AND a > b),"
        " CONSTRAINT of_one CHECK (a > 0))"
    )
    assert undecided() == {"weak_order", "weak_only_when_told"} | set(MEANT)
