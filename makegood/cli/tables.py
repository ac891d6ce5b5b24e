"""What a database is made of, as text: the same text from the same steps, whichever machine and month they run in."""

import re
import subprocess
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from makegood.cli import postgres
from makegood.cli.refusal import Refusal

DATED = ("journal_entry_2*", "telemetry_raw_2*", "telemetry_reading_2*")  # parts of a week or month
# As in the steps; those of the journal are made when the worker starts.
TODAY = """
SELECT telemetry_week((current_date + 7 * n)::date) FROM generate_series(-1, 3) n;
SELECT telemetry_month((date_trunc('month', current_date) + n * interval '1 month')::date) FROM generate_series(-14, 3) n;
"""
SETTINGS = (
    "statement_timeout|lock_timeout|idle_in_transaction_session_timeout|transaction_timeout|client_encoding|"
    "standard_conforming_strings|check_function_bodies|xmloption|client_min_messages|row_security|"
    "default_tablespace|default_table_access_method"
)
OF_A_SESSION = rf"-- |--$|\\|$|SET ({SETTINGS}) = |SELECT pg_catalog\.set_config"
FILLED = {"django_migrations", "django_content_type", "auth_permission"}  # by `migrate` itself
HEAD = "-- Written by bin/tables: what all steps of `makegood manage migrate` make together in an empty database.\n"


def settled(address: str) -> str:
    """As `written`, of a second database that was made from that text beside it: PostgreSQL writes some expressions
    in another way once it has read its own words, and then no more. Raises Refusal."""
    other = f"{urlsplit(address).path.lstrip('/')}_again"
    with psycopg.connect(address, autocommit=True) as link:
        name = sql.Identifier(other)
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        try:
            beside = urlunsplit(urlsplit(address)._replace(path=f"/{other}"))
            with psycopg.connect(beside) as second:
                second.execute("SET LOCAL check_function_bodies = off")
                second.execute(written(address).encode())
            return written(beside)
        finally:
            link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def written(address: str) -> str:
    """The tables of a database and the steps that made them, as statements for an empty one. Raises Refusal."""
    program = str(postgres.programs() / "pg_dump")
    words = [program, "--schema-only", "--no-owner", "--no-privileges", "--no-comments"]
    words += [f"--exclude-table={name}" for name in DATED]
    done = subprocess.run([*words, address], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"The tables cannot be read: {done.stderr.strip()}")
    return HEAD + _plain(done.stdout) + TODAY + _steps(address)


def _plain(dumped: str) -> str:
    """Without what belongs to one server or session, and without the name of the schema."""
    lines = [line for line in dumped.splitlines() if not re.match(OF_A_SESSION, line)]
    return re.sub(r"\bpublic\.", "", "\n".join(lines)) + "\n"


def _steps(address: str) -> str:
    with psycopg.connect(address) as link:
        _refuse_rows(link)
        found = link.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    told = ",\n".join(f"('{app}', '{name}', now())" for app, name in found)
    return f"INSERT INTO django_migrations (app, name, applied) VALUES\n{told};\n"


def _refuse_rows(link: "psycopg.Connection[Any]") -> None:
    """A step that writes rows into new tables would be missing in the file."""
    named = link.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    ).fetchall()
    for (name,) in named:
        there = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name))
        if name not in FILLED and link.execute(there).fetchone() == (True,):
            raise Refusal(
                f"A step writes rows into {name}: have an operation write them, or add them to cli/tables.py."
            )
