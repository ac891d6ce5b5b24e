"""Take away one guard at a time and see whether the tests of this folder notice.

    python -m tests.responsibility.mutate [--part 0/2] [--only-missing] [--to FILE] [PATTERN OF A NAME]
    python -m tests.responsibility.mutate --table

Each check, unique index and trigger of the case and of what hangs on it is dropped in a copy of the test
database and put back after; each lock is stripped from the trigger function, or from the function of the code,
that takes it. What was taken away, and the first test that went red, is written to FILE as it comes, a line for
each, and beside it as a table (`--table` only writes that); a run that was stopped goes on with `--only-missing`,
which passes over what was noticed before and is as it was then. Needs DATABASE_URL, and as many databases as
there are parts.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - needs the settings

from tests.responsibility.house import NOTHING, House  # noqa: E402
from tests.responsibility.machine import Responsibility, run  # noqa: E402
from tests.responsibility.mutating import (  # noqa: E402
    Told,
    copy_of_the_test_database,
    first_red,
    read,
    tests_that_ask,
    write,
)
from tests.responsibility.mutations import Mutation, mutations  # noqa: E402
from tests.responsibility.rough import ATTEMPTS  # noqa: E402
from tests.responsibility.situations import world  # noqa: E402

HERE = "tests/responsibility"
CATALOGUE = f"{HERE}/test_rough_roads.py::test_the_database_refuses"
SHELLS = f"{HERE}/test_two_shells.py"
LOCK_TESTS = [
    f"{HERE}/test_needed_locks.py",
    f"{HERE}/test_locks_of_feedback.py",
    f"{HERE}/test_locks_of_merging.py",
    f"{HERE}/test_two_sessions.py",
    "tests/departments/test_guards.py",
    "tests/cover/test_two_sessions.py",
    "makegood/care/promises/tests/test_two_sessions.py",
]
MACHINE = "the state machine"


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


@dataclass
class Trial:
    """The copy in which things are taken away, and what is known of it (asked when it is first needed)."""

    db: "psycopg.Connection[tuple[str, ...]]"
    part: str
    bites: dict[str, str] = field(default_factory=dict)
    asking: dict[str, list[str]] = field(default_factory=dict)

    def red(self, mutation: Mutation) -> str:
        """The first test that goes red without it, or nothing."""
        if mutation.statement:
            self.db.execute(mutation.statement)  # type: ignore[call-overload]
        try:
            if mutation.guard:
                return self._without_guard(mutation.guard)
            if mutation.unlocked:
                return self._without_lock(mutation.unlocked)
            return first_red([SHELLS, *LOCK_TESTS])
        finally:
            if mutation.undo:
                self.db.execute(mutation.undo)  # type: ignore[call-overload]

    def look(self, found: list[Mutation]) -> None:
        """Learn what these need, with nothing taken away yet: all must be green."""
        if any(one.guard for one in found):
            self.bites = where_they_bite()
            if machine_is_red("case_owned_and_due", "open"):
                raise SystemExit("The state machine is red with nothing taken away.")
        if any(one.unlocked for one in found):
            self.asking = tests_that_ask(LOCK_TESTS, part=self.part)

    def _without_guard(self, guard: str) -> str:
        if machine_is_red(guard, self.bites[guard]):
            return MACHINE
        of_it = [f"{CATALOGUE}[{n}-{a.guard}]" for n, a in enumerate(ATTEMPTS) if a.guard == guard]
        return first_red(of_it)

    def _without_lock(self, place: str) -> str:
        tests = self.asking.get(place, [])
        return first_red(tests, unlocked=place) if tests else ""


def main() -> int:
    """Run them all; the exit code is the number of guards that nobody missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--part", default="0/1", help="which part of how many, side by side")
    parser.add_argument("--only-missing", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--to", type=Path, default=Path("var/mutations.jsonl"))
    parser.add_argument("name", nargs="?", default="")
    told = parser.parse_args()
    if told.table:
        write(told.to)
        return 0
    told.to.parent.mkdir(parents=True, exist_ok=True)
    part, parts = (int(n) for n in told.part.split("/"))
    before = read(told.to) if told.only_missing else {}
    with psycopg.connect(copy_of_the_test_database(told.part), autocommit=True) as db:
        found = [m for m in mutations(db) if re.search(told.name, m.name)]
        found = [m for m in found if not _known(m, before)][part::parts]
        trial = Trial(db, told.part)
        trial.look(found)
        unnoticed = sum(not _tried(trial, mutation, told.to) for mutation in found)
    sys.stderr.write(f"{len(found)} taken away, {unnoticed} not noticed\n")
    return unnoticed


def _known(mutation: Mutation, before: dict[str, Told]) -> bool:
    told = before.get(mutation.name)
    return told is not None and bool(told.red) and told.digest == mutation.digest


def _tried(trial: Trial, mutation: Mutation, to: Path) -> bool:
    began = time.monotonic()
    red = trial.red(mutation)
    seconds = round(time.monotonic() - began, 1)
    told = Told(mutation.name, red, mutation.digest, seconds, time.strftime("%Y-%m-%d %H:%M"))
    write(to, told)
    sys.stderr.write(f"| {told.name} | {told.shown} | {seconds} s\n")
    return bool(red)


if __name__ == "__main__":
    sys.exit(main())
