"""From nothing to the first page, and again: `makegood up` in an empty home with its own database; memory when idle.

Beside it what the embedded server alone needs to make its folder and start, the part that no
program of ours can shorten.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench import machine
from makegood.cli.postgres import programs, running
from makegood.config import environment

PATIENCE = 180.0
IDLE_SECONDS = 15
PEER = {
    "start to first page with database, best peer, s": 1.1,
    "set-up to first page, best peer, s": 13,
    "idle memory, best peer, MB": 173,
}


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Seconds of the first start and of the second, and memory `seconds` later (default 15)."""
    found: dict[str, Any] = {"machine": machine.machine()}
    with tempfile.TemporaryDirectory(prefix="mg") as folder:
        home = Path(folder) / "home"
        known = _environment(home)
        found["first start from nothing"] = _started(known, idle=0)
        found["second start"] = _started(known, idle=seconds or IDLE_SECONDS)
        found["limit: the embedded server alone, s"] = _server_alone(Path(folder) / "alone")
    return found | {"measured before on such a machine": PEER}


def _environment(home: Path) -> dict[str, str]:
    names = ("DATABASE_URL", "REDIS_URL", "MQTT_URL", "MAKEGOOD_BASE_URL")
    known = {name: value for name, value in os.environ.items() if name not in names}
    ports = {f"MAKEGOOD_{part}_PORT": str(_free_port()) for part in ("WEB", "SMTP", "MQTT")}
    return known | ports | {"MAKEGOOD_HOME": str(home)}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _started(known: dict[str, str], *, idle: int) -> dict[str, Any]:
    began = time.perf_counter()
    words = [sys.executable, "-m", "makegood.cli.main", "up"]
    process = subprocess.Popen(words, env=known, cwd=machine.CHECKOUT, stdout=subprocess.DEVNULL)
    try:
        first = _first_page(known["MAKEGOOD_WEB_PORT"], process) - began
        worked = machine.cpu_seconds(machine.family(process.pid))
        found: dict[str, Any] = {
            "seconds_to_first_page": round(first, 2),
            "of computing until then": round(worked, 2),
        }
        if idle:
            time.sleep(idle)
            found["idle_memory_mb"] = _memory(process.pid)
        return found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _first_page(port: str, process: "subprocess.Popen[bytes]") -> float:
    """The moment at which the sign-in page came, whole."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                if b"</html>" in answer.read():
                    return time.perf_counter()
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError("Makegood did not start")


def _memory(pid: int) -> dict[str, float]:
    """PSS of each process that `up` started, and of all together."""
    found: dict[str, float] = {}
    for one in machine.family(pid):
        name = _name(one)
        found[name] = round(found.get(name, 0.0) + machine.pss_megabytes([one]), 1)
    return found | {"together": round(sum(found.values()), 1)}


def _name(pid: int) -> str:
    try:
        words = (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return "ended"
    for name in ("reading.child", "web", "worker", "doors", "up"):
        if f"main {name}" in words or (name in words and "." in name):
            return name
    return "database" if "postgres" in words else words[:30]


def _server_alone(home: Path) -> float:
    known = {"MAKEGOOD_HOME": str(home)}
    programs()
    home.mkdir(parents=True)
    began = time.perf_counter()
    with running(environment.read(known)):
        return round(time.perf_counter() - began, 2)
