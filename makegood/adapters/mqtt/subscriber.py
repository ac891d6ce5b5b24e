"""Any other broker: we subscribe in a group, so that several doors share the messages, and acknowledge to it what
is committed. The session stays while we are away: the broker keeps what comes (docs/recipes/device-intake.md)."""

import queue
import select
import socket
import ssl
import threading
import time
from collections import Counter, deque
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as paho
import structlog
from django.db import connection

from makegood.adapters.mqtt.storing import Got, Storing
from makegood.adapters.mqtt.swift import SwiftClient
from makegood.adapters.mqtt.topics import SHARED

MOST_AT_ONCE = 2000
MOST_BYTES_AT_ONCE = 8 * 1024 * 1024  # of payloads in one batch; four more may wait
GATHER_SECONDS = 0.005
AGAIN_SECONDS = 1.0
KEEP_ALIVE = 30
Batch = tuple[int, list[Got]]  # of which session
logger = structlog.get_logger()


class Subscriber:
    """Two threads: one speaks with the broker, one stores. `address` is MQTT_URL, `name` ours at the broker: the
    same again and again, and no other's. `authorities`: a file of those who may vouch for the broker."""

    def __init__(self, address: str, *, name: str, authorities: str = "") -> None:
        self._address, self._authorities, self._name = urlsplit(address), authorities, name
        self._stop = threading.Event()
        self._got: queue.Queue[Batch] = queue.Queue(maxsize=4)
        self._stored: deque[Batch] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._bell.settimeout(0)
        self._ringer.settimeout(0)
        self._storing = Storing()
        self._session = 0
        self._weight = 0  # bytes of the batch that is gathered
        self.connected = False
        self.counts: Counter[str] = Counter()
        self._threads = [
            threading.Thread(target=self._speak, name="mqtt", daemon=True),
            threading.Thread(target=self._store, name="mqtt-shelf", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more, acknowledge what is stored, say goodbye."""
        self._stop.set()
        for thread in reversed(self._threads):
            thread.join(6)

    def facts(self) -> dict[str, Any]:
        """What passed, for the sign of life."""
        where = f"{self._address.hostname}:{self._port}"
        return {"broker": where, "connected": self.connected, **self.counts, **self._storing.counts}

    @property
    def _port(self) -> int:
        return self._address.port or (8883 if self._address.scheme == "mqtts" else 1883)

    def _speak(self) -> None:
        """Connect again and again, with the same name, so that the broker goes on where we were."""
        while not self._stop.is_set():
            try:
                self._one_session()
            except (OSError, ValueError) as error:
                logger.warning("the MQTT broker is away", error=str(error)[:200])
            self.connected = False
            self._stop.wait(AGAIN_SECONDS)

    def _one_session(self) -> None:
        self._session += 1  # packets have numbers of their own in each
        got: list[Got] = []
        self._weight = 0
        client = self._client(got)
        client.connect(self._address.hostname or "", self._port, keepalive=KEEP_ALIVE)
        try:
            while not self._stop.is_set() and client.socket() is not None:
                self._turn(client, got)
            if client.socket() is not None:
                self._leave(client)
        finally:
            client.disconnect()
            with suppress(OSError):
                client.flush()

    def _client(self, got: list[Got]) -> SwiftClient:
        def heard(number: int, topic: str, payload: bytes, *, retained: bool) -> None:
            if retained:  # what somebody left at the broker long ago is no news
                self.counts["retained"] += 1
                client.acknowledge([number] if number else [])
            else:
                got.append(Got(number, topic, payload))
                self._weight += len(payload)

        client = SwiftClient(
            heard,
            client_id=self._name,
            clean_session=False,
            protocol=paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if self._address.username:
            password = unquote(self._address.password or "")
            client.username_pw_set(unquote(self._address.username), password)
        if self._address.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context(cafile=self._authorities or None))

        client.on_connect = self._subscribe
        return client

    def _subscribe(
        self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _more: Any
    ) -> None:
        if reason.is_failure:
            logger.warning("the MQTT broker refuses us", reason=str(reason))
            return
        client.subscribe([(topic, 1) for topic in SHARED])
        self.connected = True

    def _turn(self, client: SwiftClient, got: list[Got]) -> None:
        """Read what is there, hand it on, acknowledge what was stored."""
        line: Any = client.socket()
        full = self._is_full(got)  # the database is slow: the broker keeps the rest
        readers: list[Any] = [self._bell] if full else [self._bell, line]
        ready, _, _ = select.select(
            readers,
            [line] if client.wants_out else [],
            [],
            0 if client.has_more and not full else GATHER_SECONDS if got else 0.5,
        )
        if self._bell in ready:
            with suppress(BlockingIOError):
                self._bell.recv(4096)
        if not full and (line in ready or client.has_more):
            client.turn(most=MOST_AT_ONCE - len(got))
        if got and (self._is_full(got) or line not in ready):
            with suppress(queue.Full):
                self._got.put_nowait((self._session, got[:]))
                got.clear()
                self._weight = 0
        self._acknowledge(client)
        client.loop_misc()
        if client.want_write():
            client.loop_write()
        client.flush()

    def _is_full(self, got: list[Got]) -> bool:
        return len(got) >= MOST_AT_ONCE or self._weight >= MOST_BYTES_AT_ONCE

    def _acknowledge(self, client: SwiftClient) -> None:
        while self._stored:
            session, batch = self._stored.popleft()
            if session == self._session:
                client.acknowledge(one.number for one in batch if one.number)

    def _leave(self, client: SwiftClient) -> None:
        """Acknowledge what is stored meanwhile; what is not comes again."""
        end = time.monotonic() + 3
        while self._got.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.02)
        self._acknowledge(client)
        client.flush()

    def _store(self) -> None:
        while not (self._stop.is_set() and self._got.empty()):
            try:
                session, batch = self._got.get(timeout=0.2)
            except queue.Empty:
                continue
            while not self._storing.keep(batch):
                if self._stop.wait(1.0):
                    return  # nothing of it was acknowledged: the broker keeps it
            self._stored.append((session, batch))
            self._got.task_done()
            with suppress(BlockingIOError):
                self._ringer.send(b"1")
        connection.close()
