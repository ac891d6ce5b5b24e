"""Check that all is well and nothing is lost: database, processes, doors, disk, clock, mail and its domains, and every invariant.

Prints one line for each check. The exit code is 1 when something is wrong, for use by monitoring.
"""

import argparse
import json
from contextlib import suppress
from dataclasses import asdict

from makegood.cli import database, findings
from makegood.cli.devices import device_doors
from makegood.cli.findings import Finding
from makegood.cli.mail_domains import mail_domains
from makegood.cli.refusal import Refusal
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Returns 1 when something is wrong."""
    found = examine(environment)
    well = all(finding.well for finding in found)
    if options.json:
        print(
            json.dumps(
                {"well": well, "findings": [asdict(finding) for finding in found]},
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for finding in found:
            print(
                f"{'ok   ' if finding.well else 'WRONG'} {finding.subject:<14} {finding.sentence}"
            )
    return 0 if well else 1


def examine(environment: Environment) -> list[Finding]:
    """All findings. Without a database there is only the reason why, and what can be seen without it."""
    found: list[Finding] = []
    try:
        with database.ready(environment):
            database.set_up_django()
            found.append(findings.disk(environment))
            for check in (*findings.CHECKS, device_doors, mail_domains):
                found.extend(check(environment))
                if not found[-1].well and found[-1].subject == "migrations":
                    break  # the other checks would ask tables that are not there
    except Refusal as error:
        found.append(Finding("database", str(error), well=False))
        with suppress(OSError):
            found.append(findings.disk(environment))
    return found
