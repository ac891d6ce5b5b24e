"""The doors process: our SMTP server, the fetching of mailboxes and the door for devices, until it is asked to stop."""

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
from makegood.adapters.mqtt.door import MqttDoor
from makegood.adapters.mqtt.keys import KeyFiles
from makegood.base.jobs.sweeps import beat
from makegood.config import environment, mqtt

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
    devices = MqttDoor(mqtt.settings())
    await devices.open()
    fetchers = Fetchers()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    ended = threading.Event()
    threads = [
        threading.Thread(target=fetchers.run, args=(ended,), name="imap", daemon=True),
        threading.Thread(
            target=_beat, args=(ended, door, fetchers, devices), name="beat", daemon=True
        ),
    ]
    if folder := mqtt.mosquitto_folder():
        keys = KeyFiles(folder)
        threads.append(threading.Thread(target=keys.run, args=(ended,), name="keys", daemon=True))
    for thread in threads:
        thread.start()
    await stop.wait()
    ended.set()
    await devices.close()
    await door.close()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)


def _beat(ended: threading.Event, door: SmtpDoor, fetchers: Fetchers, devices: MqttDoor) -> None:
    """Say every few seconds that the doors are open, what passed and how each mailbox is."""
    while True:
        with suppress(DatabaseError):
            beat("doors", **_facts(door, fetchers), mqtt=devices.facts())
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
