"""Fixtures that every ring of tests shares: real commits, jobs done now, invariants held."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.db import connection
from django.test.utils import setup_databases

from makegood.base.invariants.checks import violations
from makegood.base.jobs.sweeps import FAILING, SWEEPS
from makegood.cli import postgres
from makegood.cli.checks import have_home
from makegood.config import environment
from makegood.kernel import clock

# The same examples at each run, so that main stays green; `pytest --hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.register_profile("search", max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("same")


@pytest.fixture
def bench_data() -> Path:
    """Where reference data lie beside the checkout (MAKEGOOD_BENCH_DATA); maybe nowhere."""
    return environment.read().bench_data


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """The database server, before the test database is made in it: the embedded one unless DATABASE_URL is set."""
    found = environment.read()
    have_home(found)
    with postgres.running(found):
        if found.embedded and (found.home / "throw-away").exists():
            _without_waiting_for_the_disk()
        yield


def _without_waiting_for_the_disk() -> None:
    """What is thrown away afterwards need not survive a power cut. (Servers that tests kill have homes of their own.)"""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")


@pytest.fixture(autouse=True)
def wall_clock() -> Iterator[None]:
    """A test that moved the clock leaves none behind."""
    yield
    clock.reset()


@pytest.fixture(autouse=True)
def nothing_failed_before() -> Iterator[None]:
    """What failed in the sweeps of one test is not held back in the next, whose rows may have the same names."""
    yield
    FAILING.clear()


KEPT = [
    "django_migrations",
    "django_content_type",
    "auth_permission",
]  # written when tables are made


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
            [KEPT],
        )
        return [name for (name,) in cursor.fetchall()]


def empty_database() -> None:
    """Delete everything that is there, append-only tables too (triggers are off for this session only).

    Deleted, not truncated: new files for every table and index, test after test, are what a server then
    spends its time on.
    """
    name = str(connection.settings_dict["NAME"])
    if not name.startswith("test_"):
        raise RuntimeError(f"{name} is not a test database: it is left as it is")
    filled = " UNION ALL ".join(
        f"SELECT $${table}$$ WHERE EXISTS (SELECT FROM {table})" for table in _tables()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(filled)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relname::text <> ALL(%s)",
            [[f"{table}_id_seq" for table in KEPT]],
        )
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def real_commits(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A test whose transactions really commit; the database is empty before and after."""
    with django_db_blocker.unblock():
        _be_in_the_test_database()
        empty_database()
        yield
        empty_database()
        connection.close()


def _be_in_the_test_database() -> None:
    """pytest-django makes a test database only if some test asks for `db`; these tests do not."""
    if not str(connection.settings_dict["NAME"]).startswith("test_"):
        setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=True)


def run_jobs_now() -> int:
    """Run every job that is due, in order; returns how many ran."""
    return len(_run_jobs())


def _run_jobs() -> list[tuple[str, str]]:
    from procrastinate.contrib.django import app

    done: list[tuple[str, str]] = []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT id FROM procrastinate_jobs"
                " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id LIMIT 1)"
                " RETURNING id, task_name, args",
                [clock.now()],
            )
            row = cursor.fetchone()
            if row is None:
                return done
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [row[0]]
            )
        args = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        app.tasks[row[1]].func(**args)
        done.append((row[1], json.dumps(args, sort_keys=True)))


def settle_everything(rounds: int = 20) -> None:
    """Let sweeps, reactions and due jobs run until nothing is left to do, or nothing but what a sweep wants anew
    whenever it is asked."""
    before: set[tuple[str, str]] = set()
    for _ in range(rounds):
        done = sum(sweep.work() for sweep in SWEEPS.values() if sweep.hot)
        for sweep in SWEEPS.values():
            if not sweep.hot:
                sweep.work()
        ran = set(_run_jobs())
        if not done and ran <= before:
            return
        before = ran


@pytest.fixture
def settle() -> Callable[[], None]:
    """What the worker would do by now."""
    return settle_everything


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Only the jobs that are due."""
    return run_jobs_now


@pytest.fixture
def no_violations() -> Iterator[None]:
    """Every invariant holds at the end of the test."""
    yield
    assert violations() == {}
