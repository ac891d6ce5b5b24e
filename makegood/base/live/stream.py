"""`/live/SOURCE?topics=a,b&since=N` as plain ASGI: no thread waits for an open page."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from makegood.base.live import feed
from makegood.base.live.hub import Hub, Stream, _fresh, message
from makegood.base.live.ports import SOURCES, notices

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MAX_TOPICS = 50
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class LiveApp:
    """The ASGI application under `/live/`."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin reading the journal (idempotent; needs a running loop)."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.hub.run())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.start()
        name = scope["path"].removeprefix("/live/").strip("/")
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        stream = await self._open(name, headers, query)
        if stream is None:
            await send(
                {
                    "type": "http.response.start",
                    "status": 404,
                    "headers": [(b"cache-control", b"no-store")],
                }
            )
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [*HEADERS, *_cors(name, headers)],
                }
            )
            await self._serve(stream, _since(headers, query), receive, send)
        except asyncio.CancelledError:
            return  # the server ends: the page comes back to the next one, with its last number
        finally:
            self.hub.leave(stream)

    async def _open(
        self, name: str, headers: dict[str, str], query: dict[str, str]
    ) -> Stream | None:
        source = SOURCES.get(name)
        if source is None:
            return None
        key = await asyncio.to_thread(_fresh, lambda: source.identify(headers, query))
        topics = [t for t in query.get("topics", "").split(",") if t][:MAX_TOPICS]
        if key is None:
            return None
        stream = Stream(name, key, frozenset(topics))
        return stream if await self.hub.join(stream) else None

    async def _serve(self, stream: Stream, since: int | None, receive: Receive, send: Send) -> None:
        await send(_body(await self._greeting(stream, since)))
        gone = asyncio.create_task(_gone(receive))
        gone.add_done_callback(lambda _: stream.end())
        try:
            while (told := await stream.queue.get()) is not None:
                await send(_body(told if stream.queue.empty() else told + _rest(stream)))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()

    async def _greeting(self, stream: Stream, since: int | None) -> bytes:
        """What was missed since the page was made; the stream has already joined, so no gap is left."""
        if since is None:
            high = await asyncio.to_thread(_fresh, feed.newest)
            return f"retry: 2000\nid: {high}\nevent: hello\ndata: {{}}\n\n".encode()
        stirs = await asyncio.to_thread(_fresh, lambda: feed.missed(since))
        if stirs is None:
            high = await asyncio.to_thread(_fresh, feed.newest)
            return f"retry: 2000\nid: {high}\nevent: reset\ndata: {{}}\n\n".encode()
        parts = [b"retry: 2000\nevent: hello\ndata: {}\n\n"]
        for notice in await asyncio.to_thread(_fresh, lambda: notices(stirs)):
            topics = stream.topics & set(notice.topics)
            if topics and self.hub.allowed(stream, notice):
                parts.append(message(notice, topics))
        return b"".join(parts)


def _rest(stream: Stream) -> bytes:
    """What else is ready, so that a burst is one write."""
    parts: list[bytes] = []
    while not stream.queue.empty():
        told = stream.queue.get_nowait()
        if told is None:
            stream.queue.put_nowait(None)
            break
        parts.append(told)
    return b"".join(parts)


def _since(headers: dict[str, str], query: dict[str, str]) -> int | None:
    text = headers.get("last-event-id") or query.get("since", "")
    return int(text) if text.isdigit() and len(text) < 19 else None


def _cors(name: str, headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Streams that are read from another site (the chat widget) are opened by a token, never by a cookie."""
    if getattr(SOURCES[name], "cross_site", False) and "origin" in headers:
        return [(b"access-control-allow-origin", b"*")]
    return []


def _body(data: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": True}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
