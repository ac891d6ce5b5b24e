"""Who may come in: asked of the database for many at once, each time; and who must go, as soon as a key ends."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from makegood.base.bus import listen_async
from makegood.field.telemetry.operations import used
from makegood.field.telemetry.operations.credentials import KEYS
from makegood.field.telemetry.queries import Admitted, admitted, revoked_since
from makegood.kernel.clock import now

MOST_AT_ONCE = 500
GATHER_SECONDS = 0.003
LOOK_BACK = timedelta(seconds=30)
LOOK_EVERY = 2.0
logger = structlog.get_logger()


class Away(Exception):
    """Nobody can be asked now."""


class Doorman:
    """Asks in a thread of its own with a database connection of its own."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[tuple[str, str, asyncio.Future[Admitted | None]]] = (
            asyncio.Queue()
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="doorman")
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, ended: Callable[[int], None]) -> None:
        """Begin; `ended(key)` is called in the loop for each key that was taken back."""
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._answer()),
            loop.create_task(self._hear(ended)),
            loop.create_task(self._look(ended)),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(RuntimeError):
            await asyncio.get_running_loop().run_in_executor(self._thread, _hang_up)
        self._thread.shutdown(wait=False)

    async def admit(self, name: str, token: str) -> Admitted | None:
        """Who this is; None for nobody. Raises Away."""
        answer: asyncio.Future[Admitted | None] = asyncio.get_running_loop().create_future()
        await self._asked.put((name, token, answer))
        return await answer

    async def _answer(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = [await self._asked.get()]
            await asyncio.sleep(GATHER_SECONDS)
            while not self._asked.empty() and len(batch) < MOST_AT_ONCE:
                batch.append(self._asked.get_nowait())
            pairs = [(name, token) for name, token, _answer in batch]
            found = await loop.run_in_executor(self._thread, self._found, pairs)
            for place, (_name, _token, answer) in enumerate(batch):
                if answer.done():
                    continue  # whoever asked went away
                if found is None:
                    answer.set_exception(Away())
                else:
                    answer.set_result(found[place])

    def _found(self, pairs: list[tuple[str, str]]) -> list[Admitted | None] | None:
        try:
            close_old_connections()
            found = admitted(pairs)
            used([one.key_id for one in found if one])
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            logger.warning("keys of devices cannot be looked up now", error=str(error)[:200])
            return None
        return found

    async def _hear(self, ended: Callable[[int], None]) -> None:
        async for news in listen_async(KEYS):
            if news is not None and news[1].isdigit():
                ended(int(news[1]))

    async def _look(self, ended: Callable[[int], None]) -> None:
        """What was not heard is seen: every two seconds, whatever ended in the last thirty."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for key in await loop.run_in_executor(self._thread, self._revoked):
                ended(key)

    def _revoked(self) -> list[int]:
        try:
            close_old_connections()
            return revoked_since(now() - LOOK_BACK)
        except (DatabaseError, InterfaceError):
            connection.close()
            return []


def _hang_up() -> None:
    """End this thread's own connection."""
    connection.close()
