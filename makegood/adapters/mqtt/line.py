"""One connection of a device to our broker: who it is, what it may say, acknowledged after the commit."""

import asyncio
from collections import Counter

import structlog

from makegood.adapters.mqtt.doorman import Away, Doorman
from makegood.adapters.mqtt.packets import (
    CONNECT,
    DISCONNECT,
    PINGREQ,
    PINGRESP,
    PUBACK,
    PUBCOMP,
    PUBLISH,
    PUBREC,
    PUBREL,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Broken,
    Packet,
    Published,
    TooLarge,
    acknowledged,
    packets_in,
    published,
)
from makegood.adapters.mqtt.rare import (
    AWAY,
    BROKEN,
    BY_HAND,
    NOT_ALLOWED,
    REFUSED,
    TAKEN_OVER,
    TOO_LARGE,
    WRONG_LEVEL,
    WRONG_NAME,
    WRONG_PROOF,
    connect_of,
    farewell,
    kept_out,
    let_in,
    subscribed,
    subscriptions,
    unsubscribed,
)
from makegood.adapters.mqtt.shelf import Shelf
from makegood.adapters.mqtt.throttle import Throttle, weight_of
from makegood.adapters.mqtt.topics import is_own, parts
from makegood.field.telemetry.operations import Arrived
from makegood.field.telemetry.queries import Admitted
from makegood.field.telemetry.rules import MOST_BYTES

FIRST_SECONDS = 10.0  # for the packet that says who it is
MOST_FIRST = 16 * 1024
MOST_PACKET = MOST_BYTES + 1024
WRONG_SECONDS = 1.0  # before whoever is nobody hears it
SILENT_SECONDS = 3600.0  # for devices that promise no sign of life
MOST_UNACKNOWLEDGED = 2000
CHUNK = 64 * 1024
GOODBYE_WITH_WILL = b"\x04"  # a reason of MQTT 5
logger = structlog.get_logger()


class Ended(Exception):
    """This line is not spoken on any more; the text says why."""


class Lines:
    """All lines of this process, and what they share."""

    def __init__(self) -> None:
        self.shelf, self.doorman, self.throttle = Shelf(), Doorman(), Throttle()
        self.counts: Counter[str] = Counter()
        self.known: dict[tuple[int, str], Line] = {}

    def takes_over(self, line: "Line") -> None:
        """A device has one session under one name: an older one ends. Nobody ends that of another key."""
        older = self.known.get(line.place)
        self.known[line.place] = line
        if older is not None:
            older.hang_up(TAKEN_OVER)

    def forget(self, line: "Line") -> None:
        """It has ended."""
        if self.known.get(line.place) is line:
            del self.known[line.place]

    def end_key(self, key_id: int) -> None:
        """Hang up on whoever came in with this key."""
        for line in [line for line in self.known.values() if line.place[0] == key_id]:
            logger.info("a key of a device was taken back, its session ends", key=key_id)
            line.last_will = None
            line.hang_up(BY_HAND)

    def end_silent(self, moment: float) -> None:
        """Hang up on whoever promised a sign of life and gave none for half as long again."""
        for line in [line for line in self.known.values() if line.is_silent(moment)]:
            line.hang_up()

    def end_all(self) -> None:
        for line in list(self.known.values()):
            line.hang_up()


class Line:
    """Reads packets of one connection, in order. What is published waits for its commit while the next are read."""

    def __init__(
        self, lines: Lines, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.lines, self.reader, self.writer = lines, reader, writer
        self.place: tuple[int, str] = (0, "")
        self.who = Admitted(0, 0, "")
        self.level = 4
        self.patience = SILENT_SECONDS
        self.loop = asyncio.get_running_loop()
        self.heard_at = self.loop.time()
        self.buffer = bytearray()
        self.unacknowledged = 0
        self.room = asyncio.Event()
        self.last_will: tuple[str, bytes] | None = None
        self.answers: list[bytes] = []

    async def run(self) -> None:
        """From the first packet to the last."""
        try:
            await asyncio.wait_for(self._come_in(), FIRST_SECONDS + WRONG_SECONDS)
            await self._listen()
        except Ended:
            pass  # as lines do
        except (Broken, TimeoutError) as error:
            self.lines.counts["broken"] += 1
            self.writer.write(farewell(self.level, BROKEN))
            logger.info("a line that was not understood", serial=self.who.serial, why=str(error))
        except TooLarge as error:
            self.lines.counts["too_large"] += 1
            self.writer.write(farewell(self.level, TOO_LARGE))
            logger.warning("too large", serial=self.who.serial, why=str(error))
        finally:
            self._say_last_will()

    def hang_up(self, reason: int = BY_HAND) -> None:
        """End the connection at once; MQTT 5 has words for why."""
        self.writer.write(farewell(self.level, reason))
        self.writer.transport.abort()

    def is_silent(self, moment: float) -> bool:
        return moment - self.heard_at > self.patience

    async def _come_in(self) -> None:
        first = await self._first()
        if first.kind != CONNECT:
            raise Ended("the first packet must be CONNECT")
        connect = connect_of(first)
        if not connect.level:
            await self._refuse(WRONG_LEVEL)
        self.level = connect.level
        if connect.further_proof:
            await self._refuse(WRONG_PROOF)
        self.who = await self._asked(connect.name, connect.password)
        self.place = (self.who.key_id, connect.client_id)
        if connect.keep_alive:
            self.patience = connect.keep_alive * 1.5
        self.last_will = connect.will
        self.lines.takes_over(self)
        self.writer.write(let_in(connect, most_at_once=MOST_UNACKNOWLEDGED, most_bytes=MOST_PACKET))

    async def _asked(self, name: str, token: str) -> Admitted:
        try:
            who = await self.lines.doorman.admit(name, token)
        except Away:
            await self._refuse(AWAY)
            raise
        if who is None:
            self.lines.counts["refused"] += 1
            await asyncio.sleep(WRONG_SECONDS)
            await self._refuse(NOT_ALLOWED if name else WRONG_NAME)
            raise Ended("nobody")
        return who

    async def _first(self) -> Packet:
        while True:
            for packet in packets_in(self.buffer, most=MOST_FIRST):
                return packet
            await self._more()

    async def _refuse(self, code: int) -> None:
        self.writer.write(kept_out(self.level, code))
        await self.writer.drain()
        raise Ended(f"refused with {code}")

    async def _more(self) -> None:
        data = await self.reader.read(CHUNK)
        if not data:
            raise Ended("it hung up")
        self.buffer += data
        self.heard_at = self.loop.time()

    async def _listen(self) -> None:
        while True:
            for packet in packets_in(self.buffer, most=MOST_PACKET):
                await self._take(packet)
            await self.writer.drain()
            await self._more()

    async def _take(self, packet: Packet) -> None:
        if packet.kind == PUBLISH:
            await self._published(published(packet, five=self.level == 5))
        elif packet.kind == PINGREQ:
            self.writer.write(PINGRESP)
        elif packet.kind == PUBREL:
            self.writer.write(acknowledged(PUBCOMP, packet.body[:2]))
        elif packet.kind == SUBSCRIBE:
            self._subscribed(packet)
        elif packet.kind == UNSUBSCRIBE:
            self.writer.write(unsubscribed(packet, self.level))
        elif packet.kind == DISCONNECT:
            self._goodbye(packet)
        elif packet.kind not in (PUBACK >> 4, PUBREC >> 4, PUBCOMP >> 4):
            raise Broken(f"a packet of kind {packet.kind}")

    def _goodbye(self, packet: Packet) -> None:
        if packet.body[:1] != GOODBYE_WITH_WILL:
            self.last_will = None
        raise Ended("it said goodbye")

    async def _published(self, said: Published) -> None:
        kind = self._kind_of(said.topic)
        if said.retain and not said.payload:
            self._answer(said)  # it clears what we never kept
            return
        if len(said.payload) > MOST_BYTES:
            raise TooLarge(f"{len(said.payload)} bytes")
        early = self.lines.throttle.wait(self.who.asset_id, weight_of(said.payload))
        if early:
            self.lines.counts["throttled"] += 1
            await asyncio.sleep(early)
        await self.lines.shelf.room()
        while self.unacknowledged >= MOST_UNACKNOWLEDGED:
            self.room.clear()
            await self.room.wait()
        self.unacknowledged += 1
        arrived = Arrived(self.who.asset_id, kind, said.payload)
        self.lines.shelf.put(arrived, lambda: self._stored(said))

    def _kind_of(self, topic: str) -> int:
        found = parts(topic)
        if found is None or found[0] != self.who.serial:
            self.lines.counts["wrong_topic"] += 1
            logger.warning("a topic that is not its own", serial=self.who.serial, topic=topic[:120])
            raise Ended("it may not publish there")
        return found[1]

    def _stored(self, said: Published) -> None:
        self.unacknowledged -= 1
        self.room.set()
        self._answer(said)

    def _answer(self, said: Published) -> None:
        """Acknowledge; answers of one commit leave together."""
        if said.quality == 0:
            return
        if not self.answers:
            self.loop.call_soon(self._send_answers)
        self.answers.append(acknowledged(PUBACK if said.quality == 1 else PUBREC, said.number))

    def _send_answers(self) -> None:
        answers, self.answers = self.answers, []
        if not self.writer.transport.is_closing():
            self.writer.write(b"".join(answers))

    def _subscribed(self, packet: Packet) -> None:
        number, asked = subscriptions(packet, self.level)
        codes = [
            min(quality, 1) if is_own(topic, self.who.serial) else REFUSED
            for topic, quality in asked
        ]
        self.lines.counts["refused_subscriptions"] += codes.count(REFUSED)
        self.writer.write(subscribed(number, codes, self.level))

    def _say_last_will(self) -> None:
        """What it asked us to say when it goes without a word, as if it had published it."""
        will, self.last_will = self.last_will, None
        if will is None or len(will[1]) > MOST_BYTES:
            return
        found = parts(will[0])
        if found is not None and found[0] == self.who.serial:
            self.lines.shelf.put(Arrived(self.who.asset_id, found[1], will[1]), lambda: None)
