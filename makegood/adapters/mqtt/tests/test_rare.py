"""The rare packets, byte by byte as the standards have them."""

import pytest

from makegood.adapters.mqtt.packets import Broken, Packet, published
from makegood.adapters.mqtt.rare import (
    AWAY,
    NOT_ALLOWED,
    REFUSED,
    WRONG_LEVEL,
    WRONG_PROOF,
    connect_of,
    farewell,
    kept_out,
    let_in,
    subscribed,
    subscriptions,
    unsubscribed,
)

HEAD = b"\0\x04MQTT"


def packet(body: bytes) -> Packet:
    return Packet(1, 0, body, body)


def text(said: str) -> bytes:
    return len(said).to_bytes(2, "big") + said.encode()


def test_who_comes_in_is_read_in_both_versions():
    four = (
        HEAD
        + b"\x04\xc6\0\x1e"
        + text("c")
        + text("w/t")
        + text("bye")
        + text("MG-1")
        + text("key")
    )
    five = HEAD + b"\x05\xc6\0\x1e" + b"\x05\x11\0\0\0\x09" + text("c") + b"\x05\x18\0\0\0\x01"
    five += text("w/t") + text("bye") + text("MG-1") + text("key")
    for level, body in ((4, four), (5, five)):
        one = connect_of(packet(body))
        assert (one.level, one.client_id, one.name, one.password) == (level, "c", "MG-1", "key")
        assert (one.keep_alive, one.will, one.given) == (30, ("w/t", b"bye"), False)


def test_whoever_gives_himself_no_name_gets_one_and_is_told_in_mqtt_5():
    one, other = (connect_of(packet(HEAD + b"\x05\x02\0\0\0" + text(""))) for _ in range(2))
    assert one.given
    assert one.client_id != other.client_id
    said = let_in(one, most_at_once=2000, most_bytes=300)
    assert said[:4] == bytes((0x20, len(said) - 2, 0, 0))
    assert one.client_id.encode() in said
    assert (
        let_in(connect_of(packet(HEAD + b"\x04\x02\0\0" + text("c"))), most_at_once=1, most_bytes=1)
        == b"\x20\x02\0\0"
    )


@pytest.mark.parametrize("body", [b"\0\x06MQIsdp\x03", HEAD + b"\x03", HEAD + b"\x06"])
def test_other_versions_are_refused_in_words_that_all_know(body):
    assert connect_of(packet(body)).level == 0
    assert kept_out(0, WRONG_LEVEL) == b"\x20\x02\0\x01"


def test_a_refusal_is_said_in_the_words_of_whoever_asked():
    assert kept_out(4, NOT_ALLOWED) == b"\x20\x02\0\x05"
    assert kept_out(5, NOT_ALLOWED) == b"\x20\x03\0\x87\0"
    assert kept_out(5, AWAY)[3] == 0x88
    proof = HEAD + b"\x05\x02\0\0" + b"\x06\x15" + text("SCR") + text("c")
    assert connect_of(packet(proof)).further_proof
    assert kept_out(5, WRONG_PROOF)[3] == 0x8C
    assert (farewell(4, 0x98), farewell(5, 0x98)) == (b"", b"\xe0\x01\x98")


def test_subscriptions_are_answered_each():
    four, five = b"\0\x07" + text("a") + b"\x02", b"\0\x07\x02\x0b\x05" + text("a") + b"\x2d"
    assert subscriptions(packet(four), 4) == (b"\0\x07", [("a", 2)])
    assert subscriptions(packet(five), 5) == (b"\0\x07", [("a", 1)])
    assert subscribed(b"\0\x07", [1, REFUSED], 4) == b"\x90\x04\0\x07\x01\x80"
    assert subscribed(b"\0\x07", [1, REFUSED], 5) == b"\x90\x05\0\x07\0\x01\x87"
    assert len(subscribed(b"\0\x07", [1] * 200, 4)) == 3 + 202
    assert unsubscribed(packet(b"\0\x07" + text("a")), 4) == b"\xb0\x02\0\x07"
    assert unsubscribed(packet(b"\0\x07\0" + text("a") + text("b")), 5) == b"\xb0\x05\0\x07\0\0\0"


def test_what_is_published_in_mqtt_5_is_read_behind_its_properties():
    said = published(Packet(3, 2, text("t") + b"\0\x09\x02\x01\x01{}", b""), five=True)
    assert (said.topic, said.payload, said.number) == ("t", b"{}", b"\0\x09")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        HEAD,
        HEAD + b"\x05\x02\0\0",
        HEAD + b"\x05\x02\0\0\x01\x77" + text("c"),
        HEAD + b"\x05\x02\0\0\xff\xff\xff\xff\x7f",
        HEAD + b"\x04\x03\0\0" + text("c"),
        HEAD + b"\x04\x82\0\0" + text("c") + b"\0\x09short",
        HEAD + b"\x04\x02\0\0\0\x01\xff",
    ],
)
def test_what_is_none_is_broken(body):
    with pytest.raises(Broken):
        connect_of(packet(body))


def test_a_message_of_mqtt_5_that_ends_in_its_properties_is_broken():
    for rest in (b"", b"\x05\x01", b"\xff\xff\xff\xff\xff"):
        with pytest.raises(Broken):
            published(Packet(3, 2, text("t") + b"\0\x09" + rest, b""), five=True)
