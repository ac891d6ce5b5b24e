"""Run the doors: the SMTP server, the fetching of mailboxes, and MQTT for devices."""

import argparse
import csv
import sys
from pathlib import Path
from typing import TextIO

from makegood.cli import database
from makegood.cli.heartbeat import beat_in_thread, supervised
from makegood.cli.refusal import CANNOT, Refusal
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mosquitto-files",
        type=Path,
        metavar="DIR",
        help="write the keys of devices as files for Mosquitto, and end",
    )
    parser.add_argument(
        "--device-keys",
        type=argparse.FileType("r", encoding="utf-8"),
        metavar="FILE",
        help="make a key for each serial number in FILE (one a line, - for the input), write serial and token as CSV,"
        " and end; one that has a key already gets none",
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Keeps the doors open until it is asked to stop."""
    if options.mosquitto_files:
        with database.in_use(environment):
            return write_files(options.mosquitto_files)
    if options.device_keys:
        with database.in_use(environment):
            return hand_out(options.device_keys)
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


def hand_out(serials: TextIO) -> int:
    """Keys for many devices, as a table on the output; nobody can read the tokens again."""
    from makegood.field.telemetry.operations import issue_many  # noqa: PLC0415 - needs Django set up
    from makegood.kernel.actor import SYSTEM  # noqa: PLC0415
    from makegood.kernel.errors import Invalid  # noqa: PLC0415

    try:
        given = issue_many(serials.read().splitlines(), name="", anew=False, by=SYSTEM)
    except Invalid as error:
        raise Refusal(str(error), code=CANNOT) from error
    table = csv.writer(sys.stdout)
    table.writerow(["serial", "token", "note"])
    table.writerows([one.serial, one.token, one.why.replace("_", " ")] for one in given)
    return 0
