"""Load the demo company into an empty Makegood. Its sign-ins work from this machine only."""

import argparse

from makegood.cli import database, migrations
from makegood.cli.refusal import Refusal
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The demo company is always the same."""


def run(_options: argparse.Namespace, environment: Environment) -> int:
    """Loads it, or finds it loaded, and prints how to sign in."""
    with database.ready(environment):
        database.set_up_django()
        migrations.apply(environment)
        for line in load():
            print(line)
    return 0


def load() -> list[str]:
    """Has the demo company in the database; returns the lines that say how to sign in."""
    from makegood.kernel.errors import Refused  # noqa: PLC0415 - Django is set up by now
    from makegood.world.demo import load as loader  # noqa: PLC0415

    try:
        return list(loader.load())
    except Refused as error:
        raise Refusal(str(error)) from error
