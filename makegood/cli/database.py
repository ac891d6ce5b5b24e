"""The database that everything uses: reached, checked, and its refusals in plain words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg

from makegood.cli import postgres
from makegood.cli.checks import have_home
from makegood.cli.refusal import CANNOT, WRONG_SETTING, Refusal
from makegood.config.environment import Environment

LEAST_VERSION = 150000
CONNECT_SECONDS = 5
# What the server or the network says, and what the operator can do about it.
REASONS = (
    (
        "password authentication failed",
        "refuses the user or password; correct them in DATABASE_URL.",
    ),
    ("no password supplied", "asks for a password; write it into DATABASE_URL."),
    ("no pg_hba.conf entry", "does not let this machine in; add it to the server's pg_hba.conf."),
    ("role", "does not know this user; correct it in DATABASE_URL or create the role."),
    ("database", "does not have this database; correct its name in DATABASE_URL or create it."),
    ("too many", "has no connection left; close some, or raise its max_connections."),
    (
        "remaining connection slots",
        "has no connection left; close some, or raise its max_connections.",
    ),
    ("the database system is", "is just starting or stopping; try again in a moment."),
    (
        "Connection refused",
        "cannot be reached: nothing answers there; start it, or correct DATABASE_URL.",
    ),
    (
        "translate host name",
        "cannot be found: no machine has that name; correct it in DATABASE_URL.",
    ),
    ("resolve host", "cannot be found: no machine has that name; correct it in DATABASE_URL."),
    (
        "Name or service not known",
        "cannot be found: no machine has that name; correct it in DATABASE_URL.",
    ),
    ("timeout", "does not answer; check that it runs and that no firewall stands between."),
    (
        "No such file or directory",
        "cannot be reached: its socket is not there; start it, or correct DATABASE_URL.",
    ),
    ("SSL", "and this machine do not agree on encryption; see sslmode in DATABASE_URL."),
)
# These words stand in more than one message, and count only when the message says that something is missing.
ONLY_WHEN_MISSING = ("role", "database")


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


def connect(environment: Environment) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own. Raises Refusal with the reason in plain words."""
    try:
        return psycopg.connect(
            environment.database_url,
            connect_timeout=CONNECT_SECONDS,
            autocommit=True,
            application_name="makegood",
        )
    except psycopg.OperationalError as error:
        raise Refusal(sentence(environment, str(error)), code=WRONG_SETTING) from error
    except psycopg.ProgrammingError as error:
        raise Refusal(
            f"DATABASE_URL has an option that PostgreSQL does not know: {first_line(str(error))}.",
            code=WRONG_SETTING,
        ) from error


def sentence(environment: Environment, message: str) -> str:
    """Why the database cannot be reached, and what to do. The password is not in it."""
    where = (
        "The embedded database"
        if environment.embedded
        else f"The database at {place(environment.database_url)}"
    )
    missing = "does not exist" in message
    for mark, advice in REASONS:
        if mark in message and (missing or mark not in ONLY_WHEN_MISSING):
            return f"{where} {advice}"
    return f"{where} cannot be used: {first_line(message)}."


def place(url: str) -> str:
    """The server of an address, without user and password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'this machine'}:{parts.port or 5432}"


def first_line(message: str) -> str:
    return (message.strip().splitlines() or ["no reason was given"])[0].strip().rstrip(".")


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
    count = len(pending_migrations())
    if count:
        raise Refusal(
            f"The database is not up to date ({count} steps are missing); run `makegood manage migrate` once, "
            "or `makegood up`, which does it by itself."
        )


def pending_migrations() -> list[str]:
    """The migrations that this version has and the database has not. Django must be set up."""
    from django.db import connection  # noqa: PLC0415 - Django is loaded only where it is used
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown_migrations() -> list[str]:
    """The steps that the database has gone through and this version does not know. Django must be set up."""
    from django.db import connection  # noqa: PLC0415 - Django is loaded only where it is used
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    loader = MigrationLoader(connection)
    ours = {app.rpartition(".")[2] for app in loader.migrated_apps}
    unknown = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    connection.close()
    # Of an app that was left out of this version its old steps may stay; they change nothing here.
    return [f"{app}.{name}" for app, name in unknown if app in ours]
