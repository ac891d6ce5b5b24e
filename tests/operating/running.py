"""A running `makegood up`, seen from outside."""

import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.operating.conftest import Makegood, wait_until


@dataclass
class Up:
    """A running `makegood up`, and what it has said."""

    makegood: Makegood
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(self.process.stdout)
        self.process.stdout.close()

    def text(self) -> str:
        return "".join(self.said)

    def pids(self) -> dict[str, int]:
        """The children by name."""
        report = json.loads((self.makegood.home / "run" / "up.json").read_text())
        return {name: child["pid"] for name, child in report["children"].items()}

    def answer(self, path: str) -> int:
        """The status of a page, 0 when nothing answers."""
        url = f"http://127.0.0.1:{self.makegood.variables['MAKEGOOD_WEB_PORT']}{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def everything(self) -> list[int]:
        """All processes: ours and those they started."""
        found = [self.process.pid]
        for pid in found:
            found += children_of(pid)
        return found

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(150)


def children_of(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            continue
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start(makegood: Makegood, **changed: str) -> Up:
    """Starts it and waits until it says that it is ready."""
    up = Up(makegood, makegood.start("up", **changed))
    try:
        wait_until(
            lambda: "Makegood is ready" in up.text() or up.process.poll() is not None, seconds=90
        )
        assert "Makegood is ready" in up.text(), up.text()
    except AssertionError:
        up.process.kill()
        raise
    return up
