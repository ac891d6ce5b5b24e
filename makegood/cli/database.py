"""The database that everything uses: reached, checked, and its refusals in plain words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from makegood.cli import migrations, postgres
from makegood.cli.checks import have_home
from makegood.cli.connecting import connect
from makegood.cli.refusal import CANNOT, WRONG_SETTING, Refusal
from makegood.config.environment import Environment

LEAST_VERSION = 150000


@contextmanager
def ready(environment: Environment) -> Iterator[None]:
    """The database is reachable and can be used, for as long as this lasts."""
    have_home(environment)
    with postgres.running(environment):
        check(environment)
        yield


@contextmanager
def in_use(environment: Environment) -> Iterator[None]:
    """As `ready`, with its tables up to date and Django set up."""
    with ready(environment):
        set_up_django()
        refuse_old_tables()
        yield


def check(environment: Environment) -> None:
    """Refuses a database that cannot be reached or used."""
    with connect(environment) as connection:
        refuse_old_server(connection)
        refuse_unfinished_restore(connection)


def refuse_old_server(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuses what Makegood cannot work on, before it has changed anything."""
    version = connection.info.server_version
    if version < LEAST_VERSION:
        raise Refusal(
            f"The database server is PostgreSQL {version // 10000}, and Makegood needs 15 or newer; upgrade it.",
            code=WRONG_SETTING,
        )
    row = connection.execute(
        "SELECT current_setting('server_encoding'), pg_is_in_recovery(),"
        " has_schema_privilege(current_schema(), 'CREATE'), current_user"
    ).fetchone()
    encoding, standby, may_create, user = row or ("", True, False, "")
    if encoding != "UTF8":
        raise Refusal(
            f"The database is encoded in {encoding}; create one with ENCODING 'UTF8'.",
            code=WRONG_SETTING,
        )
    if standby:
        raise Refusal(
            "The database is a standby that cannot be written; name its primary in DATABASE_URL."
        )
    if not may_create:
        raise Refusal(
            f"The user {user} may not create tables; run GRANT CREATE ON SCHEMA public TO {user}, "
            "or make it the owner of the database.",
            code=WRONG_SETTING,
        )


def refuse_unfinished_restore(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuses to work on half of a restore: what is missing would look as if it had never been."""
    row = connection.execute("SELECT to_regclass('restore_unfinished')").fetchone()
    if row and row[0]:
        raise Refusal(
            "This database holds a restore that did not finish; empty the database and the home, and restore again.",
            code=CANNOT,
        )


def set_up_django() -> None:
    """Loads the settings and all packages."""
    import django  # noqa: PLC0415 - half a second that a refused command does not pay

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")
    django.setup()


def refuse_old_tables() -> None:
    """Refuses to work on tables of another version."""
    count = len(migrations.pending())
    if count:
        raise Refusal(
            f"The database is not up to date ({count} steps are missing); run `makegood manage migrate` once, "
            "or `makegood up`, which does it by itself."
        )
