"""Run the doors: the SMTP server, the fetching of mailboxes, and MQTT for devices."""

import argparse
from pathlib import Path

from makegood.cli import database
from makegood.cli.heartbeat import beat_in_thread, supervised
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mosquitto-files",
        type=Path,
        metavar="DIR",
        help="write the keys of devices as files for Mosquitto, and end",
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Keeps the doors open until it is asked to stop."""
    if options.mosquitto_files:
        with database.in_use(environment):
            return write_files(options.mosquitto_files)
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


def write_files(folder: Path) -> int:
    """Passwords and rights for Mosquitto, once."""
    from makegood.adapters.mqtt.keys import KeyFiles  # noqa: PLC0415 - needs Django set up
    from makegood.adapters.mqtt.mosquitto import tell  # noqa: PLC0415 - needs Django set up

    KeyFiles(folder.absolute()).write()
    told = "; Mosquitto reads it now" if tell(folder) else ""
    print(f"Written to {folder}: passwords, rights, makegood.conf, door-password{told}.")
    return 0
