"""Load the demo company into an empty Makegood. Its sign-ins work from this machine only."""

import argparse

from makegood.cli import database, migrations
from makegood.cli.refusal import Refusal
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The demo company is always the same; its machines can be made to speak."""
    what = parser.add_argument
    what("what", nargs="?", choices=("load", "devices"), default="load",
         help="load: the company (as without a word); devices: let its machines speak by MQTT until Ctrl-C")  # fmt: skip
    what("--devices", type=int, default=400, metavar="N", help="at most so many machines (400)")
    what("--every", type=float, default=30.0, metavar="S", help="seconds between readings (30)")
    what(
        "--speed", type=float, default=1.0, metavar="X", help="how fast faults and counters go (1)"
    )
    what("--seconds", type=float, metavar="N", help="stop after so many seconds")
    what("--burst", default="", metavar="SERIAL", help="this one reports E-1042 402 times first")


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Loads it, or finds it loaded, and prints how to sign in; or lets its machines speak."""
    with database.ready(environment):
        database.set_up_django()
        migrations.apply(environment)
        if options.what == "devices":
            return speak(options, environment)
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


def speak(options: argparse.Namespace, environment: Environment) -> int:
    """The machines send until they are stopped."""
    from makegood.kernel.errors import Refused  # noqa: PLC0415 - Django is set up by now
    from makegood.world.demo.machines import play  # noqa: PLC0415

    how = play.Playing(
        address=environment.mqtt_url or f"mqtt://127.0.0.1:{environment.mqtt_port}",
        every=max(1.0, options.every),
        speed=max(0.1, options.speed),
        seconds=options.seconds,
        most=max(1, options.devices),
        burst=options.burst,
    )
    try:
        play.play(how, keys=environment.run_folder / "demo-devices.json")
    except KeyboardInterrupt:
        return 0
    except (Refused, OSError) as error:
        raise Refusal(str(error)) from error
    return 0
