"""One connection of a device to our broker: who it is, what it may say, acknowledged after the commit."""

import asyncio
from collections import Counter

import structlog
from amqtt.adapters import BufferReader
from amqtt.errors import AMQTTError
from amqtt.mqtt.connack import (
    BAD_USERNAME_PASSWORD,
    CONNECTION_ACCEPTED,
    NOT_AUTHORIZED,
    SERVER_UNAVAILABLE,
    UNACCEPTABLE_PROTOCOL_VERSION,
    ConnackPacket,
)
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.suback import SubackPacket
from amqtt.mqtt.subscribe import SubscribePacket

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
    UNSUBACK,
    UNSUBSCRIBE,
    Broken,
    Packet,
    Published,
    TooLarge,
    acknowledged,
    packets_in,
    published,
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
REFUSED = 0x80
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
            older.hang_up()

    def forget(self, line: "Line") -> None:
        """It has ended."""
        if self.known.get(line.place) is line:
            del self.known[line.place]

    def end_key(self, key_id: int) -> None:
        """Hang up on whoever came in with this key."""
        for line in [line for line in self.known.values() if line.place[0] == key_id]:
            logger.info("a key of a device was taken back, its session ends", key=key_id)
            line.last_will = None
            line.hang_up()

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
        except (Broken, AMQTTError, TimeoutError) as error:
            self.lines.counts["broken"] += 1
            logger.info("a line that was not understood", serial=self.who.serial, why=str(error))
        except TooLarge as error:
            self.lines.counts["too_large"] += 1
            logger.warning("too large", serial=self.who.serial, why=str(error))
        finally:
            self._say_last_will()

    def hang_up(self) -> None:
        """End the connection at once."""
        self.writer.transport.abort()

    def is_silent(self, moment: float) -> bool:
        return moment - self.heard_at > self.patience

    async def _come_in(self) -> None:
        first = await self._first()
        if first.kind != CONNECT:
            raise Ended("the first packet must be CONNECT")
        connect = await ConnectPacket.from_stream(BufferReader(first.whole))
        if connect.proto_name != "MQTT" or connect.proto_level != 4:
            await self._refuse(UNACCEPTABLE_PROTOCOL_VERSION)
        self.who = await self._asked(connect.username or "", connect.password or "")
        self.place = (self.who.key_id, connect.client_id)
        if connect.keep_alive:
            self.patience = connect.keep_alive * 1.5
        if connect.will_flag and connect.will_topic and connect.will_message:
            self.last_will = (connect.will_topic, bytes(connect.will_message))
        self.lines.takes_over(self)
        self.writer.write(ConnackPacket.build(0, CONNECTION_ACCEPTED).to_bytes())

    async def _asked(self, name: str, token: str) -> Admitted:
        try:
            who = await self.lines.doorman.admit(name, token)
        except Away:
            await self._refuse(SERVER_UNAVAILABLE)
            raise
        if who is None:
            self.lines.counts["refused"] += 1
            await asyncio.sleep(WRONG_SECONDS)
            await self._refuse(NOT_AUTHORIZED if name else BAD_USERNAME_PASSWORD)
            raise Ended("nobody")
        return who

    async def _first(self) -> Packet:
        while True:
            for packet in packets_in(self.buffer, most=MOST_FIRST):
                return packet
            await self._more()

    async def _refuse(self, code: int) -> None:
        self.writer.write(ConnackPacket.build(0, code).to_bytes())
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
            await self._published(published(packet))
        elif packet.kind == PINGREQ:
            self.writer.write(PINGRESP)
        elif packet.kind == PUBREL:
            self.writer.write(acknowledged(PUBCOMP, packet.body[:2]))
        elif packet.kind == SUBSCRIBE:
            await self._subscribed(packet)
        elif packet.kind == UNSUBSCRIBE:
            self.writer.write(acknowledged(UNSUBACK, packet.body[:2]))
        elif packet.kind == DISCONNECT:
            self.last_will = None
            raise Ended("it said goodbye")
        elif packet.kind not in (PUBACK >> 4, PUBREC >> 4, PUBCOMP >> 4):
            raise Broken(f"a packet of kind {packet.kind}")

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

    async def _subscribed(self, packet: Packet) -> None:
        asked = await SubscribePacket.from_stream(BufferReader(packet.whole))
        codes = [
            min(quality & 3, 1) if is_own(topic, self.who.serial) else REFUSED
            for topic, quality in asked.payload.topics
        ]
        self.lines.counts["refused_subscriptions"] += codes.count(REFUSED)
        self.writer.write(SubackPacket.build(asked.variable_header.packet_id, codes).to_bytes())

    def _say_last_will(self) -> None:
        """What it asked us to say when it goes without a word, as if it had published it."""
        will, self.last_will = self.last_will, None
        if will is None or len(will[1]) > MOST_BYTES:
            return
        found = parts(will[0])
        if found is not None and found[0] == self.who.serial:
            self.lines.shelf.put(Arrived(self.who.asset_id, found[1], will[1]), lambda: None)
