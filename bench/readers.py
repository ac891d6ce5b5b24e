"""Open pages without a browser: one process that holds thousands of streams and notes what each hears, and when."""

import asyncio
import resource
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

AT_ONCE = 100


@dataclass(frozen=True)
class Page:
    """An open page: the cookie of who looks at it, and the case on it."""

    session: str
    case: int


def allow_many_files() -> None:
    """Let this process hold as many connections as the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))


def listen(there: Connection, port: int, pages: Sequence[Page]) -> None:
    """In a process of its own: hold all pages open, note when each hears of what."""
    allow_many_files()
    asyncio.run(_listen(there, port, pages))


async def _listen(there: Connection, port: int, pages: Sequence[Page]) -> None:
    await _wait_for_web(port)
    heard: dict[int, list[float]] = {}
    gate, opened = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(0)
    began = time.time()
    tasks = [asyncio.create_task(_hold(port, page, gate, opened, heard)) for page in pages]
    for _ in pages:
        await opened.acquire()
    there.send(time.time() - began)
    while not there.poll():
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    there.send(heard)


async def _wait_for_web(port: int) -> None:
    def alive() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    while not await asyncio.to_thread(alive):
        await asyncio.sleep(0.1)


async def _hold(
    port: int,
    page: Page,
    gate: asyncio.Semaphore,
    opened: asyncio.Semaphore,
    heard: dict[int, list[float]],
) -> None:
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /live/staff?topics=work,case:{page.case} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: session={page.session}\r\n\r\n".encode()
        )
        await reader.readuntil(b"event: hello")
    opened.release()
    while line := await reader.readline():
        if line.startswith(b"id: "):
            heard.setdefault(int(line[4:]), []).append(time.time())
