"""Bodies wait for slow lines in the event loop: a request's until a thread begins, an answer's when it is done.

A thread waits for nobody's line: who sends or reads slowly, or never ends, holds a connection and some bytes.
"""

import asyncio
import ipaddress
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import IO, Any

from a2wsgi import WSGIMiddleware

from makegood.base.live.stream import Receive, Scope, Send

App = Callable[[Scope, Receive, Send], Awaitable[None]]
IN_MEMORY, LARGEST = 1024 * 1024, 30 * 1024 * 1024
EVERYBODY_BYTES = 2 * 1024 * 1024 * 1024  # of bodies that are here at one time, on the disk
IDLE_SECONDS = 15.0
SMALL_SECONDS = (
    60.0  # for a small body; a large one has more time, if it comes at this rate at least:
)
BYTES_A_SECOND = 16 * 1024
OPEN_PER_NETWORK = 40  # bodies that one network address sends at one time
PIECE = 64 * 1024


def in_threads(pages: Any, *, workers: int) -> App:
    """A WSGI application in so many threads, each free again as soon as its answer is made: the queue
    of its pieces has no end, so that nobody's slow reading fills it."""
    return WSGIMiddleware(pages, workers=workers, send_queue_size=0)  # type: ignore[return-value]


class Refusal(Exception):
    """This body is not taken: the status that says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Gone(Exception):
    """The client went away in the middle."""


class WholeBodies:
    """Wraps an ASGI application: it begins when the body is here, and reads it without waiting."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.open: Counter[str] = Counter()
        self.bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0").strip()
        if length == b"0" and b"transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                size = await self._counted(scope, receive, body, length)
            except Refusal as refusal:
                await _refuse(send, refusal.status)
                return
            except Gone:
                return
            try:
                await self.app(_with_length(scope, size), _replay(body, receive), send)
            finally:
                self.bytes -= size

    async def _counted(self, scope: Scope, receive: Receive, body: IO[bytes], length: bytes) -> int:
        if not length.isdigit() or int(length) > LARGEST:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        network = _network(scope)
        if self.open[network] >= OPEN_PER_NETWORK:
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS)
        self.open[network] += 1
        try:
            return await self._take(receive, body)
        finally:
            self.open[network] -= 1
            if not self.open[network]:
                del self.open[network]

    async def _take(self, receive: Receive, body: IO[bytes]) -> int:
        """Write the body down; its size. Raises Refusal and Gone, and then counts nothing of it."""
        began, size = time.monotonic(), 0
        try:
            while True:
                message = await _next(receive, began + SMALL_SECONDS + size / BYTES_A_SECOND)
                piece = message.get("body", b"")
                size += len(piece)
                self.bytes += len(piece)
                if size > LARGEST:
                    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if self.bytes > EVERYBODY_BYTES:
                    raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)
                body.write(piece)
                if not message.get("more_body", False):
                    body.seek(0)
                    return size
        except BaseException:
            self.bytes -= size
            raise


async def _next(receive: Receive, end: float) -> Scope:
    wait = min(IDLE_SECONDS, end - time.monotonic())
    try:
        message = await asyncio.wait_for(receive(), max(wait, 0.001))
    except TimeoutError:
        raise Refusal(HTTPStatus.REQUEST_TIMEOUT) from None
    if message["type"] == "http.disconnect":
        raise Gone
    return message


def _network(scope: Scope) -> str:
    """One address, or the /64 of an IPv6 address."""
    address = (scope.get("client") or ("", 0))[0]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _with_length(scope: Scope, size: int) -> Scope:
    """What is told of the body is what came, however it was announced."""
    told = (b"content-length", b"transfer-encoding")
    kept = [(name, value) for name, value in scope["headers"] if name not in told]
    return {**scope, "headers": [*kept, (b"content-length", b"%d" % size)]}


def _replay(body: IO[bytes], receive: Receive) -> Receive:
    done = False

    async def replay() -> Scope:
        nonlocal done
        if done:
            return await receive()
        piece = body.read(PIECE)
        done = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not done}

    return replay


async def _refuse(send: Send, status: HTTPStatus) -> None:
    """A short answer, and the end of the connection: what still comes on it is not read."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": status.phrase.encode()})
