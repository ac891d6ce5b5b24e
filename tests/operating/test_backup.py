"""A backup that was never restored is a hope. Here it is restored, each time, on the other kind of server."""

import hashlib
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from makegood.cli import backup, postgres, restore
from makegood.cli.archive import FILES, Manifest, Reader, Writer
from makegood.cli.refusal import Refusal
from makegood.config import environment
from makegood.config.environment import Environment
from tests.operating.conftest import Makegood, Postgres15
from tests.operating.scripts import CASES

CONTENT = "SELECT id, external_id, encode(sha256(body), 'hex') FROM channels_rawitem ORDER BY id"
ACKNOWLEDGED_BEFORE = 5


@dataclass
class Saved:
    """A Makegood that was saved while mail came in."""

    makegood: Makegood
    file: Path
    acknowledged: list[int]


def read(makegood: Makegood) -> Environment:
    return environment.read(makegood.variables)


def script(makegood: Makegood, name: str) -> list[str]:
    return [
        sys.executable,
        "-c",
        f"from makegood.cli import database; database.set_up_django(); from tests.operating import scripts; scripts.{name}()",
    ]


def save_under_load(makegood: Makegood, file: Path) -> Saved:
    """Fills it, keeps it busy, saves it meanwhile, and cuts it off as a power cut would."""
    assert makegood.run("manage", "migrate", "--verbosity=0").returncode == 0
    subprocess.run(
        script(makegood, "fill"),
        env=makegood.variables,
        check=True,
        capture_output=True,
        timeout=300,
    )
    busy = subprocess.Popen(
        script(makegood, "load"), env=makegood.variables, stdout=subprocess.PIPE, text=True
    )
    assert busy.stdout is not None
    acknowledged = [int(busy.stdout.readline()) for _ in range(ACKNOWLEDGED_BEFORE)]
    done = makegood.run("backup", str(file))
    assert busy.poll() is None, "the load must go on while the backup is made"
    busy.kill()
    busy.communicate()
    assert done.returncode == 0, done.stderr
    assert "saved" in done.stdout
    return Saved(makegood, file, acknowledged)


@pytest.fixture(scope="module", params=["embedded", "debian"])
def saved(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_15: Postgres15,
) -> Saved:
    folder = tmp_path_factory.mktemp(request.param)
    variables = (
        {"DATABASE_URL": postgres_15.new_database("source")} if request.param == "debian" else {}
    )
    return save_under_load(Makegood(folder / "home", variables), folder / "backup.tar")


@pytest.fixture
def elsewhere(saved: Saved, tmp_path: Path, postgres_15: Postgres15) -> Makegood:
    """An empty Makegood on the other kind of server."""
    if "DATABASE_URL" in saved.makegood.variables:
        return Makegood(tmp_path / "elsewhere")
    return Makegood(tmp_path / "elsewhere", {"DATABASE_URL": postgres_15.new_database("target")})


@pytest.fixture
def empty_home(tmp_path: Path) -> Makegood:
    return Makegood(tmp_path / "empty")


def rows(makegood: Makegood, sql: str) -> list[tuple[object, ...]]:
    found = read(makegood)
    with postgres.running(found), psycopg.connect(found.database_url) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.slow
def test_what_was_saved_under_load_is_all_there_elsewhere(
    saved: Saved, elsewhere: Makegood
) -> None:
    done = elsewhere.run("restore", str(saved.file))
    assert done.returncode == 0, done.stderr
    assert "the same as were saved" in done.stdout
    assert "all invariants hold" in done.stdout

    here, there = rows(saved.makegood, CONTENT), rows(elsewhere, CONTENT)
    assert len(there) >= CASES + ACKNOWLEDGED_BEFORE
    assert there == here[: len(there)], "each row, with each byte of its mail"
    assert set(saved.acknowledged) <= {row[0] for row in there}

    folder = read(elsewhere).files_folder
    for (name,) in rows(elsewhere, "SELECT DISTINCT sha256 FROM files_file"):
        content = next(folder.rglob(str(name))).read_bytes()
        assert hashlib.sha256(content).hexdigest() == name

    # Links in people's mails still work, and nothing is sent a second time unseen.
    key = read(elsewhere).home / "secret-key"
    assert key.read_text() == (read(saved.makegood).home / "secret-key").read_text()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert rows(elsewhere, "SELECT count(*) FROM channels_sending WHERE paused_at IS NOT NULL") == [
        (1,)
    ]
    doctor = elsewhere.run("doctor")
    assert doctor.returncode == 1
    assert "held back: restored from a backup" in doctor.stdout

    assert elsewhere.run("restore", "--resume-sending").returncode == 0
    assert rows(elsewhere, "SELECT count(*) FROM channels_sending WHERE paused_at IS NOT NULL") == [
        (0,)
    ]

    again = elsewhere.run("restore", str(saved.file))
    assert again.returncode == 1
    assert "not empty" in again.stderr
    assert rows(elsewhere, CONTENT) == there


def test_only_its_owner_can_read_a_backup_and_none_is_written_over(saved: Saved) -> None:
    assert stat.S_IMODE(saved.file.stat().st_mode) == 0o600
    before = hashlib.sha256(saved.file.read_bytes()).digest()
    done = saved.makegood.run("backup", str(saved.file))
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert hashlib.sha256(saved.file.read_bytes()).digest() == before


def test_a_single_changed_byte_is_noticed_before_anything_is_written(
    saved: Saved, empty_home: Makegood
) -> None:
    content = bytearray(saved.file.read_bytes())
    content[len(content) // 2] ^= 1
    file = empty_home.home.parent / "changed.tar"
    file.write_bytes(content)
    done = empty_home.run("restore", str(file))
    assert done.returncode == 1
    assert "is damaged" in done.stderr or "not a complete" in done.stderr
    assert not empty_home.home.exists()


def test_a_backup_that_was_cut_short_is_refused(saved: Saved, empty_home: Makegood) -> None:
    file = empty_home.home.parent / "short.tar"
    file.write_bytes(saved.file.read_bytes()[:-20000])
    done = empty_home.run("restore", "--check", str(file))
    assert done.returncode == 1
    assert "not a complete Makegood backup" in done.stderr


def test_a_backup_can_be_checked_without_restoring_it(saved: Saved, empty_home: Makegood) -> None:
    done = empty_home.run("restore", "--check", str(saved.file))
    assert done.returncode == 0
    assert "is complete" in done.stdout
    assert not empty_home.home.exists()


def test_a_damaged_attachment_is_named_when_it_is_saved(saved: Saved) -> None:
    victim = next(
        file for file in read(saved.makegood).files_folder.rglob("*") if len(file.name) == 64
    )
    content = victim.read_bytes()
    victim.write_bytes(b"rotten")
    try:
        done = saved.makegood.run("backup")
    finally:
        victim.write_bytes(content)
    assert done.returncode == 1
    assert victim.name in done.stderr


def test_a_restore_that_did_not_finish_is_not_taken_for_a_company(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("half")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE restore_unfinished ()")
    for command in ("worker", "up"):
        done = makegood.run(command, DATABASE_URL=url)
        assert done.returncode == 1
        assert "a restore that did not finish" in done.stderr


def test_too_little_space_is_refused_before_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = environment.read({"MAKEGOOD_HOME": str(tmp_path)})
    manifest = Manifest(members={"database.dump": {"sha256": "", "size": 10**15}})
    with pytest.raises(Refusal, match="may need"):
        restore.refuse_little_space(found, manifest)

    class Large:
        def execute(self, _sql: str) -> "Large":
            return self

        def fetchone(self) -> tuple[int]:
            return (10**15,)

    with pytest.raises(Refusal, match="larger disk"):
        backup.refuse_little_space(found, Large(), tmp_path / "backup.tar")  # type: ignore[arg-type]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_a_backup_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil.tar"
    with file.open("w+b") as out:
        writer = Writer(out, Manifest())
        writer.add(FILES + name, BytesIO(b"evil"))
        writer.finish()
    (tmp_path / "files").mkdir()
    with Reader(file) as archive, pytest.raises(Refusal, match="outside its folder"):
        archive.extract_files(tmp_path / "files")
    assert not (tmp_path / "outside").exists()


def test_a_newer_format_is_refused_with_its_version(tmp_path: Path) -> None:
    file = tmp_path / "newer.tar"
    with file.open("w+b") as out:
        Writer(out, Manifest(format=99, makegood="9.0")).finish()
    with pytest.raises(Refusal, match=r"made by a newer Makegood \(9\.0\)"):
        Reader(file)


def test_any_tar_program_can_read_a_backup(tmp_path: Path) -> None:
    file = tmp_path / "plain.tar"
    with file.open("w+b") as out:
        writer = Writer(out, Manifest())
        writer.add(FILES + "aa/文件", BytesIO(b"x" * 1234))
        writer.add("secret-key", BytesIO(b""))
        writer.finish()
    listed = subprocess.run(
        ["tar", "--quoting-style=literal", "-tvf", file],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1234" in listed.stdout
    assert "files/aa/文件" in listed.stdout
    assert "manifest.json" in listed.stdout
