"""Redis only makes it quicker: while it is away, nobody ends and nobody waits for it."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import override_settings

from makegood.base import bus


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(bus, "_redis", None)
    monkeypatch.setattr(bus, "_paused_until", 0.0)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _until(what: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@dataclass
class Server:
    """A Redis server that can be killed and started again."""

    program: str
    port: int
    running: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        words = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.running = subprocess.Popen([self.program, *words], stdout=subprocess.DEVNULL)

        def answers() -> bool:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return False
            return True

        _until(answers)

    def kill(self) -> None:
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            self.running = None


@pytest.fixture
def server() -> Iterator[Server]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    one = Server(program, _free_port())
    one.start()
    with override_settings(REDIS_URL=f"redis://127.0.0.1:{one.port}/0"):
        yield one
    one.kill()


def test_with_redis_away_listeners_go_on_and_commits_do_not_wait():
    with override_settings(REDIS_URL=f"redis://127.0.0.1:{_free_port()}/0"):
        source = bus.listen("x", timeout=0.05)
        assert [next(source) for _ in range(4)] == [None] * 4
        began = time.monotonic()
        for _ in range(50):
            bus._publish("x", "y")
        assert time.monotonic() - began < 20


def test_a_redis_that_takes_the_call_and_says_nothing_costs_one_second_in_a_pause():
    silent = socket.create_server(("127.0.0.1", 0))
    with override_settings(REDIS_URL=f"redis://127.0.0.1:{silent.getsockname()[1]}/0"):
        began = time.monotonic()
        for _ in range(50):
            bus._publish("x", "y")
        assert time.monotonic() - began < 20
        source = bus.listen("x", timeout=0.05)
        assert next(source) is None
    silent.close()


def test_news_come_again_after_redis_was_killed_and_started(server, monkeypatch):
    monkeypatch.setattr(bus, "PAUSE_SECONDS", 0.3)
    heard: list[str] = []
    turns: list[None] = []
    end = threading.Event()

    def listening():
        for news in bus.listen("house", timeout=0.1):
            if end.is_set():
                return
            turns.append(None)
            if news is not None:
                heard.append(news[1])

    thread = threading.Thread(target=listening)
    thread.start()

    def told(word: str) -> bool:
        bus._publish("house", word)
        return word in heard

    _until(lambda: told("before"))
    server.kill()
    far = len(turns)
    bus._publish("house", "lost")
    _until(lambda: len(turns) > far + 3)
    server.start()
    _until(lambda: told("after"))
    end.set()
    thread.join(10)
    assert not thread.is_alive()
