"""Many devices, one commit: what arrives within a few milliseconds is stored together, then acknowledged."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import DatabaseError, InterfaceError, connection

from makegood.field.telemetry.operations import Arrived, accept

GATHER_SECONDS = 0.003
MOST_AT_ONCE = 2000
MOST_BYTES = 4 * 1024 * 1024
MOST_WAITING = 20_000  # above it lines are read no further
AGAIN_SECONDS = 1.0
logger = structlog.get_logger()
Done = Callable[[], None]


class Shelf:
    """Stores messages for one event loop, in a thread of its own with a database connection of its own. While
    the database is away everything waits, unacknowledged."""

    def __init__(self, store: Callable[[Sequence[Arrived]], object] = accept) -> None:
        self._store = store
        self._waiting: list[tuple[Arrived, Done]] = []
        self._some, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="device-shelf")
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self.batches = self.messages = 0

    def start(self) -> None:
        """Begin to store. Call inside the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        """Store what waits, if the database lets us, then end the thread and its connection."""
        self._stopping = True
        self._some.set()
        if self._task is not None:
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, _hang_up)
        self._thread.shutdown()

    def put(self, arrived: Arrived, done: Done) -> None:
        """`done` is called in the loop when the message is committed."""
        self._waiting.append((arrived, done))
        self._some.set()
        if len(self._waiting) >= MOST_WAITING:
            self._room.clear()

    async def room(self) -> None:
        """Return when more may come."""
        if not self._room.is_set():
            await self._room.wait()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if not self._waiting:
                if self._stopping:
                    return
                self._some.clear()
                await self._some.wait()
                continue
            await asyncio.sleep(GATHER_SECONDS)
            batch = self._next()
            while not await loop.run_in_executor(
                self._thread, self._stored, [a for a, _d in batch]
            ):
                if self._stopping:
                    return  # nothing of it was acknowledged: the devices keep it
                await asyncio.sleep(AGAIN_SECONDS)
            for _arrived, done in batch:
                done()
            self.batches += 1
            self.messages += len(batch)

    def _next(self) -> list[tuple[Arrived, Done]]:
        size = count = 0
        for arrived, _done in self._waiting[:MOST_AT_ONCE]:
            size += len(arrived.payload)
            if count and size > MOST_BYTES:
                break
            count += 1
        batch, self._waiting = self._waiting[:count], self._waiting[count:]
        if len(self._waiting) < MOST_WAITING:
            self._room.set()
        return batch

    def _stored(self, batch: Sequence[Arrived]) -> bool:
        try:
            self._store(batch)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            logger.warning("messages of devices cannot be stored now", error=str(error)[:200])
            return False
        except Exception:
            connection.close()  # the devices keep them: nothing of it was acknowledged
            logger.exception("messages of devices cannot be stored")
            return False
        return True


def _hang_up() -> None:
    """End this thread's own connection."""
    connection.close()
