"""The door for devices: our own broker, or a place in the group of another's subscribers."""

import asyncio
import fcntl
import hashlib
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog

from makegood.adapters.mqtt.broker import DeviceBroker
from makegood.adapters.mqtt.subscriber import Subscriber

AGAIN_SECONDS = 5.0
MOST_SLOTS = 64
logger = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class MqttSettings:
    """What an operator decided. `url` names another broker, then ours stays closed."""

    host: str
    port: int
    url: str = ""
    certificate: str = ""
    key: str = ""
    tls_port: int = 8883
    authorities: str = ""
    run_folder: Path


class MqttDoor:
    """Opens, and tries again while it cannot: mail does not wait for it."""

    def __init__(self, settings: MqttSettings) -> None:
        self._settings = settings
        self._broker: DeviceBroker | None = None
        self._subscriber: Subscriber | None = None
        self._slot: IO[str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._trouble = ""

    async def open(self) -> None:
        """Open it; when that is not possible now, go on trying."""
        if self._settings.url:
            name, self._slot = door_name(self._settings.run_folder)
            self._subscriber = Subscriber(
                self._settings.url, name=name, authorities=self._settings.authorities
            )
            self._subscriber.start()
        elif not await self._tried():
            self._task = asyncio.get_running_loop().create_task(self._try_again())

    async def close(self) -> None:
        """Acknowledge what is stored, then end."""
        if self._task is not None:
            self._task.cancel()
        if self._subscriber is not None:
            await asyncio.to_thread(self._subscriber.stop)
        if self._broker is not None:
            await self._broker.close_doors()
        if self._slot is not None:
            self._slot.close()

    def facts(self) -> dict[str, Any]:
        """What passed, for the sign of life."""
        if self._subscriber is not None:
            return self._subscriber.facts()
        if self._broker is not None:
            return {"port": self._settings.port, "open": True, **self._broker.facts()}
        return {"port": self._settings.port, "open": False, "trouble": self._trouble}

    async def _tried(self) -> bool:
        told = self._settings
        try:
            broker = DeviceBroker(
                host=told.host,
                port=told.port,
                certificate=told.certificate,
                key=told.key,
                tls_port=told.tls_port,
            )
            await broker.open_doors()
        except OSError as error:
            self._trouble = str(error)[:200]
            return False
        self._broker, self._trouble = broker, ""
        return True

    async def _try_again(self) -> None:
        advice = "set MAKEGOOD_MQTT_PORT to a free port, or MQTT_URL to the broker that is there"
        logger.warning("the door for devices cannot be opened", why=self._trouble, advice=advice)
        while not await self._tried():
            await asyncio.sleep(AGAIN_SECONDS)
        logger.info("the door for devices is open now")


def door_name(folder: Path) -> tuple[str, IO[str]]:
    """A name at the broker that no other door has, the same after a restart: the lowest that is free on this
    machine and in this home. It is held as long as the file is open."""
    folder.mkdir(parents=True, exist_ok=True)
    home = hashlib.sha256(str(folder).encode()).hexdigest()[:6]
    for slot in range(1, MOST_SLOTS):
        file = (folder / f"mqtt-{slot}.lock").open("a")
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return f"makegood-{socket.gethostname()[:40]}-{home}-{slot}", file
        file.close()
    raise OSError("too many doors in one home")
