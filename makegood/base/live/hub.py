"""One hub per web process: reads the tail of the journal once and tells every open stream.

Rights are checked for each receiver at each notice, against what the hub knows of him; that is
read anew at every change of somebody's access and every few seconds, set-based.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import structlog
from django.db import close_old_connections

from makegood.base.access.policy import NOBODY, Principal
from makegood.base.bus import SIGNALS, listen_async
from makegood.base.journal.log import CHANNEL
from makegood.base.live import feed
from makegood.base.live.ports import SOURCES, Notice, Stir, notices

logger = structlog.get_logger()
T = TypeVar("T")
REFRESH_SECONDS = 3.0
REFRESH_EACH = (
    0.005  # with thousands of pages less often: changes of access are heard at once anyway
)
HEARTBEAT_SECONDS = 15.0
TURNS = 10
ALIVE = b": here\n\n"
IDLE_SECONDS = 1.0
BUFFER = 256
ACCESS_KINDS = ("access.", "people.")


@dataclass(eq=False)
class Stream:
    """One open page: its topics, who is behind it, and what it has not read yet."""

    source: str
    key: str
    topics: frozenset[str]
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(BUFFER))

    def tell(self, message: bytes | None) -> None:
        """Hand over, or end a stream whose reader is too slow: it comes back with its last number."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)

    def end(self) -> None:
        """Nobody reads any more."""
        self.tell(None)


def message(notice: Notice, topics: Iterable[str]) -> bytes:
    """The bytes of one notice: names only. A passing signal has no number and carries its few words."""
    data: dict[str, object] = {"topics": sorted(topics), "kind": notice.stir.kind}
    if not notice.stir.id:
        data["facts"] = dict(notice.stir.facts)
    head = f"id: {notice.stir.id}\n" if notice.stir.id else ""
    return f"{head}event: stir\ndata: {json.dumps(data)}\n\n".encode()


class Hub:
    """Start with `run()` as a task; `join` and `leave` streams."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.by_topic: dict[str, set[Stream]] = defaultdict(set)
        self.by_key: dict[tuple[str, str], set[Stream]] = defaultdict(set)
        # Threads of its own: a thousand pages that come back at once do not hold up the news.
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="live-hub")
        self.principals: dict[tuple[str, str], Principal] = {}
        self.news = asyncio.Event()
        self.passing: list[Stir] = []
        self.untold: list[Stir] = []

    async def run(self) -> None:
        """Read and tell, for ever; a database that is away is waited for."""
        background = [
            asyncio.create_task(work())
            for work in (self._hear, self._refresh_often, self._show_life)
        ]
        try:
            await self._tell_all()
        finally:
            for task in background:
                task.cancel()

    async def _own(self, work: Callable[[], T]) -> T:
        """Database work of the hub itself."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, _fresh, work)

    async def _tell_all(self) -> None:
        tail: feed.Tail | None = None
        while True:
            try:
                if tail is None:
                    tail = await self._own(feed.Tail)
                await self._round(tail)
            except Exception:
                logger.warning("live hub waits for the database", exc_info=True)
                await asyncio.sleep(IDLE_SECONDS)

    async def _round(self, tail: feed.Tail) -> None:
        self.news.clear()
        stirs = await self._own(tail.read)
        self.untold += stirs  # kept until they are told: the database may go away in between
        passing, self.passing = self.passing, []
        if any(s.kind.startswith(ACCESS_KINDS) for s in self.untold):
            await self.refresh()
        if self.streams and (self.untold or passing):
            news = [*self.untold, *passing]
            for notice in await self._own(lambda: notices(news)):
                self._tell(notice)
        self.untold.clear()
        if not stirs:
            try:
                await asyncio.wait_for(self.news.wait(), IDLE_SECONDS)
            except TimeoutError:
                return

    def _tell(self, notice: Notice) -> None:
        told: dict[Stream, list[str]] = defaultdict(list)
        for topic in notice.topics:
            for stream in self.by_topic.get(topic, ()):
                told[stream].append(topic)
        ready: dict[tuple[str, ...], bytes] = {}
        for stream, topics in told.items():
            if notice.allowed(self.principals.get((stream.source, stream.key), NOBODY)):
                key = tuple(topics)
                if key not in ready:
                    ready[key] = message(notice, key)
                stream.tell(ready[key])

    async def _hear(self) -> None:
        async for heard in listen_async(CHANNEL, SIGNALS):
            if heard is not None and heard[0] == SIGNALS:
                self.passing.append(feed.passing(heard[1]))
            if heard is not None:
                self.news.set()

    async def _refresh_often(self) -> None:
        while True:
            await asyncio.sleep(max(REFRESH_SECONDS, len(self.streams) * REFRESH_EACH))
            try:
                await self.refresh()
            except Exception:
                logger.warning("rights could not be read again", exc_info=True)

    async def _show_life(self) -> None:
        """A sign of life on every stream now and then, on some at a time, so that a dead connection
        shows and no proxy closes a quiet one."""
        turn = 0
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS / TURNS)
            turn = (turn + 1) % TURNS
            for place, stream in enumerate(tuple(self.streams)):
                if place % TURNS == turn and stream.queue.empty():
                    stream.tell(ALIVE)

    async def refresh(self) -> None:
        """Read everybody's rights anew and end the streams of those who have none."""
        for source in {s.source for s in self.streams}:
            keys = sorted({s.key for s in self.streams if s.source == source})
            known = await self._own(partial(SOURCES[source].principals, keys))
            for key in keys:
                if key in known:
                    self.principals[source, key] = known[key]
                else:
                    self.principals.pop((source, key), None)
        for stream in list(self.streams):
            if (stream.source, stream.key) not in self.principals:
                stream.tell(None)

    async def join(self, stream: Stream) -> bool:
        """Let a stream in if he who opened it has any rights."""
        known = await asyncio.to_thread(
            _fresh, lambda: SOURCES[stream.source].principals([stream.key])
        )
        if stream.key not in known:
            return False
        self.principals[stream.source, stream.key] = known[stream.key]
        self.streams.add(stream)
        self.by_key[stream.source, stream.key].add(stream)
        for topic in stream.topics:
            self.by_topic[topic].add(stream)
        return True

    def leave(self, stream: Stream) -> None:
        """Forget a stream."""
        self.streams.discard(stream)
        for topic in stream.topics:
            self.by_topic[topic].discard(stream)
            if not self.by_topic[topic]:
                del self.by_topic[topic]
        same = self.by_key[stream.source, stream.key]
        same.discard(stream)
        if not same:
            del self.by_key[stream.source, stream.key]
            self.principals.pop((stream.source, stream.key), None)

    def allowed(self, stream: Stream, notice: Notice) -> bool:
        """Whether this receiver may hear this notice now."""
        return notice.allowed(self.principals.get((stream.source, stream.key), NOBODY))


def _fresh(work: Callable[[], T]) -> T:
    """Run database work of a thread, leaving no dead connection behind."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
