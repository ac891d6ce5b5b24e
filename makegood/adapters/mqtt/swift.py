"""paho's client, reading from the wire and writing to it in large pieces: four system calls a message are saved,
and what is published is read without paho. For one connection: the next one is a new client."""

import contextlib
import ssl
import time
from collections.abc import Iterable
from typing import Any, Protocol

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from makegood.adapters.mqtt.packets import PUBLISH, Broken, head_of

CHUNK = 256 * 1024


class Heard(Protocol):
    """Hears of one message: the number under which it is to be acknowledged, 0 where it is not."""

    def __call__(self, number: int, topic: str, payload: bytes, *, retained: bool) -> None: ...


class SwiftClient(paho.Client):
    """Driven from outside: `turn` when its socket can be read, `flush` to let go what waits."""

    def __init__(self, heard: Heard, **how: Any) -> None:
        self._inbox, self._at, self._outbox = b"", 0, bytearray()
        super().__init__(CallbackAPIVersion.VERSION2, **how)
        self._heard = heard
        self.on_message = self._said

    def _said(self, _client: paho.Client, _data: Any, said: paho.MQTTMessage) -> None:
        self._heard(
            said.mid if said.qos else 0, said.topic, bytes(said.payload), retained=said.retain
        )

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
            if not self._took_message() and self.loop_read() != paho.MQTT_ERR_SUCCESS:
                return
            if self._at >= len(self._inbox):
                break
        self._last_bytes_received = time.monotonic()

    def _took_message(self) -> bool:
        """Whether the next packet is a message that is here as a whole and plain: then it is told. All others are
        paho's."""
        inbox, at = self._inbox, self._at
        if at >= len(inbox) or inbox[at] >> 4 != PUBLISH or self._in_packet["command"]:
            return False
        quality = inbox[at] >> 1 & 3
        try:
            found = head_of(inbox, at)
            if found is None or quality > 1:
                return False
            start = at + found[0]
            end, after = (
                start + found[1],
                start + 2 + int.from_bytes(inbox[start : start + 2], "big"),
            )
            payload = after + 2 if quality else after
            if not start + 2 <= payload <= end <= len(inbox):
                return False
            topic = inbox[start + 2 : after].decode()
        except (Broken, UnicodeDecodeError):
            return False
        number = int.from_bytes(inbox[after:payload], "big")
        self._at = end
        self._heard(number, topic, inbox[payload:end], retained=bool(inbox[at] & 1))
        return True

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
