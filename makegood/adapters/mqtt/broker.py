"""Our own broker: amqtt's listeners, with our rules on each line (`line.py`).

amqtt itself acknowledges a message before anybody has stored it, lets a stranger take over a session before it
asks who he is, and reads packets of any size (docs/decisions/0008-devices-by-mqtt.md).
"""

import asyncio
import resource
import ssl
from contextlib import suppress
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig

from makegood.adapters.mqtt.line import Line, Lines

BACKLOG = 4096  # as many come at once after a power cut
WANTED_FILES = 65_536
MOST_LINES = 20_000
LOOK_SECONDS = 5.0


class DeviceBroker(Broker):  # type: ignore[misc]  # amqtt tells no types
    """Takes in what devices publish; it gives nothing out, and keeps nothing in memory."""

    def __init__(
        self, *, host: str, port: int, certificate: str = "", key: str = "", tls_port: int = 0
    ) -> None:
        listeners = {"default": ListenerConfig(bind=f"{host}:{port}")}
        if certificate:
            listeners["tls"] = ListenerConfig(
                bind=f"{host}:{tls_port}", ssl=True, certfile=certificate, keyfile=key
            )
        super().__init__(BrokerConfig(listeners=listeners, plugins={}))
        self.lines = Lines()
        self.open = 0
        self._silent: asyncio.Task[None] | None = None

    async def open_doors(self) -> None:
        """Listen. Raises OSError when a port is taken or a certificate cannot be read."""
        more_files()
        await self._start_listeners()
        self.lines.shelf.start()
        self.lines.doorman.start(self.lines.end_key)
        self._silent = asyncio.get_running_loop().create_task(self._end_silent())

    async def close_doors(self) -> None:
        """Take in nothing more, acknowledge what is stored, hang up."""
        for server in self._servers.values():
            server.instance.close()
        if self._silent is not None:
            self._silent.cancel()
        await self.lines.shelf.stop()
        await asyncio.sleep(0)  # the last acknowledgements leave
        self.lines.end_all()
        await self.lines.doorman.stop()

    def facts(self) -> dict[str, Any]:
        """What passed, for the sign of life."""
        shelf = self.lines.shelf
        return {
            "sessions": len(self.lines.known),
            "messages": shelf.messages,
            "batches": shelf.batches,
            **self.lines.counts,
        }

    async def _create_server_instance(
        self,
        listener_name: str,
        listener_type: Any,
        address: str | None,
        port: int,
        ssl_context: ssl.SSLContext | None,
    ) -> Any:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self.stream_connected(reader, writer, listener_name)

        return await asyncio.start_server(
            connected, address, port, ssl=ssl_context, backlog=BACKLOG, reuse_address=True
        )

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """One connection, from its first byte to its last."""
        if self.open >= MOST_LINES:
            writer.transport.abort()
            return
        self.open += 1
        line = Line(self.lines, reader, writer)
        try:
            with suppress(OSError):  # it hung up
                await line.run()
        finally:
            self.open -= 1
            self.lines.forget(line)
            writer.close()

    async def _end_silent(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.lines.end_silent(asyncio.get_running_loop().time())


def more_files() -> None:
    """Allow as many connections as the machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
