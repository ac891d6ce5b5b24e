"""Many sessions, one commit: what arrives within a few milliseconds is stored together.

A session is answered when the transaction that holds its mail has committed, and not before. While
one commit is under way the next ones gather, so that the disk's slowness makes batches, not queues.
"""

import asyncio
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from makegood.adapters.email.doors.mailboxes import Mailboxes, mailboxes
from makegood.contact.channels.operations import Arrival, accept_many

GATHER_SECONDS = 0.002
MOST_AT_ONCE = 200
MOST_BYTES = 16 * 1024 * 1024
FRESH_SECONDS = 2.0
LOW_WATER = 256 * 1024 * 1024  # bytes that must stay free, for the database to go on living
logger = structlog.get_logger()


class NotStored(Exception):
    """It is not stored: the sender keeps it and comes again."""


@dataclass(frozen=True)
class Waiting:
    """One mail whose session waits for the commit."""

    recipients: list[str]
    external_id: str
    body: bytes
    envelope: dict[str, object]
    stored: "asyncio.Future[None]"


class Shelf:
    """Stores mails for one event loop, in a thread of its own with a database connection of its own."""

    def __init__(self, store: Callable[[list[Arrival]], object] = accept_many) -> None:
        self._store = store
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-shelf")
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._mailboxes = Mailboxes()
        self._looked_at = 0.0
        self._full_until = 0.0
        self._room = True
        self.batches = self.mails = 0

    def start(self) -> None:
        """Begin to store. Call inside the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        """Store what waits, then end the thread and its connection."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        await asyncio.get_running_loop().run_in_executor(self._thread, _hang_up)
        self._thread.shutdown()

    async def keep(
        self, *, recipients: list[str], external_id: str, body: bytes, envelope: dict[str, object]
    ) -> None:
        """Return when the mail is committed. Raises NotStored."""
        stored = asyncio.get_running_loop().create_future()
        await self._queue.put(Waiting(recipients, external_id, body, envelope, stored))
        await stored

    async def known(self) -> Mailboxes:
        """Our mailboxes, at most two seconds old. Raises NotStored when the database is away."""
        if time.monotonic() - self._looked_at > FRESH_SECONDS:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._look)
        return self._mailboxes

    def has_room(self) -> bool:
        """Whether the disk has more left than must stay free (looked at once a second)."""
        if time.monotonic() >= self._full_until:
            self._room = _free() > getattr(settings, "DISK_LOW_WATER", LOW_WATER)
            self._full_until = time.monotonic() + 1
        return self._room

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while first := await self._next():
            await asyncio.sleep(GATHER_SECONDS)
            batch, size = [first], len(first.body)
            while not self._queue.empty() and len(batch) < MOST_AT_ONCE and size < MOST_BYTES:
                batch.append(self._queue.get_nowait())
                size += len(batch[-1].body)
            outcomes = await loop.run_in_executor(self._thread, self._store_batch, batch)
            for one, error in zip(batch, outcomes, strict=True):
                _answer(one.stored, error)

    async def _next(self) -> Waiting | None:
        """The next mail that waits; None when there is none and there shall be no more."""
        while self._queue.empty():
            if self._stopping.is_set():
                return None
            arrived = asyncio.ensure_future(self._queue.get())
            ended = asyncio.ensure_future(self._stopping.wait())
            await asyncio.wait([arrived, ended], return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if arrived.done():
                return arrived.result()
            arrived.cancel()
        return self._queue.get_nowait()

    def _look(self) -> None:
        try:
            close_old_connections()
            self._mailboxes, self._looked_at = mailboxes(), time.monotonic()
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            raise NotStored(str(error)) from error

    def _store_batch(self, batch: list[Waiting]) -> list[NotStored | None]:
        """What became of each: None is stored. Never raises, else every session would hang."""
        self.batches += 1
        try:
            if time.monotonic() - self._looked_at > FRESH_SECONDS:
                self._look()
            self._store([self._arrival(one) for one in batch])
        except NotStored as error:
            return [error] * len(batch)
        except (OperationalError, InterfaceError) as error:
            connection.close()
            logger.warning("mail cannot be stored now", error=str(error))
            return [NotStored(str(error))] * len(batch)
        except Exception as error:  # noqa: BLE001 - one odd mail must not take the others with it
            connection.close()
            logger.warning("a batch of mail cannot be stored, one by one now", error=str(error))
            return (
                [self._store_batch([one])[0] for one in batch]
                if batch[1:]
                else [NotStored(str(error))]
            )
        self.mails += len(batch)
        return [None] * len(batch)

    def _arrival(self, one: Waiting) -> Arrival:
        account = self._mailboxes.account_for(one.recipients)
        if account is None:
            raise NotStored("there is no mailbox yet")
        return Arrival(
            account_id=account, external_id=one.external_id, body=one.body, envelope=one.envelope
        )


def _answer(stored: "asyncio.Future[None]", error: NotStored | None) -> None:
    if stored.done():  # the client went away; the mail is stored or will come again
        return
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)


def _hang_up() -> None:
    """End this thread's own connection."""
    connection.close()


def _free() -> int:
    folder = Path(settings.FILES_ROOT)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
