"""Waking others: LISTEN/NOTIFY on one machine, Redis when REDIS_URL is set. Nothing depends on it for
truth: whoever is not woken looks by himself a second later."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connection, transaction

from makegood.base.database import run

SIGNALS = "makegood_signal"
REDIS_SECONDS = 1.0  # what a commit waits for Redis at most, once in a pause
PAUSE_SECONDS = 5.0  # after a failure nobody is told by Redis for so long
logger = structlog.get_logger()
_redis: Any = None
_paused_until = 0.0


def wake(channel: str, payload: str = "") -> None:
    """Tell listeners after commit (payload up to 7,000 bytes). Equal calls of one transaction are one."""
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _publish(channel, payload), robust=True)
    elif settings.NOTIFY:
        run("SELECT pg_notify(%s, %s)", [channel, payload])


def _publish(channel: str, payload: str) -> None:
    """Tell Redis. While it is away commits do not wait for it: listeners look by themselves."""
    global _redis, _paused_until  # noqa: PLW0603 - one client with its own pool per process
    import redis  # noqa: PLC0415 - only where Redis is used

    if time.monotonic() < _paused_until:
        return
    if _redis is None:
        _redis = _client()
    try:
        _redis.publish(channel, payload)
    except (redis.RedisError, OSError) as error:
        _paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("Redis is away; others look by themselves", error=str(error))


def _client() -> Any:
    import redis  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        socket_keepalive=True,
        health_check_interval=10,
        retry=Retry(NoBackoff(), 0),
    )


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
    """Raises ConnectionError when Redis is away."""
    import redis  # noqa: PLC0415

    try:
        with _client() as client, client.pubsub() as subscription:
            subscription.subscribe(*channels)
            yield None
            while True:
                found = subscription.get_message(ignore_subscribe_messages=True, timeout=timeout)
                if found is None or found["type"] != "message":
                    yield None
                else:
                    yield found["channel"].decode(), found["data"].decode()
    except redis.RedisError as error:
        raise ConnectionError(str(error)) from error


async def listen_async(*channels: str) -> AsyncIterator[tuple[str, str] | None]:
    """`listen` for an event loop: the waiting is done in a thread of its own."""
    source = listen(*channels)
    while True:
        yield await asyncio.to_thread(next, source)
