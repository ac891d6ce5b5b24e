"""Save everything into one file while Makegood runs: the database, the files, the key that signs links.

The file is readable by its owner alone. Keep it as carefully as the data itself.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from makegood.cli import clients, database
from makegood.cli.archive import DATABASE, FILES, KEY, Manifest, Writer
from makegood.cli.connecting import connect, first_line
from makegood.cli.main import version
from makegood.cli.refusal import Refusal
from makegood.config import environment as settings
from makegood.config.environment import Environment
from makegood.kernel.clock import now

MEGABYTE = 1024 * 1024
RESERVE = 64 * MEGABYTE
CONTENT_NAME = re.compile(r"[0-9a-f]{64}")
Connection = psycopg.Connection[tuple[Any, ...]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="where to save it (default: a new file in the home's backups)",
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Writes the backup under a working name and gives it its name when it is complete."""
    with database.ready(environment), connect(environment) as connection:
        target = options.file or default_target(environment)
        if target.exists():
            raise Refusal(
                f"{target} is there already; choose another name, so that no backup is lost."
            )
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        refuse_little_space(environment, connection, target)
        with new_file(target) as out:
            manifest = save(environment, connection, Writer(out, new_manifest(connection)))
    rows, size = sum(manifest.rows.values()), target.stat().st_size / MEGABYTE
    print(f"saved {rows} rows and {len(files_in(manifest))} files in {target} ({size:.1f} MB)")
    if manifest.files_elsewhere:
        print(
            "attachments lie in another store and are not in this file: keep that store's own versions"
        )
    damaged = damaged_files(manifest)
    if damaged:
        print(
            f"makegood: {len(damaged)} attachments are damaged on the disk, the first is {damaged[0]}",
            file=sys.stderr,
        )
    return 1 if damaged else 0


def files_in(manifest: Manifest) -> list[str]:
    """The attachments in a backup."""
    return [name for name in manifest.members if name.startswith(FILES)]


def damaged_files(manifest: Manifest) -> list[str]:
    """Attachments whose content is not what their name says: the name is its hash."""
    return [
        name
        for name in files_in(manifest)
        if manifest.members[name]["sha256"] != name.rpartition("/")[2]
    ]


def default_target(environment: Environment) -> Path:
    """A new name in the home, with the moment in it."""
    return environment.home / "backups" / f"makegood-{now():%Y%m%dT%H%M%SZ}.tar"


def refuse_little_space(environment: Environment, connection: Connection, target: Path) -> None:
    """Refuses before the first byte when the disk would be full at the last."""
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    needed = int(row[0] if row else 0) + size_of(environment.files_folder) + RESERVE
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise Refusal(
            f"The backup may need {needed // MEGABYTE} MB, and {target.parent} has {free // MEGABYTE} MB free; "
            "name a file on a larger disk."
        )


def size_of(folder: Path) -> int:
    """The bytes in all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@contextmanager
def new_file(target: Path) -> Iterator[Any]:
    """A file that appears under its name only when it is complete and on the disk."""
    draft = target.with_name(target.name + ".part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, target)  # unlike a rename, it replaces nothing
    finally:
        draft.unlink(missing_ok=True)


def new_manifest(connection: Connection) -> Manifest:
    """What is known before anything was read."""
    key = settings.secret_key()
    return Manifest(
        makegood=version(),
        made_at=now().isoformat(),
        server=connection.info.server_version,
        key_fingerprint=fingerprint(key),
    )


def fingerprint(key: str) -> str:
    """Tells two keys apart without giving either away."""
    return hashlib.sha256(b"makegood key " + key.encode()).hexdigest()[:16]


def save(environment: Environment, connection: Connection, writer: Writer) -> Manifest:
    """Fills the archive. Rows are counted in the very snapshot that is saved, so that both must agree."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    manifest = writer.manifest
    manifest.rows = count_rows(connection)
    manifest.migrations = applied_migrations(connection)
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    manifest.dumped_by = dump(environment, writer, snapshot=str(row[0] if row else ""))
    connection.execute("COMMIT")
    # After the database: each file that a saved row names was there before the row was.
    add_files(environment, writer)
    add_key(environment, writer)
    writer.finish()
    return manifest


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        " AND n.nspname NOT LIKE 'pg_t%' AND c.relname <> 'restore_unfinished' ORDER BY 1, 2"
    ).fetchall()
    counts = {}
    for schema, table in tables:
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        ).fetchone()
        counts[f"{schema}.{table}"] = int(row[0] if row else 0)
    return counts


def applied_migrations(connection: Connection) -> list[list[str]]:
    """App and name of each step that the database has gone through."""
    row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if not row or row[0] is None:
        raise Refusal("This database holds no Makegood yet; there is nothing to save.")
    return [
        list(pair)
        for pair in connection.execute(
            "SELECT app, name FROM django_migrations ORDER BY id"
        ).fetchall()
    ]


def dump(environment: Environment, writer: Writer, *, snapshot: str) -> int:
    """Has pg_dump write the database straight into the archive; returns the version of pg_dump."""
    row_major = writer.manifest.server // 10000
    folder, major = clients.folder_for(row_major)
    where, variables = clients.address(environment)
    command = [str(folder / "pg_dump"), "--format=custom", "-Z3", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={snapshot}", f"--dbname={where}"]
    # Its complaints go to a file: a full pipe that nobody reads would stop it.
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, env=variables
        ) as process:
            if process.stdout is not None:
                writer.add(DATABASE, process.stdout)
        if process.returncode:
            complaints.seek(0)
            said = first_line(complaints.read().decode("utf-8", "replace"))
            raise Refusal(f"The database could not be saved: {said}.")
    return major


def add_files(environment: Environment, writer: Writer) -> None:
    """Adds the attachments, each under its hash. Any other name is a draft that no row knows."""
    folder = environment.files_folder
    writer.manifest.files_elsewhere = kept_elsewhere()
    for file in sorted(folder.rglob("*")):
        if not CONTENT_NAME.fullmatch(file.name) or not file.is_file() or file.is_symlink():
            continue
        with suppress(FileNotFoundError), file.open("rb") as source:
            writer.add(FILES + file.relative_to(folder).as_posix(), source)


def kept_elsewhere() -> bool:
    """Whether attachments lie in another store than the folder of this home."""
    database.set_up_django()
    from makegood.base.files.store import Folder, store  # noqa: PLC0415 - needs Django set up

    return not isinstance(store(), Folder)


def add_key(environment: Environment, writer: Writer) -> None:
    """Adds the key that was made in this home. One that comes from the environment is kept there."""
    file = environment.home / "secret-key"
    if not settings.secret(os.environ, "MAKEGOOD_SECRET_KEY") and file.is_file():
        with file.open("rb") as source:
            writer.add(KEY, source)
