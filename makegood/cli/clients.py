"""The programs pg_dump, pg_restore and psql in a version that suits the server."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg import conninfo

from makegood.cli import postgres
from makegood.cli.refusal import Refusal
from makegood.config.environment import Environment

OTHERS = "/usr/lib/postgresql"  # where Debian keeps each version


def folder_for(major: int) -> tuple[Path, int]:
    """The folder of the programs nearest above a server's major version, and their version."""
    found = sorted((version, folder) for folder, version in installed() if version >= major)
    if not found:
        raise Refusal(
            f"The database is PostgreSQL {major}, and no pg_dump of that version is here; "
            f"install the PostgreSQL {major} client programs and put them on the PATH."
        )
    version, folder = found[0]
    return folder, version


def installed() -> Iterator[tuple[Path, int]]:
    """The folders with PostgreSQL programs on this machine, with their versions: those that come with us first."""
    folders = [postgres.programs(major) for major in (16, postgres.MAJOR)]
    folders += sorted(Path(OTHERS).glob("*/bin"))
    on_path = shutil.which("pg_dump")
    if on_path:
        folders.append(Path(on_path).parent)
    for folder in folders:
        version = version_of(folder / "pg_dump")
        if version and (folder / "psql").exists():
            yield folder, version


def version_of(program: Path) -> int:
    """The major version that a program tells, 0 when it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        return int(done.stdout.split(")")[-1].split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def address(environment: Environment) -> tuple[str, dict[str, str]]:
    """How a program reaches the database: an argument without the password, and an environment that has it."""
    parts = conninfo.conninfo_to_dict(environment.database_url)
    password = parts.pop("password", None)
    variables = {**os.environ, **postgres.PLAIN, "PGAPPNAME": "makegood"}
    if password:
        variables["PGPASSWORD"] = str(password)
    return conninfo.make_conninfo("", **parts), variables
