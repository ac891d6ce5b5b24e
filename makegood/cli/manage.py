"""Run a Django management command, such as `makegood manage migrate` or `makegood manage shell`."""

import sys
from contextlib import nullcontext

from makegood.cli import database, migrations
from makegood.config.environment import Environment


def run(words: list[str], environment: Environment) -> int:
    """Hands all words to Django, with the database running. Returns 1 when the command failed."""
    from django.core.management import ManagementUtility  # noqa: PLC0415 - not paid for by other commands
    from django.core.management.base import CommandError  # noqa: PLC0415

    with database.ready(environment):
        database.set_up_django()
        turn = migrations.turn(environment) if words[:1] == ["migrate"] else nullcontext()
        try:
            with turn:
                ManagementUtility(["makegood manage", *(words or ["help"])]).execute()
        except CommandError as error:
            print(f"makegood manage: {error}", file=sys.stderr)
            return error.returncode
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
