"""Django's `migrate`, which goes into an empty database by one file instead of some two hundred steps.

`config/tables.sql` has what all steps together make (`bin/tables update` writes it, a test compares). Steps that it
does not know yet follow one by one, as in any database that was there before.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS, connections, transaction

TABLES = Path(__file__).resolve().parents[2] / "tables.sql"
# In all schemas that are looked into: tables in another than the first would be hidden by new ones. What an extension
# brought is nobody's data.
IS_EMPTY = """
SELECT NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY (current_schemas(false)) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
"""


class Command(Migrate):
    """`--step-by-step`: every step also in an empty database, as `bin/tables` does to write the file."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="Do not use tables.sql.")

    def handle(self, *words: Any, step_by_step: bool = False, **options: Any) -> None:
        some = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial")
        if not step_by_step and not any(options.get(name) for name in some):
            make_tables(options.get("database") or DEFAULT_DB_ALIAS)
        super().handle(*words, **options)


def make_tables(database: str = DEFAULT_DB_ALIAS) -> bool:
    """All tables by one file, wholly or not at all; False in a database that has any already."""
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute(IS_EMPTY)
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SET LOCAL check_function_bodies = off")  # they name each other's tables
        cursor.execute(TABLES.read_text(encoding="utf-8"))
    return True
