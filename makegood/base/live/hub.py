"""One hub per web process: reads the tail of the journal once and tells every open stream.

Rights are checked for each receiver at each notice, against what the hub knows of him; that is
read anew at every change of somebody's access and every few seconds, set-based.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
        self.principals: dict[tuple[str, str], Principal] = {}
        self.news = asyncio.Event()
        self.passing: list[Stir] = []

    async def run(self) -> None:
        """Read and tell, for ever; a database that is away is waited for."""
        background = [asyncio.create_task(self._hear()), asyncio.create_task(self._refresh_often())]
        try:
            await self._tell_all()
        finally:
            for task in background:
                task.cancel()

    async def _tell_all(self) -> None:
        tail: feed.Tail | None = None
        while True:
            try:
                if tail is None:
                    tail = await asyncio.to_thread(_fresh, feed.Tail)
                await self._round(tail)
            except Exception:
                logger.warning("live hub waits for the database", exc_info=True)
                await asyncio.sleep(IDLE_SECONDS)

    async def _round(self, tail: feed.Tail) -> None:
        self.news.clear()
        stirs = await asyncio.to_thread(_fresh, tail.read)
        passing, self.passing = self.passing, []
        if any(s.kind.startswith(ACCESS_KINDS) for s in stirs):
            await self.refresh()
        if self.streams and (stirs or passing):
            for notice in await asyncio.to_thread(_fresh, lambda: notices([*stirs, *passing])):
                self._tell(notice)
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
                stream.tell(ready.setdefault(key, message(notice, key)))

    async def _hear(self) -> None:
        async for heard in listen_async(CHANNEL, SIGNALS):
            if heard is not None and heard[0] == SIGNALS:
                self.passing.append(feed.passing(heard[1]))
            if heard is not None:
                self.news.set()

    async def _refresh_often(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self.refresh()
            except Exception:
                logger.warning("rights could not be read again", exc_info=True)

    async def refresh(self) -> None:
        """Read everybody's rights anew and end the streams of those who have none."""
        for source in {s.source for s in self.streams}:
            keys = sorted({s.key for s in self.streams if s.source == source})
            known = await asyncio.to_thread(
                _fresh, lambda n=source, k=keys: SOURCES[n].principals(k)
            )
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
        if not any((s.source, s.key) == (stream.source, stream.key) for s in self.streams):
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
