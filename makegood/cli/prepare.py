"""Bring the database up to date, and say how the first person signs in. `makegood up` runs this in a process of its own."""

import argparse
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from makegood.cli import database, migrations
from makegood.cli.demo import load
from makegood.cli.refusal import Refusal
from makegood.config.environment import BadSetting, Environment


@dataclass
class Prepared:
    """What `up` tells the person at the terminal."""

    refusal: str = ""
    code: int = 0
    setup_link: str = ""
    sign_ins: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="also load the demo company")
    parser.add_argument(
        "--report", type=Path, required=True, help="where to write the result, as JSON"
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Writes the result to a file; its exit code is 0 even for a refusal, which stands in the file."""
    try:
        result = prepare(environment, demo=options.demo)
    except (Refusal, BadSetting) as error:
        result = Prepared(refusal=str(error), code=getattr(error, "code", 2))
    options.report.write_text(json.dumps(asdict(result)), encoding="utf-8")
    return 0


def prepare(environment: Environment, *, demo: bool) -> Prepared:
    """A database that is up to date, with somebody who can sign in or a link to become that person."""
    database.check(environment)
    database.set_up_django()
    migrations.apply(environment)
    result = Prepared()
    if demo:
        result.sign_ins = load()
    result.setup_link = setup_link()
    return result


def setup_link() -> str:
    """The address where the first administrator makes himself; empty when there is one already."""
    from makegood.base.access import operations  # noqa: PLC0415 - Django is set up by now

    return operations.setup_link() or ""
