"""Indexes and checks of large tables, made while others read and write them."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management.base import CommandError
from django.db import models
from django.db.migrations.operations.base import Operation
from psycopg import sql

SOME = 5  # rows that are named in a refusal


class AddIndexAlongside(AddIndexConcurrently):
    """Makes an index without keeping anybody from writing; for migrations with `atomic = False`. What an attempt
    that was broken off has left behind goes first, so that a migration can be repeated."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, concurrently=True)  # if it exists
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class TightenCheck(Operation):
    """Puts a check in the place of the one of the same name; for migrations with `atomic = False`, which can be
    repeated. New rows must fit at once, and those that are there are looked at without keeping anybody from
    writing. When some do not fit, nothing has changed, and `advice` says what to do with them."""

    def __init__(self, model_name: str, constraint: models.CheckConstraint, advice: str) -> None:
        self.model_name, self.constraint, self.advice = model_name, constraint, advice

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.remove_constraint(app_label, self.model_name.lower(), self.constraint.name)
        state.add_constraint(app_label, self.model_name.lower(), self.constraint)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        found = model._meta.constraints
        [constraint] = [one for one in found if one.name == self.constraint.name]
        names = {
            "table": sql.Identifier(model._meta.db_table),
            "name": sql.Identifier(constraint.name),
            "check": sql.SQL(constraint._get_check_sql(model, schema_editor)),
        }
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT id FROM {table} WHERE ({check}) IS NOT TRUE LIMIT %s").format(
                    **names
                ),
                [SOME],
            )
            wrong = ", ".join(str(pk) for (pk,) in cursor.fetchall())
            if wrong:
                raise CommandError(
                    f"In {model._meta.db_table} there are rows that must not be (id {wrong}, maybe more): "
                    f"{self.advice} Then start again; nothing has changed so far."
                )
            for told in (
                "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, ADD CONSTRAINT {name} CHECK ({check}) NOT VALID",
                "ALTER TABLE {table} VALIDATE CONSTRAINT {name}",
            ):
                cursor.execute(sql.SQL(told).format(**names))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Tighten the check {self.constraint.name}"
