"""A connection to the database of this environment, and its refusals in plain words."""

from urllib.parse import urlsplit

import psycopg

from makegood.cli.refusal import WRONG_SETTING, Refusal
from makegood.config.environment import Environment

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
