"""The steps that bring a database up to date with this version."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from makegood.cli.connecting import connect
from makegood.cli.refusal import Refusal
from makegood.config.environment import Environment

# Any number that is the same in every process; it spells "makegood" on a telephone.
LOCK = 62534663
MANY = 40  # steps: about as many as take ten seconds


def apply(environment: Environment) -> None:
    """Applies what is missing. Of twenty processes that start at once, one does it and the others wait."""
    with turn(environment):
        refuse_newer()
        steps = pending()
        if not steps:
            return
        print(f"bringing the database up to date: {len(steps)} steps", flush=True)
        _migrate(len(steps))


def _migrate(count: int) -> None:
    """Goes through them, and says how far it is where somebody waits for many."""
    from django.core.management import CommandError, call_command  # noqa: PLC0415 - Django is set up by now

    from makegood.config.management.commands.migrate import Command  # noqa: PLC0415

    class Telling(Command):
        done = 0

        def migration_progress_callback(self, action: str, *_what: Any, **_how: Any) -> None:
            self.done += action == "apply_success"
            if action == "apply_success" and count >= MANY and self.done % (count // 8) == 0:
                print(f"  {self.done} of {count}", flush=True)

    try:
        call_command(Telling(), interactive=False, verbosity=0)
    except CommandError as error:  # a step that says what to do first
        raise Refusal(str(error)) from error


@contextmanager
def turn(environment: Environment) -> Iterator[None]:
    """Nobody else changes the tables meanwhile."""
    with connect(environment) as lock:
        lock.autocommit = False
        _wait_for_turn(lock)
        yield


def _wait_for_turn(lock: psycopg.Connection[Any]) -> None:
    """Asks again and again, each time in a new transaction, and ends with a SET: an index that is made concurrently
    waits for whoever holds a snapshot, and a SELECT is one until the next statement."""
    while lock.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone() != (True,):
        lock.rollback()
        time.sleep(0.2)
    lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def refuse_newer() -> None:
    """Refuses tables that a newer version has already changed: this one would misread them."""
    found = unknown()
    if found:
        raise Refusal(
            f"This database belongs to a newer Makegood ({found[0]} is not known here); use that version."
        )


def pending() -> list[str]:
    """The migrations that this version has and the database has not. Django must be set up."""
    from django.db import connection  # noqa: PLC0415 - Django is loaded only where it is used
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """The steps that the database has gone through and this version does not know. Django must be set up."""
    from django.db import connection  # noqa: PLC0415 - Django is loaded only where it is used
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(connection)
    ours = {app.rpartition(".")[2] for app in loader.migrated_apps}
    strangers = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    connection.close()
    # Of an app that was left out of this version its old steps may stay; they change nothing here.
    return [f"{app}.{name}" for app, name in strangers if app in ours]
