"""The rare packets of MQTT 3.1.1 (level 4) and 5: who comes in, what is listened to, and our answers to it. Pure."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from makegood.adapters.mqtt.packets import UNSUBACK, Broken, Packet

LEVELS = (4, 5)
ACCEPTED, WRONG_LEVEL, AWAY, WRONG_NAME, NOT_ALLOWED, WRONG_PROOF = 0, 1, 3, 4, 5, 6
# the same in the words of MQTT 5 (its section 3.2.2.2); 3.1.1 knows nothing of further proofs
IN_FIVE = {0: 0, WRONG_LEVEL: 0x84, AWAY: 0x88, WRONG_NAME: 0x86, NOT_ALLOWED: 0x87, WRONG_PROOF: 0x8C}  # fmt: skip
REFUSED, REFUSED_FIVE = 0x80, 0x87  # a subscription
BROKEN, TAKEN_OVER, TOO_LARGE, BY_HAND = 0x81, 0x8E, 0x95, 0x98  # why we hang up, in MQTT 5
METHOD = 0x15  # the property that asks for a further proof
SIZES = {1: (0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), 2: (0x13, 0x21, 0x22, 0x23), 4: (0x02, 0x11, 0x18, 0x27)}  # fmt: skip
SIZE_OF = {name: size for size, names in SIZES.items() for name in names}
TEXTS, PAIR, LENGTH = (0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F), 0x26, 0x0B


class Cursor:
    """Reads what stands one after the other. Raises Broken where it ends too early."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    @property
    def is_done(self) -> bool:
        return self.at >= len(self.data)

    def take(self, size: int) -> bytes:
        begin, self.at = self.at, self.at + size
        if self.at > len(self.data):
            raise Broken("a packet that ends too early")
        return self.data[begin : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def blob(self) -> bytes:
        return self.take(self.number(2))

    def text(self) -> str:
        try:
            return self.blob().decode()
        except UnicodeDecodeError as error:
            raise Broken("a text that is none") from error

    def length(self) -> int:
        found = 0
        for turn in range(4):
            byte = self.number(1)
            found |= (byte & 127) << (7 * turn)
            if byte < 128:
                return found
        raise Broken("a length without end")

    def properties(self) -> set[int]:
        """Which properties of MQTT 5 stand here; their values are nothing to us."""
        end, found = self.length() + self.at, set()
        while self.at < end:
            name = self.number(1)
            found.add(name)
            if name in SIZE_OF:
                self.take(SIZE_OF[name])
            elif name in TEXTS:
                self.blob()
            elif name == PAIR:
                self.blob()
                self.blob()
            elif name == LENGTH:
                self.length()
            else:
                raise Broken(f"a property {name}")
        return found


@dataclass(frozen=True, slots=True)
class Connect:
    """Who wants to come in. `level`: 4 for MQTT 3.1.1, 5 for 5, any other is one that we do not speak (then the
    rest is empty). `given`: it gave itself no name, so this one is ours."""

    level: int
    client_id: str = ""
    given: bool = False
    name: str = ""
    password: str = ""
    keep_alive: int = 0
    will: tuple[str, bytes] | None = None
    further_proof: bool = False


def connect_of(packet: Packet) -> Connect:
    """What a CONNECT says. Raises Broken."""
    told = Cursor(packet.body)
    protocol, level = told.blob(), told.number(1)
    if protocol != b"MQTT" or level not in LEVELS:
        return Connect(0)
    flags, keep_alive = told.number(1), told.number(2)
    if flags & 1:
        raise Broken("a CONNECT with a flag that is kept free")
    asked = told.properties() if level == LEVELS[1] else set()
    client_id = told.text()
    will = None
    if flags & 0x04:
        if level == LEVELS[1]:
            told.properties()
        will = told.text(), told.blob()
    return Connect(
        level=level,
        client_id=client_id or f"mg-{secrets.token_hex(8)}",
        given=not client_id,
        name=told.text() if flags & 0x80 else "",
        password=told.blob().decode("utf-8", "replace") if flags & 0x40 else "",
        keep_alive=keep_alive,
        will=will,
        further_proof=METHOD in asked,
    )


def let_in(one: Connect, *, most_at_once: int, most_bytes: int) -> bytes:
    """CONNACK: in MQTT 5 with what we do not do (sessions, wildcards, shared subscriptions, their numbers), how
    many messages may be on their way and how large a packet may be."""
    if one.level != LEVELS[1]:
        return bytes((0x20, 2, 0, ACCEPTED))
    said = b"\x11\0\0\0\0" + b"\x21" + most_at_once.to_bytes(2, "big")
    said += b"\x27" + most_bytes.to_bytes(4, "big") + b"\x28\0\x29\0\x2a\0"
    if one.given:
        name = one.client_id.encode()
        said += b"\x12" + len(name).to_bytes(2, "big") + name
    return bytes((0x20, 3 + len(said), 0, ACCEPTED, len(said))) + said


def kept_out(level: int, code: int) -> bytes:
    """CONNACK that refuses, in the words of whoever asked."""
    if level == LEVELS[1]:
        return bytes((0x20, 3, 0, IN_FIVE[code], 0))
    return bytes((0x20, 2, 0, min(code, NOT_ALLOWED)))


def subscriptions(packet: Packet, level: int) -> tuple[bytes, list[tuple[str, int]]]:
    """The number of a SUBSCRIBE, and each topic with its quality. Raises Broken."""
    told = Cursor(packet.body)
    number = told.take(2)
    if level == LEVELS[1]:
        told.properties()
    found = []
    while not told.is_done:
        found.append((told.text(), told.number(1) & 3))
    return number, found


def subscribed(number: bytes, codes: Sequence[int], level: int) -> bytes:
    """SUBACK: the quality of each topic, or None of it as `REFUSED`."""
    five = level == LEVELS[1]
    told = bytes(REFUSED_FIVE if five and code == REFUSED else code for code in codes)
    body = number + (b"\0" if five else b"") + told
    return b"\x90" + _length(len(body)) + body


def unsubscribed(packet: Packet, level: int) -> bytes:
    """UNSUBACK: all of it is done, as nothing was kept. Raises Broken."""
    told = Cursor(packet.body)
    number = told.take(2)
    if level != LEVELS[1]:
        return bytes((UNSUBACK, 2)) + number
    told.properties()
    count = 0
    while not told.is_done:
        told.text()
        count += 1
    body = number + bytes(1 + count)
    return bytes((UNSUBACK,)) + _length(len(body)) + body


def farewell(level: int, reason: int) -> bytes:
    """DISCONNECT that says why; 3.1.1 has none from a broker."""
    return bytes((0xE0, 1, reason)) if level == LEVELS[1] else b""


def _length(size: int) -> bytes:
    found = bytearray()
    while True:
        size, byte = size >> 7, size & 127
        found.append(byte | (128 if size else 0))
        if not size:
            return bytes(found)
