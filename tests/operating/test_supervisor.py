import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.cli import child as children
from makegood.cli import heartbeat, supervisor
from makegood.cli.child import Child
from makegood.cli.supervisor import Supervisor
from tests.operating.conftest import wait_until

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
ORPHANS = """
import sys
from pathlib import Path
from makegood.cli.child import Child
from makegood.cli.supervisor import Supervisor
with Supervisor(state=Path(sys.argv[1])) as s:
    s.add(Child("one", [sys.executable, "-c", "import time; time.sleep(60)"], beats=False))
    print(s.children[0].process.pid, flush=True)
    while True:
        s.step()
"""


def python(text: str, *words: str) -> list[str]:
    return [sys.executable, "-c", text, *words]


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(state=tmp_path / "up.json") as running:
        yield running


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_child_that_ends_is_started_again_for_ever_and_ever_later(
    watching: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LONGEST_PAUSE", 0.05)
    one = watching.add(Child("one", python("raise SystemExit(3)"), beats=False, pause=0.01))
    assert watching.wait_until(lambda: one.restarts >= 8, seconds=20)
    pauses = [one.plan_restart() for _ in range(2)]
    assert pauses == [0.05, 0.05]


def test_the_pause_doubles_and_is_short_again_after_a_quiet_minute() -> None:
    one = Child("one", [], started=time.monotonic())
    assert [one.plan_restart() for _ in range(9)] == [
        0.2,
        0.4,
        0.8,
        1.6,
        3.2,
        6.4,
        12.8,
        25.6,
        30.0,
    ]
    one.started -= children.SETTLED_SECONDS + 1
    assert one.plan_restart() == 0.2


def test_killing_a_child_brings_it_back_and_says_so(
    watching: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    one = watching.add(Child("one", python(SLEEP), beats=False))
    assert one.process is not None
    first = one.process.pid
    os.kill(first, signal.SIGKILL)
    assert watching.wait_until(
        lambda: one.running and one.process is not None and one.process.pid != first, seconds=10
    )
    assert "one was killed by SIGKILL; it starts again in 0.2 s" in capsys.readouterr().out


def test_what_children_say_is_shown_line_by_line_with_their_name(
    watching: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import sys; sys.stdout.buffer.write('第一\\nsecond\\r\\nlast without end'.encode()); sys.stderr.write('\\xff')"
    assert watching.run_once(Child("one", python(text), beats=False)) == 0
    said = capsys.readouterr().out
    assert "one      │ 第一\n" in said
    assert "one      │ second\n" in said
    assert "last without end" in said


def test_a_silent_child_is_shown_and_so_is_its_return(
    watching: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "SILENT_SECONDS", 0.3)
    text = "import os, time; time.sleep(1); [(os.write(int(os.environ['MAKEGOOD_HEARTBEAT_FD']), b'.'), time.sleep(.05)) for _ in range(99)]"
    one = watching.add(Child("one", python(text)))
    assert watching.wait_until(lambda: one.silent, seconds=10)
    assert watching.wait_until(lambda: not one.silent, seconds=10)
    said = capsys.readouterr().out
    assert said.index("one has been silent") < said.index("one is back")


def test_a_process_without_a_supervisor_beats_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(children.HEARTBEAT, raising=False)
    heartbeat.beat()
    assert not heartbeat.supervised()


def test_a_part_whose_supervisor_is_gone_ends_even_when_it_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    text = (
        "import signal, time; from makegood.cli import heartbeat; heartbeat.GRACE_SECONDS = 1;"
        " signal.signal(signal.SIGTERM, signal.SIG_IGN); heartbeat.beat_in_thread(); time.sleep(60)"
    )
    variables = {**os.environ, children.HEARTBEAT: str(writer)}
    began = time.monotonic()
    part = subprocess.run(python(text), env=variables, pass_fds=(writer,), check=False, timeout=30)
    os.close(writer)
    assert part.returncode == -signal.SIGALRM
    assert time.monotonic() - began < 25


def test_groups_are_stopped_one_after_the_other(
    watching: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit())); print('hello', flush=True); time.sleep(60)"
    pair = [watching.add(Child(name, python(text), beats=False)) for name in ("web", "postgres")]
    heard: list[str] = []
    assert watching.wait_until(
        lambda: heard.append(capsys.readouterr().out) or "".join(heard).count("hello") == 2,
        seconds=10,
    )
    watching.stop_all(*[[one] for one in pair])
    said = capsys.readouterr().out
    assert said.index("web      │ bye") < said.index("postgres │ bye")
    assert not any(one.running for one in pair)


def test_a_child_that_does_not_want_to_stop_is_killed(
    watching: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE_SECONDS", 0.3)
    one = watching.add(Child("one", python(STUBBORN), beats=False))
    assert watching.wait_until(lambda: "deaf" in capsys.readouterr().out, seconds=10)
    watching.stop_all([one])
    assert not one.running


def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        python(ORPHANS, str(tmp_path / "up.json")), stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert not gone(child)
    parent.kill()
    parent.communicate()
    wait_until(lambda: gone(child), seconds=5)


def test_what_runs_can_be_read_by_the_doctor(watching: Supervisor) -> None:
    one = watching.add(Child("one", python(SLEEP), beats=False))
    assert one.process is not None
    report = json.loads(watching.state.read_text())
    assert report["pid"] == os.getpid()
    assert report["children"]["one"]["pid"] == one.process.pid
