"""Bodies that come slowly, never end, lie about their length or are cut: pages go on for everybody else."""

import hashlib
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import uvicorn

from makegood.config import bodies
from makegood.config.bodies import WholeBodies, in_threads
from tests.live import Site, free_port, site  # noqa: F401


@dataclass
class Door:
    """A real server in front of an application that says what it read."""

    port: int
    whole: WholeBodies
    begun: list[str] = field(default_factory=list)

    def line(self, head: str, body: bytes = b"") -> socket.socket:
        """A connection that has sent this much."""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        link.sendall(f"POST / HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + body)
        return link


def answer(link: socket.socket) -> bytes:
    """Everything until the server closes or has said it all."""
    said = b""
    while piece := link.recv(65536):
        said += piece
        if b"sha:" in said and said.endswith(b"."):
            break
    link.close()
    return said


@pytest.fixture
def door() -> Iterator[Door]:
    begun: list[str] = []

    def pages(environ, start_response):
        begun.append(environ.get("CONTENT_LENGTH", ""))
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/large":
            return (bytes(1_000_000) for _ in range(30))
        return [f"{len(body)} sha:{hashlib.sha256(body).hexdigest()}.".encode()]

    whole = WholeBodies(in_threads(pages, workers=2))
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(whole, port=port, http="httptools", log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    _until(lambda: server.started)
    yield Door(port, whole, begun)
    server.should_exit = server.force_exit = True
    thread.join(10)


def _until(what: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("size", [1, 65_536, 131_072, 3_000_001])
def test_a_whole_body_arrives_as_it_was_sent(door, size):
    body = os.urandom(size)
    said = answer(door.line(f"Content-Length: {size}", body))
    assert f"{size} sha:{hashlib.sha256(body).hexdigest()}.".encode() in said
    assert door.whole.bytes == 0


def test_a_chunked_body_arrives_with_the_length_it_has(door):
    said = answer(door.line("Transfer-Encoding: chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
    assert f"5 sha:{hashlib.sha256(b'abcde').hexdigest()}.".encode() in said
    assert door.begun == ["5"]


def test_a_body_that_stops_is_ended_and_never_reached_a_thread(door, monkeypatch):
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 0.4)
    said = answer(door.line("Content-Length: 1000", b"once=a"))
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in said
    assert door.begun == []
    assert (door.whole.bytes, dict(door.whole.open)) == (0, {})


def test_a_body_that_drips_has_an_end_too(door, monkeypatch):
    monkeypatch.setattr(bodies, "IDLE_SECONDS", 5.0)
    monkeypatch.setattr(bodies, "SMALL_SECONDS", 0.6)
    link = door.line("Content-Length: 1000")
    began = time.monotonic()

    def drip():
        try:
            while time.monotonic() - began < 60:
                link.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            return

    threading.Thread(target=drip, daemon=True).start()
    assert link.recv(12) == b"HTTP/1.1 408"
    assert time.monotonic() - began < 30
    link.close()


def test_more_than_we_take_is_refused_before_it_is_sent_and_while_it_comes(door, monkeypatch):
    announced = answer(door.line(f"Content-Length: {bodies.LARGEST + 1}"))
    assert announced.startswith(b"HTTP/1.1 413 ")
    monkeypatch.setattr(bodies, "LARGEST", 1000)
    chunked = door.line("Transfer-Encoding: chunked", b"7d0\r\n" + b"x" * 2000 + b"\r\n")
    assert answer(chunked).startswith(b"HTTP/1.1 413 ")
    assert door.begun == []
    assert door.whole.bytes == 0


def test_who_goes_in_the_middle_leaves_nothing_behind(door):
    link = door.line("Content-Length: 5000000", b"x" * 200_000)
    _until(lambda: door.whole.bytes > 0)
    link.close()
    _until(lambda: door.whole.bytes == 0 and not door.whole.open)
    assert door.begun == []


def test_one_network_cannot_hold_all_the_bodies(door, monkeypatch):
    monkeypatch.setattr(bodies, "OPEN_PER_NETWORK", 3)
    held = [door.line("Content-Length: 10", b"x") for _ in range(3)]
    _until(lambda: door.whole.open["127.0.0.1"] == 3)
    said = answer(door.line("Content-Length: 10", b"x"))
    assert said.startswith(b"HTTP/1.1 429 ")
    for link in held:
        link.close()
    _until(lambda: not door.whole.open)
    assert b"sha:" in answer(door.line("Content-Length: 1", b"x"))


def test_who_does_not_read_his_answer_keeps_nobody_waiting(door):
    slow = []
    for _ in range(6):  # three times as many as there are threads
        link = socket.create_connection(("127.0.0.1", door.port), timeout=20)
        link.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        slow.append(link)
    _until(lambda: len(door.begun) == 6)
    assert b"1 sha:" in answer(door.line("Content-Length: 1", b"x"))
    assert len(slow[0].recv(1000)) > 0
    for link in slow:
        link.close()


def test_twenty_slow_senders_do_not_keep_anybody_waiting(site: Site):  # noqa: F811
    held = []
    for _ in range(20):
        link = socket.create_connection(("127.0.0.1", site.port))
        link.sendall(
            b"POST /chat/session/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000\r\n\r\nonce=a"
        )
        held.append(link)
    time.sleep(0.5)
    for path in ("/readyz", "/sign-in/"):
        with urllib.request.urlopen(site.url(path), timeout=8) as page:
            assert page.status == 200
    for link in held:
        link.close()
