"""Put a backup into an empty Makegood, and prove that it is all there.

Every byte is checked before anything is written. Afterwards no mail leaves until you say so
(`makegood restore --resume-sending`): what was sent since the backup would otherwise be sent twice.
"""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any

from makegood.cli import clients, database, migrations
from makegood.cli.archive import DATABASE, KEY, Manifest, Reader
from makegood.cli.backup import Connection, count_rows, fingerprint
from makegood.cli.connecting import connect, first_line
from makegood.cli.refusal import Refusal
from makegood.cli.up import only_one
from makegood.config import environment as settings
from makegood.config.environment import Environment

MEGABYTE = 1024 * 1024
BEGIN = b"CREATE TABLE restore_unfinished ();\n"
HEAD = 64 * 1024
# Written by newer programs into the head of a dump, unknown to servers before 17, and of no use here.
NEWER_SETTING = b"SET transaction_timeout = 0;\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="a file made by `makegood backup`")
    parser.add_argument(
        "--check", action="store_true", help="only read the file and check every byte of it"
    )
    parser.add_argument(
        "--resume-sending", action="store_true", help="let mail leave again after a restore"
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Restores into this MAKEGOOD_HOME and DATABASE_URL. Returns 1 when something differs from the backup."""
    if options.resume_sending:
        return resume_sending(environment)
    if options.file is None or not options.file.is_file():
        raise Refusal(
            f"{options.file or 'The backup'} is not there; name a file that `makegood backup` has made."
        )
    with Reader(options.file) as archive:
        archive.verify()
        if options.check:
            print(
                f"{options.file} is complete: {len(archive.manifest.members)} members, made {archive.manifest.made_at}"
            )
            return 0
        with (
            database.ready(environment),
            only_one(environment),
            connect(environment) as connection,
        ):
            refuse_full(environment, connection)
            refuse_little_space(environment, archive.manifest)
            put_key_back(environment, archive)
            load_database(environment, connection, archive)
            put_files_back(environment, archive)
            compare(connection, archive.manifest)
            finish(environment, connection)
    return 0


def resume_sending(environment: Environment) -> int:
    """Lets go what was held back."""
    with database.in_use(environment):
        from makegood.contact.channels import operations  # noqa: PLC0415 - needs Django set up
        from makegood.kernel.actor import Actor  # noqa: PLC0415

        operations.resume_sending(by=Actor("system", "operator"))
    print("mail leaves again")
    return 0


def refuse_full(environment: Environment, connection: Connection) -> None:
    """Refuses to write over anything."""
    if count_rows(connection):
        raise Refusal(
            "The database is not empty; restore into an empty one, so that nothing is lost."
        )
    if environment.files_folder.exists() and any(environment.files_folder.iterdir()):
        raise Refusal(
            f"{environment.files_folder} is not empty; restore into an empty MAKEGOOD_HOME."
        )


def refuse_little_space(environment: Environment, manifest: Manifest) -> None:
    """Refuses before the first byte. A loaded database takes several times its packed dump."""
    sizes = {name: int(member["size"]) for name, member in manifest.members.items()}
    packed = sizes.get(DATABASE, 0)
    needed = sum(sizes.values()) + (packed * 8 if environment.embedded else packed)
    free = shutil.disk_usage(environment.home).free
    if free < needed:
        raise Refusal(
            f"The restore may need {needed // MEGABYTE} MB, and {environment.home} has {free // MEGABYTE} MB free; "
            "free some space, or set MAKEGOOD_HOME to a folder on a larger disk."
        )


def put_key_back(environment: Environment, archive: Reader) -> None:
    """The key under which links and sessions were signed; without it those in people's mails are dead."""
    if KEY in archive.manifest.members:
        parts: list[bytes] = []
        archive.copy(KEY, parts.append)
        file = environment.home / "secret-key"
        file.unlink(missing_ok=True)
        settings.write_secret_key(file, b"".join(parts).decode("ascii").strip())
    if fingerprint(settings.secret_key()) != archive.manifest.key_fingerprint:
        print(
            "note: MAKEGOOD_SECRET_KEY is not the one of the backup: links that were sent before no longer work"
        )


def load_database(environment: Environment, connection: Connection, archive: Reader) -> None:
    """Loads the dump in one transaction: all of it, or nothing."""
    manifest = archive.manifest
    target = connection.info.server_version
    restore, _ = clients.folder_for(max(manifest.dumped_by, target // 10000))
    where, variables = clients.address(environment)
    with (
        tempfile.TemporaryDirectory(dir=environment.run_folder) as folder,
        tempfile.TemporaryFile() as complaints,
    ):
        packed = Path(folder) / DATABASE
        with packed.open("wb") as out:
            archive.copy(DATABASE, out.write)
        unpack = [
            str(restore / "pg_restore"),
            "--no-owner",
            "--no-privileges",
            "--file=-",
            str(packed),
        ]
        load = [str(restore / "psql"), "--no-psqlrc", "--quiet", "--single-transaction"]
        load += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={where}"]
        with (
            subprocess.Popen(
                unpack, stdout=subprocess.PIPE, stderr=complaints, env=variables
            ) as source,
            subprocess.Popen(load, stdin=subprocess.PIPE, stderr=complaints, env=variables) as sink,
        ):
            complete = feed(source.stdout, sink.stdin, modern=target >= 170000)
            if source.wait() or not complete:
                sink.kill()  # it must not commit what is not all there
        complaints.seek(0)
        refuse_failure(
            source.returncode or sink.returncode, complaints.read().decode("utf-8", "replace")
        )


def feed(source: IO[bytes] | None, sink: IO[bytes] | None, *, modern: bool) -> bool:
    """Passes the script on, with our mark before it. False when the reader gave up."""
    if source is None or sink is None:
        return False
    try:
        head = source.read(HEAD)
        sink.write(BEGIN + (head if modern else head.replace(NEWER_SETTING, b"", 1)))
        shutil.copyfileobj(source, sink, MEGABYTE)
        if source.read(1):
            return False
    except BrokenPipeError:
        return False
    return True


def refuse_failure(code: int, complaints: str) -> None:
    if code:
        said = next(
            (line for line in complaints.splitlines() if "ERROR" in line or "error:" in line),
            complaints,
        )
        raise Refusal(
            f"The database could not be loaded, and is as empty as before: {first_line(said)}."
        )


def put_files_back(environment: Environment, archive: Reader) -> None:
    """The attachments, in place all at once."""
    draft = environment.files_folder.with_name("files.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    count = archive.extract_files(draft)
    if environment.files_folder.exists():
        environment.files_folder.rmdir()
    draft.rename(environment.files_folder)
    print(f"restored {count} files")


def compare(connection: Connection, manifest: Manifest) -> None:
    """Refuses a restore that does not have what the backup had."""
    found = count_rows(connection)
    for table, expected in manifest.rows.items():
        if found.get(table) != expected:
            raise Refusal(
                f"The table {table} has {found.get(table, 0)} rows and had {expected} when it was saved; "
                "empty the database and the home, and restore again."
            )
    print(f"restored {sum(found.values())} rows in {len(found)} tables: the same as were saved")


def finish(environment: Environment, connection: Connection) -> None:
    """Brings an older backup up to date, holds back mail, shows the invariants, and takes our mark away."""
    connection.execute("ANALYZE")
    database.set_up_django()
    migrations.apply(environment)
    pause_sending()
    show_invariants()
    connection.execute("DROP TABLE restore_unfinished")
    print(
        "Mail is held back until you say so: look around first, then run `makegood restore --resume-sending`."
    )


def pause_sending() -> None:
    """What was sent between the backup and now is not known here, and must not be sent again unseen."""
    from makegood.contact.channels import operations  # noqa: PLC0415 - needs Django set up

    operations.pause_sending("restored from a backup")


def show_invariants() -> None:
    """Says which invariants do not hold. Deadlines that passed since the backup are among them."""
    from makegood.base.invariants.checks import counts  # noqa: PLC0415 - needs Django set up

    broken: dict[str, Any] = {name: count for name, count in counts().items() if count}
    for name, count in broken.items():
        print(f"invariant {name}: {count}")
    if not broken:
        print("all invariants hold")
