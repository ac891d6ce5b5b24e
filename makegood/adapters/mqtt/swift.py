"""paho's client, reading from the wire and writing to it in large pieces: four system calls a message are saved.
For one connection: the next one is a new client."""

import contextlib
import ssl
from collections.abc import Iterable
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

CHUNK = 256 * 1024


class SwiftClient(paho.Client):
    """Driven from outside: `turn` when its socket can be read, `flush` to let go what waits."""

    def __init__(self, **how: Any) -> None:
        self._inbox, self._at, self._outbox = b"", 0, bytearray()
        super().__init__(CallbackAPIVersion.VERSION2, **how)

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._at >= len(self._inbox):
            self._inbox, self._at = super()._sock_recv(CHUNK), 0
        piece = self._inbox[self._at : self._at + bufsize]
        self._at += len(piece)
        return piece

    def _sock_send(self, buf: bytes | bytearray) -> int:
        self._outbox += buf
        return len(buf)

    def turn(self, *, most: int) -> None:
        """Handle up to `most` packets that are here."""
        for _ in range(most):
            if self.loop_read() != paho.MQTT_ERR_SUCCESS or self._at >= len(self._inbox):
                return

    @property
    def has_more(self) -> bool:
        """Whether something was read from the wire and not handled."""
        return self._at < len(self._inbox)

    @property
    def wants_out(self) -> bool:
        return bool(self._outbox)

    def acknowledge(self, numbers: Iterable[int]) -> None:
        """Tell the broker that these are ours now (PUBACK)."""
        self._outbox += b"".join([b"\x40\x02" + number.to_bytes(2, "big") for number in numbers])

    def flush(self) -> None:
        """Send what the line takes at this moment. Raises OSError when it is gone."""
        line = self.socket()
        while self._outbox and line is not None:
            with contextlib.suppress(BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                sent = line.send(self._outbox)
                del self._outbox[:sent]
                continue
            return
