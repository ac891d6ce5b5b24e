"""What a run of mutations needs: a copy of the test database, the tests in a process of their own, a file that
keeps what was seen."""

import fcntl
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from psycopg import sql

from tests.responsibility.unlocked import ASKED, UNLOCKED

QUIET = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "--reuse-db", "-m", "not slow"]
PLUGIN = ["-p", "tests.responsibility.unlocked"]


@dataclass(frozen=True)
class Told:
    """What was taken away, and the first test that went red ("" none did)."""

    name: str
    red: str
    digest: str
    seconds: float
    at: str

    @property
    def shown(self) -> str:
        """As a cell of a table."""
        if not self.red:
            return "nobody"
        return self.red if " " in self.red and "::" not in self.red else f"`{self.red}`"


def read(path: Path) -> dict[str, Told]:
    """What is known, by name; of two lines the later counts."""
    lines = path.read_text().splitlines() if path.exists() else []
    return {one["name"]: Told(**one) for one in map(json.loads, lines)}


def write(path: Path, told: Told | None = None) -> None:
    """Add a line, and write the whole as a table beside it."""
    with path.open("a") as lines:
        fcntl.flock(lines, fcntl.LOCK_EX)  # two parts write one file
        if told is not None:
            lines.write(json.dumps(asdict(told)) + "\n")
            lines.flush()
        rows = [
            f"| {one.name} | {one.shown} |\n" for one in sorted(read(path).values(), key=_place)
        ]
        head = "| taken away | what went red first |\n|---|---|\n"
        path.with_suffix(".md").write_text(head + "".join(rows))


def _place(told: Told) -> tuple[int, str]:
    kinds = ["constraint", "unique", "trigger", "lock in the trigger", "lock in"]
    return next(n for n, kind in enumerate(kinds) if told.name.startswith(kind)), told.name


def first_red(tests: Sequence[str], *, unlocked: str = "") -> str:
    """Run tests until one goes red; its name, or nothing."""
    more = PLUGIN if unlocked else []
    came = _pytest([*QUIET, *more, *tests], {UNLOCKED: unlocked})
    found = re.search(r"^(?:FAILED|ERROR) \S*/(\w+)\.py::(.*?)(?: - .*)?$", came.stdout, re.M)
    if came.returncode:
        return f"{found[1]}::{found[2]}" if found else came.stdout[-200:].replace("\n", " ")
    return ""


def tests_that_ask(files: Sequence[str], *, part: str) -> dict[str, list[str]]:
    """For each function that asks for a lock the tests in which it does. All must be green."""
    path = Path(f"var/locks-asked-{part[0]}.jsonl")
    path.unlink(missing_ok=True)
    came = _pytest([*QUIET, *PLUGIN, *files], {ASKED: str(path)})
    if came.returncode:
        raise SystemExit(f"Red with nothing taken away:\n{came.stdout[-2000:]}")
    asked: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        test, places = json.loads(line)
        for place in places:
            asked.setdefault(place, []).append(test)
    return asked


def _pytest(told: Sequence[str], more: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    url = urlsplit(os.environ["DATABASE_URL"])
    named = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    return subprocess.run(
        [sys.executable, "-m", "pytest", *told],
        env=os.environ | {"DATABASE_URL": named} | more,
        capture_output=True,
        text=True,
    )


def copy_of_the_test_database(part: str) -> str:
    """Its address; the settings of this process name it."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = url.path.lstrip("/")
    made = [sys.executable, "-m", "pytest", "-q", "--create-db"]
    if not os.environ.get("MAKEGOOD_TEST_COPY"):
        one = "tests/responsibility/test_rough_roads.py::test_in_none_of_these_situations_anything_is_wrong"
        subprocess.run([*made, one], check=True, capture_output=True)
    copy = f"{name}_mutant{part[0]}"
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as db:
        names = [sql.Identifier(f"test_{copy}"), sql.Identifier(f"test_{name}")]
        db.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
        db.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    connection.settings_dict["NAME"] = copy
    return urlunsplit(url._replace(path=f"/test_{copy}"))
