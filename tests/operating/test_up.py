"""`makegood up` as an operator lives with it: started, killed in every part, stopped, started again."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from makegood.cli.up import PARTS
from makegood.config import environment
from tests.operating.conftest import PATIENCE, Makegood, Postgres15, wait_until
from tests.operating.running import Up, alive, start

MEGABYTE = 1024
LEAST_MEMORY = 500
AGAIN_SECONDS = 5.0
AGAIN_LOADS = 5


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = start(Makegood(tmp_path_factory.mktemp("up") / "home"))
    yield running
    assert running.stop() == 0


@pytest.mark.slow
def test_it_says_where_it_is_and_how_the_first_person_gets_in(up: Up) -> None:
    port = up.makegood.variables["MAKEGOOD_WEB_PORT"]
    assert f"Makegood is ready: http://127.0.0.1:{port}/" in up.text()
    link = re.search(rf"(http://127.0.0.1:{port})(/setup/\S{{30,}}/)", up.text())
    assert link, "a link that works once, and no password that everybody knows"
    assert up.answer("/healthz") == 200
    assert up.answer("/readyz") == 200
    assert up.answer(link[2]) == 200


def test_a_second_one_on_the_same_home_is_refused(up: Up) -> None:
    done = up.makegood.run("up")
    assert done.returncode == 1
    assert f"already runs on {up.makegood.home} (process {up.process.pid})" in done.stderr


def test_the_doctor_finds_everything_well(up: Up) -> None:
    def doctor() -> subprocess.CompletedProcess[str]:
        return up.makegood.run("doctor", "--json")

    wait_until(lambda: doctor().returncode == 0, seconds=30)
    report = json.loads(doctor().stdout)
    assert report["well"] is True
    subjects = {finding["subject"] for finding in report["findings"]}
    assert {"database", "migrations", "worker", "doors", "disk", "clock", "invariant"} <= subjects


def test_all_processes_together_are_small_when_idle(up: Up) -> None:
    total = 0
    for pid in up.everything():
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1])  # type: ignore[index]
    assert 0 < total / MEGABYTE < LEAST_MEMORY


def test_a_backup_and_other_commands_work_beside_it(up: Up) -> None:
    assert up.makegood.run("backup").returncode == 0
    assert up.makegood.run("manage", "check").returncode == 0
    assert up.answer("/readyz") == 200


@pytest.mark.slow
@pytest.mark.parametrize("part", [*PARTS, "postgres"])
def test_a_part_that_is_killed_comes_back(up: Up, part: str) -> None:
    first = up.pids()[part]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: up.pids()[part] not in (None, first), seconds=10)
    wait_until(lambda: up.answer("/readyz") == 200, seconds=15)
    assert f"{part} was killed by SIGKILL; it starts again" in up.text()


@pytest.mark.slow
def test_it_stops_cleanly_and_starts_again_within_five_seconds(makegood: Makegood) -> None:
    first = start(makegood)
    everything = first.everything()
    assert len(everything) >= len(PARTS) + 2
    began = time.monotonic()
    assert first.stop() == 0
    assert time.monotonic() - began < 10 * PATIENCE  # far from the time after which it would kill
    wait_until(lambda: not any(map(alive, everything)), seconds=2)

    # One command that loads the packages is the measure of how busy this machine is just now.
    began = time.monotonic()
    assert makegood.run("manage", "version").returncode == 0
    one_load = time.monotonic() - began
    second = start(makegood)
    took = time.monotonic() - second.started
    assert took < max(AGAIN_SECONDS, AGAIN_LOADS * one_load), (
        f"{took:.1f} s, and one load {one_load:.1f} s"
    )

    # The supervisor itself is killed: nothing stays behind, nothing acknowledged is lost.
    found = environment.read(makegood.variables)
    with psycopg.connect(found.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    everything = second.everything()
    second.process.kill()
    wait_until(lambda: not any(map(alive, everything)), seconds=15)

    third = start(makegood)
    with psycopg.connect(found.database_url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    assert third.stop() == 0


@pytest.mark.slow
def test_it_runs_on_another_database_without_starting_its_own(
    makegood: Makegood, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("other")
    running = start(makegood, DATABASE_URL=url)
    try:
        assert running.answer("/readyz") == 200
        assert "postgres" not in running.pids()
        assert not (makegood.home / "postgres").exists()
        with psycopg.connect(url) as connection:
            assert connection.info.server_version // 10000 == 15
    finally:
        assert running.stop() == 0


@pytest.mark.slow
def test_two_that_start_at_once_on_one_database_bring_it_up_to_date_once(
    tmp_path: Path, postgres_15: Postgres15
) -> None:
    url = postgres_15.new_database("shared")
    homes = [Makegood(tmp_path / name, {"DATABASE_URL": url}) for name in ("a", "b")]
    for home in homes:
        home.home.mkdir()
    commands = [home.start("prepare", "--report", str(home.home / "report")) for home in homes]
    said = [command.communicate(timeout=300)[0] for command in commands]
    assert [command.returncode for command in commands] == [0, 0]
    assert sum("bringing the database up to date" in text for text in said) == 1
    assert all(not json.loads((home.home / "report").read_text())["refusal"] for home in homes)
