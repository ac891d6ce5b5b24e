import socket

import paho.mqtt.client as paho
import pytest

from makegood.adapters.mqtt import swift
from makegood.adapters.mqtt.packets import acknowledged


def publish(topic: bytes, payload: bytes, *, number: int = 0, retain: bool = False) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic
    body += (number.to_bytes(2, "big") if number else b"") + payload
    length, head = len(body), bytearray()
    while True:
        byte, length = length & 127, length >> 7
        head.append(byte | (128 if length else 0))
        if not length:
            return bytes((0x30 | (2 if number else 0) | retain,)) + bytes(head) + body


@pytest.fixture
def line():
    """A client that is connected with us, what it hears, and our end of the line."""
    here, there = socket.socketpair()
    there.setblocking(False)
    heard = []

    def hear(number, topic, payload, *, retained):
        heard.append((number, topic, payload, retained))

    client = swift.SwiftClient(hear, client_id="x", protocol=paho.MQTTv311, manual_ack=True)
    client._sock = there
    yield client, heard, here
    here.close()
    there.close()


MESSAGES = [
    publish(b"makegood/devices/A/events", b"{}"),
    publish(b"makegood/devices/A/events", b"x" * 300, number=7),
    acknowledged(0xD0, b"")[:1] + b"\x00",  # PINGRESP between them is paho's
    publish("makegood/devices/櫃-1/events".encode(), b"", number=65535, retain=True),
    publish(b"t", b"y" * 20_000, number=8),
]
HEARD = [
    (0, "makegood/devices/A/events", b"{}", False),
    (7, "makegood/devices/A/events", b"x" * 300, False),
    (65535, "makegood/devices/櫃-1/events", b"", True),
    (8, "t", b"y" * 20_000, False),
]


@pytest.mark.parametrize("piece", [1, 3, 50, 311, 100_000])
def test_messages_are_heard_the_same_in_whatever_pieces_they_come(line, piece):
    client, heard, here = line
    whole = b"".join(MESSAGES)
    for start in range(0, len(whole), piece):
        here.sendall(whole[start : start + piece])
        client.turn(most=100)
    assert heard == HEARD


def test_no_more_is_taken_than_was_asked_for(line):
    client, heard, here = line
    here.sendall(b"".join(MESSAGES))
    client.turn(most=2)
    assert (heard, client.has_more) == (HEARD[:2], True)
    client.turn(most=100)
    assert heard == HEARD


def test_what_is_stored_is_acknowledged_under_its_number(line):
    client, _heard, here = line
    client.acknowledge([7, 65535])
    client.flush()
    assert here.recv(100) == b"\x40\x02\x00\x07\x40\x02\xff\xff"
