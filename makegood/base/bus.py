"""Waking others: LISTEN/NOTIFY on one machine, Redis when REDIS_URL is set. Nothing depends on it for
truth: whoever is not woken looks by himself a second later."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from makegood.base.database import run

SIGNALS = "makegood_signal"
_redis: Any = None


def wake(channel: str, payload: str = "") -> None:
    """Tell listeners after commit (payload up to 7,000 bytes). Equal calls of one transaction are one."""
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _publish(channel, payload), robust=True)
    elif settings.NOTIFY:
        run("SELECT pg_notify(%s, %s)", [channel, payload])


def _publish(channel: str, payload: str) -> None:
    global _redis  # noqa: PLW0603 - one client with its own pool per process
    if _redis is None:
        import redis  # noqa: PLC0415 - only where Redis is used

        _redis = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
        )
    _redis.publish(channel, payload)


def parameters() -> dict[str, Any]:
    """How to reach the database outside Django's connections, for a connection that only listens."""
    found = dict(connection.get_connection_params())
    for ours in ("cursor_factory", "context", "prepare_threshold", "server_side_binding", "pool"):
        found.pop(ours, None)
    return found


def listen(*channels: str, timeout: float = 1.0) -> Iterator[tuple[str, str] | None]:
    """(channel, payload) as they come, None after each quiet `timeout`; reconnects by itself for ever."""
    while True:
        try:
            yield from (
                _listen_redis(channels, timeout)
                if settings.REDIS_URL
                else _listen_postgres(channels, timeout)
            )
        except (psycopg.Error, OSError, ConnectionError):
            yield None
            time.sleep(timeout)


def _listen_postgres(channels: tuple[str, ...], timeout: float) -> Iterator[tuple[str, str] | None]:
    with psycopg.connect(**parameters(), autocommit=True) as link:
        for channel in channels:
            link.execute(f"LISTEN {channel}")
        yield None
        while True:
            found = list(link.notifies(timeout=timeout, stop_after=1))
            yield from ((n.channel, n.payload) for n in found) if found else [None]


def _listen_redis(channels: tuple[str, ...], timeout: float) -> Iterator[tuple[str, str] | None]:
    import redis  # noqa: PLC0415

    with redis.Redis.from_url(settings.REDIS_URL).pubsub() as subscription:  # type: ignore[no-untyped-call]
        subscription.subscribe(*channels)
        yield None
        while True:
            found = subscription.get_message(ignore_subscribe_messages=True, timeout=timeout)
            if found is None or found["type"] != "message":
                yield None
            else:
                yield found["channel"].decode(), found["data"].decode()


async def listen_async(*channels: str) -> AsyncIterator[tuple[str, str] | None]:
    """`listen` for an event loop: the waiting is done in a thread of its own."""
    source = listen(*channels)
    while True:
        yield await asyncio.to_thread(next, source)
