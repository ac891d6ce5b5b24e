"""An empty database gets all its tables by one file: the same that the steps make, and wholly or not at all."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from makegood.cli import postgres
from makegood.cli.refusal import Refusal
from makegood.cli.tables import settled, written
from makegood.config import environment
from makegood.config.management.commands.migrate import TABLES
from tests.operating.conftest import Makegood, Postgres15

MIGRATE = ("manage", "migrate", "--verbosity=0")
COUNTS = (
    "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace),"
    " (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)"
)


def tables(makegood: Makegood, look: Callable[[str], str]) -> str:
    found = environment.read(makegood.variables)
    with postgres.running(found):
        return look(found.database_url)


def test_the_file_is_what_all_steps_make(makegood: Makegood) -> None:
    done = makegood.run(*MIGRATE, "--step-by-step")
    assert done.returncode == 0, done.stderr
    assert tables(makegood, settled) == TABLES.read_text(), "run bin/tables update"


def test_what_the_file_makes_is_the_file_again(makegood: Makegood) -> None:
    for _again in range(2):
        done = makegood.run(*MIGRATE)
        assert done.returncode == 0, done.stderr
    assert tables(makegood, written) == TABLES.read_text()
    found = environment.read(makegood.variables)
    with postgres.running(found), psycopg.connect(found.database_url) as link:
        parts = link.execute(
            "SELECT count(*) FROM pg_class WHERE relname ~ '^telemetry_(raw|reading)_[0-9]+$'"
        ).fetchone()
        assert parts == (5 + 18,)


def test_an_older_server_takes_it_whole_or_not_at_all(
    makegood: Makegood, postgres_15: Postgres15, tmp_path: Path
) -> None:
    url = postgres_15.new_database("by_one_file")
    broken = tmp_path / "tables.sql"
    broken.write_text(f"{TABLES.read_text()}SELECT 1 / 0;\n")
    code = (
        "import sys; from pathlib import Path; from makegood.cli import main;"
        " from makegood.config.management.commands import migrate;"
        f" migrate.TABLES = Path({str(broken)!r}); sys.exit(main.main(['manage', 'migrate']))"
    )
    variables = {**makegood.variables, "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False
    )
    assert "division by zero" in done.stderr
    with psycopg.connect(url) as link:
        assert link.execute(COUNTS).fetchone() == (0, 0)
    assert makegood.run(*MIGRATE, DATABASE_URL=url).returncode == 0
    with psycopg.connect(url) as link:
        row = link.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert row == (TABLES.read_text().count("', now())"),)


def test_a_database_with_something_in_it_goes_step_by_step(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("not_empty")
    with psycopg.connect(url) as link:
        link.execute("CREATE TABLE cases_case (theirs int)")
    done = makegood.run(*MIGRATE, DATABASE_URL=url)
    assert done.returncode != 0
    assert "cases_case" in done.stderr
    with psycopg.connect(url) as link:
        assert link.execute("SELECT * FROM cases_case").fetchall() == []


def test_tables_in_another_schema_that_is_looked_into_are_not_hidden(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    """As where somebody gives the role a schema of its own later, which is then the first that is looked into."""
    url = postgres_15.new_database("two_schemas")
    assert makegood.run(*MIGRATE, DATABASE_URL=url).returncode == 0
    with psycopg.connect(url) as link:
        link.execute("CREATE SCHEMA makegood")
    assert makegood.run(*MIGRATE, DATABASE_URL=url).returncode == 0
    with psycopg.connect(url) as link:
        found = link.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'makegood'::regnamespace"
        )
        assert found.fetchone() == (0,)


def test_of_three_that_come_at_once_one_makes_them(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("at_once")
    started = [makegood.start(*MIGRATE, DATABASE_URL=url) for _ in range(3)]
    for one in started:
        said, _ = one.communicate(timeout=120)
        assert one.returncode == 0, said


def test_rows_that_a_step_writes_are_not_forgotten(makegood: Makegood) -> None:
    assert makegood.run(*MIGRATE).returncode == 0
    found = environment.read(makegood.variables)
    with postgres.running(found), psycopg.connect(found.database_url, autocommit=True) as link:
        link.execute("INSERT INTO django_session VALUES ('a', 'b', now())")
        with pytest.raises(Refusal, match="writes rows into django_session"):
            written(found.database_url)
