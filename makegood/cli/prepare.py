"""Bring the database up to date, and say how the first person signs in. `makegood up` runs this in a process of its own."""

import argparse
import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from makegood.cli import database
from makegood.cli.refusal import Refusal
from makegood.config.environment import BadSetting, Environment

# Any number that is the same in every process; it spells "makegood" on a telephone.
MIGRATION_LOCK = 62534663
SETUP = "setup"
SETUP_LASTS = timedelta(days=2)


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
    migrate(environment)
    result = Prepared()
    if demo:
        from makegood.cli.demo import load  # noqa: PLC0415 - only when asked for

        result.sign_ins = load()
    result.setup_link = setup_link(environment)
    return result


def migrate(environment: Environment) -> None:
    """Applies what is missing. Of twenty processes that start at once, one does it and the others wait."""
    with database.connect(environment) as lock, lock.transaction():
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        lock.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])
        pending = database.pending_migrations()
        if not pending:
            return
        print(f"bringing the database up to date: {len(pending)} steps", flush=True)
        from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now

        call_command("migrate", interactive=False, verbosity=0)


def setup_link(environment: Environment) -> str:
    """The address where the first administrator chooses a password; empty when there is one already."""
    from makegood.base.access import operations  # noqa: PLC0415 - Django is set up by now
    from makegood.base.access.models import Role, User  # noqa: PLC0415

    if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return ""
    operations.withdraw_grants(
        purpose=SETUP, subject=0
    )  # a link that was printed before is not left lying about
    token = operations.give_grant(purpose=SETUP, subject=0, lasts=SETUP_LASTS)
    return f"{environment.base_url}/setup/{token}/"
