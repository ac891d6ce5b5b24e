"""A child's sign of life to its supervisor: one byte every few seconds, from the loop that does the work."""

import asyncio
import os
import threading
import time
from contextlib import suppress

from makegood.cli.child import HEARTBEAT

EVERY_SECONDS = 5.0


def supervised() -> bool:
    """Whether a supervisor listens."""
    return HEARTBEAT in os.environ


def beat() -> None:
    """One sign of life. Costs nothing when nobody listens."""
    with suppress(OSError, ValueError):
        os.write(int(os.environ.get(HEARTBEAT, "-1")), b".")


async def beat_in_loop() -> None:
    """Signs of life for as long as this event loop turns: a loop that hangs falls silent."""
    while True:
        beat()
        await asyncio.sleep(EVERY_SECONDS)


def beat_in_thread() -> None:
    """Signs of life for a process without an event loop of ours."""
    if supervised():
        threading.Thread(target=beat_for_ever, name="heartbeat", daemon=True).start()


def beat_for_ever() -> None:
    while True:
        beat()
        time.sleep(EVERY_SECONDS)
