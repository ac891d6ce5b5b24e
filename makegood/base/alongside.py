"""Indexes of large tables, made while others read and write them."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently


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
