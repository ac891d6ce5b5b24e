"""The `makegood` command: finds the part that was asked for, and turns its refusals into one sentence."""

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from makegood.cli.refusal import CANNOT, WRONG_SETTING, Refusal
from makegood.config import environment

COMMANDS = {
    "up": "run everything on this machine: database, web, worker and doors",
    "web": "run one web server",
    "worker": "run one worker for jobs, reactions and sweeps",
    "doors": "run the doors through which mail comes in",
    "demo": "load the demo company into an empty Makegood",
    "bench": "measure, and show the limit of this machine beside the figure",
    "doctor": "check that all is well and nothing is lost",
    "backup": "save everything into one file while Makegood runs",
    "restore": "put a backup into an empty Makegood",
    "manage": "run a Django management command",
}
INNER = ("prepare",)
LEAST_PYTHON = (3, 11)
EXIT_CODES = """\
exit codes: 0 done; 1 it could not be done, or the doctor found something; 2 a setting or argument is wrong.
settings come from the environment: DATABASE_URL REDIS_URL MQTT_URL MAKEGOOD_HOME MAKEGOOD_WEB_PORT
MAKEGOOD_SMTP_PORT MAKEGOOD_MQTT_PORT MAKEGOOD_DNS_SERVER MAKEGOOD_SECRET_KEY MAKEGOOD_BASE_URL;
secrets also as NAME_FILE.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # an old terminal must not end a command
    try:
        refuse_old_python()
        return run(words)
    except (environment.BadSetting, Refusal) as error:
        return complain(str(error), getattr(error, "code", WRONG_SETTING))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who read our words has left, for instance `head`. Nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return CANNOT
    except OSError as error:
        sentence = plain_words(error)
        if sentence is None:
            raise
        return complain(sentence, CANNOT)


def refuse_old_python() -> None:
    if sys.version_info < LEAST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Refusal(
            f"This is Python {found}, and Makegood needs 3.11 or newer; install it and run `make run` again."
        )


def run(words: list[str]) -> int:
    """Runs the command that stands first."""
    name = words[0] if words else ""
    if name not in COMMANDS and name not in INNER:
        top_parser().parse_args(words or ["--help"])
        return WRONG_SETTING
    command = importlib.import_module(f"makegood.cli.{name}")
    if name == "manage":
        return int(command.run(words[1:], environment.read()))
    options = parser_of(name, command).parse_args(words[1:])
    return int(command.run(options, environment.read()))


def top_parser() -> argparse.ArgumentParser:
    """The parser that only knows the names of the commands."""
    rows = "\n".join(f"  {name:<9}{text}" for name, text in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="makegood",
        description=f"Customer service that keeps its promises.\n\ncommands:\n{rows}\n\n`makegood COMMAND --help` says more.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="makegood COMMAND [options]",
    )
    parser.add_argument("--version", action="version", version=f"makegood {version()}")
    parser.add_argument(
        "command", choices=list(COMMANDS), metavar="COMMAND", help=argparse.SUPPRESS
    )
    return parser


def parser_of(name: str, command: ModuleType) -> argparse.ArgumentParser:
    """The parser of one command, with the options it declares."""
    parser = argparse.ArgumentParser(
        prog=f"makegood {name}",
        description=command.__doc__,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    return parser


def version() -> str:
    """The version of this Makegood."""
    from importlib.metadata import PackageNotFoundError  # noqa: PLC0415 - only for --version
    from importlib.metadata import version as version_of  # noqa: PLC0415

    try:
        return version_of("makegood")
    except PackageNotFoundError:
        return "from a checkout"


def plain_words(error: OSError) -> str | None:
    """What the operating system refused, in one sentence; None when it is rather a fault of ours."""
    where = error.filename or "the disk"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"There is no space left for {where}; free some and try again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{where} may not be written or read by this user; change its permissions, or set MAKEGOOD_HOME to another folder."
    return None


def complain(sentence: str, code: int) -> int:
    print(f"makegood: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
