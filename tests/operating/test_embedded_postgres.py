import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from makegood.cli import postgres
from makegood.cli.refusal import Refusal
from makegood.config import environment
from makegood.config.environment import Environment
from tests.operating.conftest import wait_until

ADD_ONE = """
import psycopg
from makegood.cli import postgres
from makegood.config import environment
found = environment.read()
with postgres.running(found), psycopg.connect(found.database_url) as connection:
    connection.execute("INSERT INTO visitor DEFAULT VALUES")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A home whose server was made once for these tests, below a folder that only we may enter."""
    folder = tmp_path_factory.mktemp("closed")
    folder.chmod(0o700)
    found = environment.read({"MAKEGOOD_HOME": str(folder / "home")})
    found.home.mkdir()
    return found


def test_it_starts_where_only_we_may_reach_its_programs_too(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout below /root, its virtual environment in it: the programs look for each other there."""
    closed = tmp_path_factory.mktemp("root")
    folder = postgres.programs().parent  # of the package, beside which its libraries lie
    libraries = f"{folder.parent.name}.libs"
    shutil.copytree(folder, closed / folder.parent.name / folder.name, symlinks=True)
    shutil.copytree(folder.parent.parent / libraries, closed / libraries)
    closed.chmod(0o700)
    programs = closed / folder.parent.name / folder.name / "bin"
    monkeypatch.setattr(postgres, "programs", lambda: programs)
    found = environment.read({"MAKEGOOD_HOME": str(closed / "home")})
    found.home.mkdir()
    with postgres.running(found), psycopg.connect(found.database_url) as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    shutil.rmtree(closed)


def pid(home: Environment) -> int:
    found = postgres.server_of(home).pid()
    assert found is not None
    return found


def test_it_starts_by_itself_and_ends_with_the_last_user(home: Environment) -> None:
    with postgres.running(home):
        with psycopg.connect(home.database_url) as connection:
            row = connection.execute("SHOW server_version_num").fetchone()
        assert row is not None
        assert int(row[0]) // 10000 == postgres.MAJOR
        first = pid(home)
        with postgres.running(home):
            assert pid(home) == first
        assert pid(home) == first
    assert postgres.server_of(home).pid() is None


def test_what_was_committed_survives_kill_9(home: Environment) -> None:
    with postgres.running(home):
        with psycopg.connect(home.database_url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(pid(home), signal.SIGKILL)
        wait_until(lambda: postgres.server_of(home).pid() is None)
        with postgres.running(home), psycopg.connect(home.database_url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]


def test_it_keeps_what_it_acknowledges_on_the_disk(home: Environment) -> None:
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_it_cannot_be_reached_over_the_network_or_by_other_users(home: Environment) -> None:
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert home.postgres_folder.stat().st_mode & 0o077 == 0


def test_chinese_text_is_known_as_letters(home: Environment) -> None:
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        assert connection.execute("SELECT '维修' ~ '^[[:alpha:]]+$', upper('é')").fetchone() == (
            True,
            "É",
        )


def test_twelve_commands_at_once_share_one_server(home: Environment) -> None:
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        connection.execute("DROP TABLE IF EXISTS visitor")
        connection.execute("CREATE TABLE visitor (id serial)")
    variables = {**os.environ, "MAKEGOOD_HOME": str(home.home)}
    variables.pop("DATABASE_URL", None)
    commands = [subprocess.Popen([sys.executable, "-c", ADD_ONE], env=variables) for _ in range(12)]
    assert [command.wait(60) for command in commands] == [0] * 12
    assert postgres.server_of(home).pid() is None
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM visitor").fetchone() == (12,)


def test_a_pid_that_now_belongs_to_another_program_does_not_stop_it(home: Environment) -> None:
    with postgres.running(home):
        text = (home.postgres_folder / "postmaster.pid").read_text()
    stale = home.postgres_folder / "postmaster.pid"
    stale.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    postgres.server_of(home).account.own(stale)
    with postgres.running(home), psycopg.connect(home.database_url):
        assert pid(home) != os.getpid()


def test_what_a_killed_server_left_running_does_not_hold_up_the_next(home: Environment) -> None:
    """A statement that is busy notices late that its server is gone, and keeps the data locked until then."""
    with postgres.running(home):
        busy = psycopg.connect(home.database_url, autocommit=True)
        os.kill(busy.info.backend_pid, signal.SIGSTOP)
        os.kill(pid(home), signal.SIGKILL)
        wait_until(lambda: postgres.server_of(home).pid() is None)
        bystander = subprocess.Popen(["sleep", "60"], cwd=home.postgres_folder)
        with postgres.running(home), psycopg.connect(home.database_url) as second:
            assert second.execute("SELECT 1").fetchone() == (1,)
        assert bystander.poll() is None, "a shell that stands in the folder is none of our business"
        bystander.kill()
        bystander.wait()
        busy.close()


def test_half_a_data_folder_from_a_crash_is_made_again(tmp_path: Path) -> None:
    found = environment.read({"MAKEGOOD_HOME": str(tmp_path / ("x" * 90))})
    found.home.mkdir()
    (found.home / "postgres.new").mkdir()
    (found.home / "postgres.new" / "PG_VERSION").write_text("18\n")
    with postgres.running(found), psycopg.connect(found.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not (found.home / "postgres.new").exists()


def test_data_of_another_major_version_is_refused_with_the_way_out(tmp_path: Path) -> None:
    found = environment.read({"MAKEGOOD_HOME": str(tmp_path)})
    found.postgres_folder.mkdir()
    (found.postgres_folder / "PG_VERSION").write_text("16\n")
    with (
        pytest.raises(Refusal, match=r"written by PostgreSQL 16.*make a backup"),
        postgres.running(found),
    ):
        pass
    assert (found.postgres_folder / "PG_VERSION").read_text() == "16\n"


def test_own_settings_win(home: Environment) -> None:
    own = home.postgres_folder / "own.conf"
    with postgres.running(home):
        pass
    own.write_text("work_mem = '9MB'\n")
    with postgres.running(home), psycopg.connect(home.database_url) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("9MB",)
