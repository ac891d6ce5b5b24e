"""A child's sign of life to its supervisor: one byte every few seconds, from the loop that does the work."""

import asyncio
import os
import signal
import threading
import time

from makegood.cli.child import HEARTBEAT

EVERY_SECONDS = 5.0
GRACE_SECONDS = 6


def supervised() -> bool:
    """Whether a supervisor listens."""
    return HEARTBEAT in os.environ


def beat() -> None:
    """One sign of life. When the supervisor is gone, this process ends too."""
    try:
        os.write(int(os.environ[HEARTBEAT]), b".")
    except BrokenPipeError:
        end_soon()
        os.kill(os.getpid(), signal.SIGTERM)
    except (KeyError, OSError):
        return


def end_soon() -> None:
    """Has the kernel end this process in some seconds, in case its orderly end waits for what is gone."""
    if not signal.getitimer(signal.ITIMER_REAL)[0]:  # a second call must not put it off
        signal.alarm(GRACE_SECONDS)


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
