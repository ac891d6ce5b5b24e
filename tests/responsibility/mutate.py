"""Take away one guard at a time and see whether the tests of this folder notice.

    python -m tests.responsibility.mutate [--part 0/2] [PATTERN OF A NAME]

Each check, unique index and trigger of the case and of what hangs on it is dropped in a copy of the test
database and put back after; each lock is stripped from the trigger function, or from the function of the code,
that takes it. Prints a table: what was taken away, and the first test that went red. Needs DATABASE_URL, and as
many databases as there are parts.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import sql

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - needs the settings

from tests.responsibility.house import NOTHING, House  # noqa: E402
from tests.responsibility.machine import Responsibility, run  # noqa: E402
from tests.responsibility.rough import ATTEMPTS, TABLES  # noqa: E402
from tests.responsibility.situations import world  # noqa: E402
from tests.responsibility.unlocked import UNLOCKED  # noqa: E402

HERE = "tests/responsibility"
SHELLS = f"{HERE}/test_two_shells.py"
LOCK_TESTS = [
    f"{HERE}/test_needed_locks.py",
    f"{HERE}/test_two_sessions.py",
    "tests/departments/test_guards.py",
    "tests/cover/test_two_sessions.py",
    "makegood/care/promises/tests/test_two_sessions.py",
]
MACHINE = "test_state_machine::test_somebody_is_always_responsible"
OURS = {"ours": TABLES}
LOCKING = (  # where responsibility is changed under locks, and who is held while it is given to him
    *(
        f"makegood/care/{part}/operations/*.py"
        for part in ("cases", "cover", "handoffs", "promises", "recovery", "tasks")
    ),
    "makegood/loops/case_to_*.py",
    "makegood/records/people/queries.py",
)
BESIDE = (
    "merging:",
    "splitting:",
    "proposing:",
)  # of other promises than who is responsible until when
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
    code: `unlocked` is the function."""

    name: str
    statement: str = ""
    undo: str = ""
    guard: str = ""
    unlocked: str = ""


def mutations(db: "psycopg.Connection[tuple[str, ...]]") -> Iterator[Mutation]:
    """Every guard there is."""
    for table, name, made in db.execute(CONSTRAINTS, OURS):
        drop = f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        undo = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}'
        yield Mutation(f"constraint `{name}`", drop, undo, name)
    for name, made in db.execute(INDEXES, OURS):
        yield Mutation(f"unique index `{name}`", f'DROP INDEX "{name}"', made, name)
    for table, name, made in db.execute(TRIGGERS, OURS):
        yield Mutation(f"trigger `{name}`", f'DROP TRIGGER "{name}" ON {table}', made, name)
    for name, body in db.execute(FUNCTIONS, OURS | {"locks": LOCKS}):
        without = re.sub(LOCKS, "", body, flags=re.IGNORECASE)
        yield Mutation(f"lock in the trigger function `{name}()`", without, body)
    for place in sorted(locking_functions()):
        short = place.removeprefix("makegood.")
        yield Mutation(f"lock in `{short}`", unlocked=place)


def locking_functions() -> Iterator[str]:
    """Each function of the code that takes a lock, as `module:function`."""
    for path in sorted(one for pattern in LOCKING for one in Path().glob(pattern)):
        tree = ast.parse(path.read_text())
        module = ".".join(path.with_suffix("").parts)
        statements = {
            target.id
            for one in tree.body
            if isinstance(one, ast.Assign) and _locks(one.value)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for one in tree.body:
            place = f"{module}:{getattr(one, 'name', '')}"
            ours = isinstance(one, ast.FunctionDef) and not any(part in place for part in BESIDE)
            if ours and any(_locks(node, statements) for node in ast.walk(one)):
                yield place
    yield "makegood.records.people.operations:deactivate"


def _locks(node: ast.AST, statements: Collection[str] = ()) -> bool:
    match node:
        case ast.Attribute(attr="select_for_update"):
            return True
        case ast.Constant(value=str(text)):
            return re.search(LOCKS, text) is not None
        case ast.Name(id=name):
            return name in statements
    return False


def first_red(files: Sequence[str]) -> str:
    """Run tests until one goes red; its name, or nothing."""
    quiet = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "--reuse-db", "-m", "not slow"]
    if os.environ.get(UNLOCKED):
        quiet += ["-p", "tests.responsibility.unlocked"]
    told = [sys.executable, "-m", "pytest", *quiet, *files]
    url = urlsplit(os.environ["DATABASE_URL"])
    named = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    came = subprocess.run(
        told, env=os.environ | {"DATABASE_URL": named}, capture_output=True, text=True
    )
    found = re.search(r"^(?:FAILED|ERROR) \S*/(\w+)\.py::(.*?)(?: - .*)?$", came.stdout, re.M)
    if came.returncode:
        return f"{found[1]}::{found[2]}" if found else came.stdout[-200:].replace("\n", " ")
    return ""


@contextmanager
def in_the_copy() -> Iterator[None]:
    """As in the test database, for what runs without pytest."""
    database = connection.settings_dict
    real, database["NAME"] = database["NAME"], f"test_{database['NAME']}"
    try:
        yield
    finally:
        connection.close()
        database["NAME"] = real


def where_they_bite() -> dict[str, str]:
    """For each guard a situation in which something can be tried against it."""
    found = {}
    with in_the_copy():
        house = House()
        for name, case in reversed(world(house).items()):  # what is rare comes last
            for attempt in ATTEMPTS:
                if attempt.guard not in found and house.rough(attempt, case.pk) != NOTHING:
                    found[attempt.guard] = name
        house.close()
    return found


def machine_is_red(guard: str, story: str) -> bool:
    """Whether the state machine notices, in a short run that tries this guard where it can be tried."""
    one = type("Mutant", (Responsibility,), {"guard": guard, "stories": (story,)})
    with in_the_copy():
        try:
            run(one, examples=1, steps=4)
        except Exception as error:
            sys.stderr.write(f"{type(error).__name__} {str(error)[:80]!r}\n")
            return True
    return False


def copy_of_the_test_database(part: str) -> str:
    """Its address; the settings of this process name it."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = url.path.lstrip("/")
    made = [sys.executable, "-m", "pytest", "-q", "--create-db", f"{HERE}/test_rough_roads.py"]
    if not os.environ.get("MAKEGOOD_TEST_COPY"):
        subprocess.run(made, check=True, capture_output=True)
    copy = f"{name}_mutant{part[0]}"
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as db:
        names = [sql.Identifier(f"test_{copy}"), sql.Identifier(f"test_{name}")]
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    connection.settings_dict["NAME"] = copy
    return urlunsplit(url._replace(path=f"/test_{copy}"))


def main() -> int:
    """Run them all; the exit code is the number of guards that nobody missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("name", nargs="?", default="")
    told = parser.parse_args()
    part, parts = (int(n) for n in told.part.split("/"))
    address = copy_of_the_test_database(told.part)
    bites = where_they_bite()
    if machine_is_red("case_owned_and_due", "open"):
        raise SystemExit("It is red with nothing taken away.")
    with psycopg.connect(address, autocommit=True) as db:
        found = [m for m in mutations(db) if re.search(told.name, m.name)][part::parts]
        unnoticed = sum(not _noticed(db, mutation, bites) for mutation in found)
    sys.stderr.write(f"{len(found)} taken away, {unnoticed} not noticed\n")
    return unnoticed


def _noticed(
    db: "psycopg.Connection[tuple[str, ...]]", mutation: Mutation, bites: dict[str, str]
) -> bool:
    began = time.monotonic()
    os.environ[UNLOCKED] = mutation.unlocked
    if mutation.statement:
        db.execute(mutation.statement)  # type: ignore[call-overload]
    if mutation.guard:
        bitten = machine_is_red(mutation.guard, bites[mutation.guard])
        red = (
            MACHINE
            if bitten
            else first_red([f"{HERE}/test_rough_roads.py::test_the_database_refuses"])
        )
    else:
        red = first_red([SHELLS, *LOCK_TESTS] if mutation.statement else [*LOCK_TESTS, SHELLS])
    if mutation.undo:
        db.execute(mutation.undo)  # type: ignore[call-overload]
    told = f"| {mutation.name} | {f'`{red}`' if red else 'nobody'} |"
    sys.stderr.write(f"{told} {time.monotonic() - began:.0f} s\n")
    return bool(red)


if __name__ == "__main__":
    sys.exit(main())
