"""A running site for browser tests: one web process and one worker on the test database.

from tests.live import site  # in a conftest.py; needs `real_commits`, so everything is committed

def test_it(site, browser):
    page = browser.new_page()
    page.goto(site.url("/portal/"))
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WORKER = (
    "import django; django.setup(); from makegood.base.jobs.worker import run_worker; run_worker()"
)


@dataclass
class Site:
    """Processes that serve the test database; `url(path)` is where."""

    port: int
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def url(self, path: str = "/") -> str:
        """The whole address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self, name: str) -> None:
        """Start `web` or `worker`; web answers when this returns."""
        web = ["-m", "uvicorn", "makegood.config.asgi:application", "--port", str(self.port)]
        words = [*web, "--log-level", "warning"] if name == "web" else ["-c", WORKER]
        self.running[name] = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=self.environment
        )
        if name == "web":
            self.wait()

    def stop(self, name: str, *, hard: bool = False) -> None:
        """End one process; `hard` is kill -9."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL if hard else signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def wait(self, seconds: float = 150) -> None:
        """Until the web process answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.url("/readyz"), timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError("the web process does not answer")


def address_of(settings: dict[str, Any]) -> str:
    """DATABASE_URL of the test database."""
    host, name = settings["HOST"], settings["NAME"]
    login = quote(settings["USER"]) + (
        f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    )
    if host.startswith("/"):
        return f"postgresql://{login}@/{name}?host={quote(host, safe='')}"
    return f"postgresql://{login}@{host}:{settings['PORT'] or 5432}/{name}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def until(ask: Callable[[], T], seconds: float = 30) -> T:
    """What `ask` says as soon as it is true: what a page shows and what a worker files come apart."""
    end = time.monotonic() + seconds
    while not (said := ask()) and time.monotonic() < end:
        time.sleep(0.1)
    assert said, "it did not become true"
    return said


@pytest.fixture
def site(real_commits: None) -> Iterator[Site]:
    """Web and worker, running on the emptied test database until the test ends."""
    port = free_port()
    one = Site(
        port,
        {
            **os.environ,
            "DATABASE_URL": address_of(connection.settings_dict),
            "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
            "MAKEGOOD_BASE_URL": f"http://127.0.0.1:{port}",
            "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
        },
    )
    try:
        one.start("worker")
        one.start("web")
        yield one
    finally:
        for name in list(one.running):
            one.stop(name)


@pytest.fixture
def browser() -> Iterator[Any]:
    """A real Chromium (Playwright's `Browser`); skipped where there is none."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - not paid for by others

    expect.set_options(timeout=30_000)  # as every other wait: how quick a page is, benches say

    # Playwright runs a loop in this thread, and Django then refuses the database; here it is safe.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as play:
            one = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield one
            # beside a running loop Django keeps a connection of its own: nobody else would close it
            connection.close()
            one.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
