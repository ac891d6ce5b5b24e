"""Take away one guard at a time and see whether the tests of this folder notice.

    python -m tests.responsibility.mutate [--part 0/2] [PART OF A NAME]

Each check, unique index and trigger of the case and of what hangs on it is dropped in a copy of the test
database and put back after; each lock is stripped from the trigger function, or from the statements, that
take it. Prints a table: what was taken away, and the first test that went red. Needs DATABASE_URL, and as
many databases as there are parts.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

HERE = "tests/responsibility"
FILES = ("test_state_machine", "test_two_shells", "test_two_sessions", "test_rough_roads")
OURS = {"ours": "^(cases_|promises_|handoffs_|tasks_)"}
LOCKED = (
    "cases_case",
    "access_user",
    "cases_question",
    "promises_promise",
    "handoffs_handoff",
    "tasks_task",
)
CONSTRAINTS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'u', 'x') AND k.conname NOT LIKE '%%_check' AND c.relname ~ %(ours)s ORDER BY 1, 2
"""
INDEXES = """
SELECT i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class c ON c.oid = x.indrelid
WHERE x.indisunique AND NOT x.indisprimary AND c.relname ~ %(ours)s
AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid) ORDER BY 1
"""
TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND (c.relname ~ %(ours)s OR c.relname = 'access_user') ORDER BY 1, 2
"""
FUNCTIONS = """
SELECT DISTINCT p.proname, pg_get_functiondef(p.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND p.prosrc ~* %(locks)s
AND (c.relname ~ %(ours)s OR c.relname = 'access_user') ORDER BY 1
"""
LOCKS = r"\s+FOR (NO KEY UPDATE|UPDATE|SHARE)"


@dataclass(frozen=True)
class Mutation:
    """What is taken away: by a statement in the database, undone by another, or from the statements of the
    code that name a table."""

    name: str
    statement: str = ""
    undo: str = ""
    unlocked: str = ""


def mutations(db: "psycopg.Connection[tuple[str, ...]]") -> Iterator[Mutation]:
    """Every guard there is."""
    for table, name, made in db.execute(CONSTRAINTS, OURS):
        drop = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        yield Mutation(
            f"constraint `{name}`", drop, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}'
        )
    for name, made in db.execute(INDEXES, OURS):
        yield Mutation(f"unique index `{name}`", f'DROP INDEX "{name}"', made)
    for table, name, made in db.execute(TRIGGERS, OURS):
        yield Mutation(f"trigger `{name}`", f'DROP TRIGGER "{name}" ON {table}', made)
    for name, body in db.execute(FUNCTIONS, OURS | {"locks": LOCKS}):
        without = re.sub(LOCKS, "", body, flags=re.IGNORECASE)
        yield Mutation(f"lock in the trigger function `{name}()`", without, body)
    for table in LOCKED:
        yield Mutation(f"locks on `{table}` in the statements", unlocked=table)


@dataclass
class Watcher:
    """Remembers the first test that went red."""

    red: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.red.append(report.nodeid.split("::", 1)[0].split("/")[-1].removesuffix(".py"))
            self.red[-1] += f"::{report.nodeid.split('::', 1)[1]}"


def first_red() -> str:
    """Run the tests until one goes red; its name, or nothing."""
    watcher = Watcher()
    quiet = ["-q", "-x", "--no-header", "--no-summary", "-p", "no:cacheprovider", "--reuse-db"]
    came = pytest.main([*quiet, *(f"{HERE}/{file}.py" for file in FILES)], plugins=[watcher])
    return (watcher.red or [f"nothing ran ({came})" if came else ""])[0]


def copy_of_the_test_database(part: str) -> str:
    """Its address; the settings of this process name it."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = url.path.lstrip("/")
    made = [sys.executable, "-m", "pytest", "-q", "--create-db", f"{HERE}/test_rough_roads.py"]
    if part.startswith("0"):
        subprocess.run(made, check=True, capture_output=True)
    copy = f"{name}_mutant{part[0]}"
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as db:
        names = [sql.Identifier(f"test_{copy}"), sql.Identifier(f"test_{name}")]
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{copy}"))
    return urlunsplit(url._replace(path=f"/test_{copy}"))


def main() -> int:
    """Run them all; the exit code is the number of guards that nobody missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("name", nargs="?", default="")
    told = parser.parse_args()
    part, parts = (int(n) for n in told.part.split("/"))
    address = copy_of_the_test_database(told.part)
    with psycopg.connect(address, autocommit=True) as db:
        found = [m for m in mutations(db) if told.name in m.name][part::parts]
        unnoticed = sum(not _noticed(db, mutation) for mutation in found)
    sys.stderr.write(f"{len(found)} taken away, {unnoticed} not noticed\n")
    return unnoticed


def _noticed(db: "psycopg.Connection[tuple[str, ...]]", mutation: Mutation) -> bool:
    began = time.monotonic()
    os.environ["MAKEGOOD_TEST_UNLOCKED"] = mutation.unlocked
    if mutation.statement:
        db.execute(mutation.statement)  # type: ignore[call-overload]
    red = first_red()
    if mutation.undo:
        db.execute(mutation.undo)  # type: ignore[call-overload]
    told = f"| {mutation.name} | {f'`{red}`' if red else 'nobody'} |"
    sys.stderr.write(f"{told} {time.monotonic() - began:.0f} s\n")
    return bool(red)


if __name__ == "__main__":
    sys.exit(main())
