"""What an operator meets when something is wrong: one sentence that says what to do, and an exit code that is not 0."""

import errno
import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from makegood.cli import checks, main
from makegood.config import environment
from tests.operating.conftest import PASSWORD, Makegood, Postgres15, free_port

COMMANDS = ["up", "web", "worker", "doors", "demo", "bench", "doctor", "backup", "restore"]


def refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """One sentence with these words, no traceback, and not 0."""
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("makegood: ")
    for words in says:
        assert words in lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main.main([command, "--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert f"usage: makegood {command}" in said
    assert "exit codes" in said


def test_the_help_of_the_whole_names_every_command_and_loads_no_django(makegood: Makegood) -> None:
    probe = "import sys; from makegood.cli import main, up\ntry: main.main(['--help'])\nfinally: assert 'django' not in sys.modules and 'psycopg' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        env=makegood.variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in [*COMMANDS, "manage"])


def test_an_unknown_command_is_refused_with_those_that_exist(makegood: Makegood) -> None:
    done = makegood.run("start")
    assert done.returncode == 2
    assert "'start'" in done.stderr
    assert "doctor" in done.stderr


def test_an_unknown_benchmark_is_refused_with_those_that_exist(makegood: Makegood) -> None:
    refused(makegood.run("bench", "nonsense"), "no benchmark 'nonsense'")


@pytest.mark.parametrize("command", ["up", "web", "worker", "doctor", "backup"])
def test_a_database_address_of_another_kind_is_refused(makegood: Makegood, command: str) -> None:
    done = makegood.run(command, DATABASE_URL="mysql://root@db/makegood")
    assert done.returncode == 2
    refused(done, "DATABASE_URL must begin with postgresql://")


@pytest.mark.parametrize("command", ["up", "web"])
def test_a_server_that_does_not_answer_is_refused(makegood: Makegood, command: str) -> None:
    url = f"postgresql://makegood:hunter2@127.0.0.1:{free_port()}/makegood"
    done = makegood.run(command, DATABASE_URL=url)
    refused(done, "cannot be reached", "DATABASE_URL")
    assert "hunter2" not in done.stdout + done.stderr


def test_a_server_that_does_not_exist_is_refused(makegood: Makegood) -> None:
    refused(
        makegood.run("backup", DATABASE_URL="postgresql://a:b@no-such-machine.invalid/makegood"),
        "no machine has that name",
    )


def test_a_wrong_password_is_refused(makegood: Makegood, postgres_15: Postgres15) -> None:
    done = makegood.run("worker", DATABASE_URL=postgres_15.url(password="hunter2"))
    refused(done, "refuses the user or password")
    assert "hunter2" not in done.stderr


def test_an_unknown_database_is_refused(makegood: Makegood, postgres_15: Postgres15) -> None:
    refused(
        makegood.run("worker", DATABASE_URL=postgres_15.url("nonsense")),
        "does not have this database",
    )


def test_an_unknown_option_in_the_address_is_refused(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    refused(
        makegood.run("worker", DATABASE_URL=postgres_15.url() + "?colour=blue"),
        "an option that PostgreSQL does not know",
    )


def test_a_database_that_is_not_utf8_is_refused(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database(
        "latin", "--encoding=LATIN1", "--locale=C", "--template=template0"
    )
    refused(makegood.run("worker", DATABASE_URL=url), "encoded in LATIN1", "UTF8")


def test_tables_that_are_not_up_to_date_are_refused(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("empty")
    refused(makegood.run("worker", DATABASE_URL=url), "not up to date", "makegood manage migrate")


def test_the_password_does_not_stand_in_the_process_list(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    done = makegood.run("backup", DATABASE_URL=postgres_15.new_database("empty"))
    refused(done, "nothing to save")
    assert PASSWORD not in done.stderr


@pytest.mark.parametrize(
    ("setting", "use"), [("MAKEGOOD_WEB_PORT", "web"), ("MAKEGOOD_SMTP_PORT", "mail")]
)
def test_a_taken_port_is_refused_by_the_name_of_its_setting(
    makegood: Makegood, setting: str, use: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused(
            makegood.run("up", **{setting: str(port)}), f"Port {port} ({use}) is taken", setting
        )


def test_an_address_of_another_machine_is_refused(makegood: Makegood) -> None:
    refused(makegood.run("up", "--host", "192.0.2.1"), "not an address of this machine")


def test_a_home_that_is_a_file_is_refused(makegood: Makegood) -> None:
    makegood.home.write_text("")
    refused(makegood.run("up"), "MAKEGOOD_HOME", "not a folder")


def test_a_home_without_write_permission_is_refused(makegood: Makegood) -> None:
    closed = Path("/proc") if os.geteuid() == 0 else makegood.home.parent
    if os.geteuid() != 0:
        closed.chmod(0o500)
    refused(makegood.run("up", MAKEGOOD_HOME=str(closed / "home")), "MAKEGOOD_HOME")


def test_a_home_of_somebody_else_is_refused(
    makegood: Makegood, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The usual case: a service account, and a folder that root has made. Only root can play both."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as two users")
    nobody = pwd.getpwnam("nobody")
    folder = Path(
        subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip()
    )
    folder.chmod(0o755)
    before = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    before += [
        "--inh-caps=+dac_read_search",
        "--ambient-caps=+dac_read_search",
    ]  # to reach this checkout
    variables = {**makegood.variables, "MAKEGOOD_HOME": str(folder / "home")}
    done = subprocess.run(
        [*before, *makegood.command, "up"],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    refused(done, "this user may not write", "MAKEGOOD_HOME")
    shutil.rmtree(folder)


def test_a_disk_that_is_nearly_full_is_refused(
    makegood: Makegood, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: usage(10**12, 10**12, 5 * 1024**2))
    for name, value in makegood.variables.items():
        monkeypatch.setenv(name, value)
    assert main.main(["up"]) == 1
    assert "Only 5 MB are free" in capsys.readouterr().err


def test_a_disk_that_is_full_is_refused_when_the_database_is_made(makegood: Makegood) -> None:
    """A real full disk: a small one, in a view of the file system that ends with the command."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    makegood.home.mkdir()
    script = 'mount -t tmpfs -o size=20m small "$1" 2>/dev/null || exit 77; shift; exec "$@"'
    words = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        str(makegood.home),
        *makegood.command,
        "backup",
    ]
    done = subprocess.run(
        words, env=makegood.variables, capture_output=True, text=True, check=False
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("this machine does not let us mount a small disk")
    refused(done, "the disk is full")


def test_a_write_that_fails_for_lack_of_space_is_told_in_plain_words() -> None:
    sentence = main.plain_words(
        OSError(errno.ENOSPC, "No space left on device", "/home/backup.tar")
    )
    assert sentence == "There is no space left for /home/backup.tar; free some and try again."
    assert main.plain_words(OSError(errno.EBADF, "Bad file descriptor")) is None


def test_an_old_python_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main.sys, "version_info", (3, 10, 12, "final", 0))
    assert main.main(["up"]) == 1
    assert "This is Python 3.10.12, and Makegood needs 3.11 or newer" in capsys.readouterr().err


def test_make_names_what_is_missing_when_there_is_no_python(tmp_path: Path) -> None:
    script = environment.CHECKOUT / "bin" / "find-python"
    (tmp_path / "python3").write_text("#!/bin/sh\necho Python 3.9.2\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", script],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Python 3.9.2" in done.stderr


def test_a_backup_that_is_not_one_is_refused(makegood: Makegood, tmp_path: Path) -> None:
    file = tmp_path / "holiday.tar"
    file.write_bytes(b"no backup" * 1000)
    refused(makegood.run("restore", str(file)), "not a complete Makegood backup")
    refused(makegood.run("restore", str(tmp_path / "missing.tar")), "is not there")
