"""What another broker gave us, stored: which device each message is of, and who says too much."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from makegood.adapters.mqtt.throttle import Throttle, weight_of
from makegood.adapters.mqtt.topics import parts
from makegood.field.telemetry.operations import Arrived, accept
from makegood.field.telemetry.rules import MOST_BYTES
from makegood.records.assets.operations import heard_of

KNOWN_SECONDS = 60.0  # a number may be given to another device
KEPT_OF_LARGE = 1000
MOST_AT_ONCE = 4 * 1024 * 1024  # bytes of one batch
logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Got:
    """One message that the broker gave us and waits for."""

    number: int
    topic: str
    payload: bytes


class Storing:
    """For one thread. Messages of a device that says too much are stored like all others, and followed last."""

    def __init__(self) -> None:
        self._throttle = Throttle()
        self._known: dict[str, tuple[int, int] | None] = {}  # topic: device and kind
        self._known_at = 0.0
        self.counts: Counter[str] = Counter()

    def keep(self, batch: Sequence[Got]) -> bool:
        """Store a batch for good; False when that cannot be done now."""
        try:
            close_old_connections()
            self._learn({one.topic for one in batch})
            self._store(batch)
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            logger.warning("messages of devices cannot be stored now", error=str(error)[:200])
            return False
        except Exception:
            connection.close()  # the broker keeps them: nothing of it was acknowledged
            logger.exception("messages of devices cannot be stored")
            return False
        self.counts["batches"] += 1
        self.counts["messages"] += len(batch)
        return True

    def _learn(self, topics: set[str]) -> None:
        """Which devices these topics are of; one that nobody entered is kept as unknown."""
        if time.monotonic() - self._known_at > KNOWN_SECONDS:
            self._known, self._known_at = {}, time.monotonic()
        new = topics - self._known.keys()
        if not new:
            return
        read = {topic: parts(topic) for topic in new}
        devices = heard_of({found[0] for found in read.values() if found})
        for topic, found in read.items():
            device = devices.get(found[0]) if found else None
            self._known[topic] = (device, found[1]) if found and device else None

    def _store(self, batch: Sequence[Got]) -> None:
        plain: list[Arrived] = []
        slow: list[Arrived] = []
        for one in batch:
            known = self._known[one.topic]
            if known is None:
                self.counts["no_device"] += 1
                logger.warning("a message of no device is dropped", topic=one.topic[:120])
                continue
            payload = one.payload
            if len(payload) > MOST_BYTES:  # its beginning is kept, as what cannot be read
                self.counts["too_large"] += 1
                payload = payload[:KEPT_OF_LARGE]
            much = self._throttle.is_too_much(known[0], weight_of(payload))
            (slow if much else plain).append(Arrived(known[0], known[1], payload))
        self.counts["throttled"] += len(slow)
        for part in _parts(plain):
            accept(part)
        for part in _parts(slow):
            accept(part, slow=True)


def _parts(arrived: Sequence[Arrived]) -> Iterator[list[Arrived]]:
    """In their order, no more at once than is followed at once."""
    part: list[Arrived] = []
    size = 0
    for one in arrived:
        if part and size + len(one.payload) > MOST_AT_ONCE:
            yield part
            part, size = [], 0
        part.append(one)
        size += len(one.payload)
    if part:
        yield part
