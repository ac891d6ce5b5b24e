"""The doors process: our SMTP server and the fetching of mailboxes, until it is asked to stop."""

import asyncio
import errno
import os
import signal
import threading
from contextlib import suppress
from typing import Any

import structlog
import uvloop
from django.db import DatabaseError, connection

from makegood.adapters.email.doors.imap import Fetchers
from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.base.jobs.sweeps import beat
from makegood.config import environment

BEAT_SECONDS = 5
logger = structlog.get_logger()


def run() -> None:
    """Keep the doors open until SIGTERM or SIGINT. Raises BadSetting when the port is taken."""
    uvloop.run(_run())


async def _run() -> None:
    port = environment.read().smtp_port
    host = os.environ.get("MAKEGOOD_SMTP_HOST", "").strip() or "127.0.0.1"
    door = SmtpDoor(host=host, port=port)
    try:
        await door.open()
    except OSError as error:
        reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror or error
        raise environment.BadSetting(
            f"Mail cannot be taken in on {host} port {port} ({reason});"
            " set MAKEGOOD_SMTP_PORT to a free port."
        ) from error
    fetchers = Fetchers()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    ended = threading.Event()
    threads = [
        threading.Thread(target=fetchers.run, args=(ended,), name="imap", daemon=True),
        threading.Thread(target=_beat, args=(ended, door, fetchers), name="beat", daemon=True),
    ]
    for thread in threads:
        thread.start()
    await stop.wait()
    ended.set()
    await door.close()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)


def _beat(ended: threading.Event, door: SmtpDoor, fetchers: Fetchers) -> None:
    """Say every few seconds that the doors are open, what passed and how each mailbox is."""
    while True:
        with suppress(DatabaseError):
            beat("doors", **_facts(door, fetchers))
        if ended.wait(BEAT_SECONDS):
            connection.close()
            return


def _facts(door: SmtpDoor, fetchers: Fetchers) -> dict[str, Any]:
    return {
        "smtp": {
            "port": door.port,
            "mails": door.shelf.mails,
            "batches": door.shelf.batches,
            "sessions": door.load.sessions,
        },
        "imap": fetchers.facts(),
    }
