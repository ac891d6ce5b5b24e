"""Packets of MQTT out of a stream of bytes, without copying what is not ours; what the rare ones say: rare.py."""

from collections.abc import Iterator
from dataclasses import dataclass

CONNECT, PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT = 1, 3, 6, 8, 10, 12, 14
PUBACK, PUBREC, PUBCOMP, UNSUBACK = 0x40, 0x50, 0x70, 0xB0
PINGRESP = b"\xd0\x00"


class Broken(Exception):
    """These bytes are no MQTT."""


class TooLarge(Exception):
    """A packet that is not read."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet: its kind, flags, what follows the length, and all of it."""

    kind: int
    flags: int
    body: bytes
    whole: bytes


@dataclass(frozen=True, slots=True)
class Published:
    """What a PUBLISH says; `number` is its packet id as it came."""

    topic: str
    payload: bytes
    quality: int
    number: bytes
    retain: bool


def packets_in(buffer: bytearray, *, most: int) -> Iterator[Packet]:
    """Take whole packets out of the buffer. Raises TooLarge as soon as a length above `most` is announced."""
    start = 0
    try:
        while found := head_of(buffer, start):
            head, length = found
            if length > most:
                raise TooLarge(f"a packet of {length} bytes")
            end = start + head + length
            if end > len(buffer):
                return
            first = buffer[start]
            whole = bytes(buffer[start:end])
            start = end
            yield Packet(first >> 4, first & 15, whole[head:], whole)
    finally:
        del buffer[:start]


def head_of(buffer: bytearray | bytes, start: int) -> tuple[int, int] | None:
    """Of the packet that begins there: how many bytes the head has, and the length that it announces; None while it is not all here."""
    length, place, size = 0, start + 1, len(buffer)
    for turn in range(4):
        if place >= size:
            return None
        byte = buffer[place]
        length |= (byte & 127) << (7 * turn)
        place += 1
        if byte < 128:
            return place - start, length
    raise Broken("a length without end")


def published(packet: Packet, *, five: bool = False) -> Published:
    """What it says; `five`: in MQTT 5, with properties that are nothing to us. Raises Broken."""
    body, quality = packet.body, packet.flags >> 1 & 3
    end = 2 + int.from_bytes(body[:2], "big")
    after = end + 2 if quality else end
    number = body[end:after]
    if five:
        after = _behind(body, after)
    if quality == 3 or len(body) < max(after, 2):
        raise Broken("a PUBLISH that ends too early")
    try:
        topic = body[2:end].decode()
    except UnicodeDecodeError as error:
        raise Broken("a topic that is no text") from error
    return Published(topic, body[after:], quality, number, bool(packet.flags & 1))


def _behind(body: bytes, start: int) -> int:
    """Where properties that begin at `start` end."""
    found = head_of(body, start - 1)
    if found is None:
        raise Broken("a PUBLISH that ends too early")
    size, length = found
    return start - 1 + size + length


def acknowledged(kind: int, number: bytes) -> bytes:
    """The short packets: PUBACK, PUBREC, PUBCOMP, UNSUBACK."""
    return bytes((kind, 2)) + number
