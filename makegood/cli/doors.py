"""Run the doors through which mail comes in: the SMTP server and the fetching of mailboxes."""

import argparse

from makegood.cli import database
from makegood.cli.heartbeat import beat_in_thread, supervised
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The doors have no options: their ports come from the environment, their mailboxes from the database."""


def run(_options: argparse.Namespace, environment: Environment) -> int:
    """Keeps the doors open until it is asked to stop."""
    if supervised():
        database.set_up_django()
        return keep_open()
    with database.in_use(environment):
        return keep_open()


def keep_open() -> int:
    """The doors themselves."""
    from makegood.config import doors  # noqa: PLC0415 - needs Django set up

    beat_in_thread()
    doors.run()
    return 0
