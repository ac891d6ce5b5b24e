"""Reading from a broker: no more is held than one machine can bear, however large the messages are."""

import socket
from types import SimpleNamespace
from typing import Any

import pytest

from makegood.adapters.mqtt.storing import Got
from makegood.adapters.mqtt.subscriber import MOST_BYTES_AT_ONCE, Subscriber

LARGE = b"x" * 256 * 1024


def test_while_the_database_is_slow_large_messages_are_left_at_the_broker(
    monkeypatch: pytest.MonkeyPatch,
):
    door = Subscriber(
        "mqtt://127.0.0.1:1", name="slow"
    )  # its threads are not begun: nothing is stored
    got: list[Got] = []
    heard = door._client(got)._heard
    taken = 0

    def turn(*, most: int) -> None:
        nonlocal taken
        taken += 1
        heard(taken, "makegood/devices/a/events", LARGE, retained=False)

    broker, ours = socket.socketpair()
    broker.send(b"always more")
    nothing = dict.fromkeys(("loop_misc", "want_write", "flush"), lambda *_a: None)
    client: Any = SimpleNamespace(
        socket=lambda: ours, wants_out=False, has_more=True, turn=turn, **nothing
    )
    monkeypatch.setattr("makegood.adapters.mqtt.subscriber.GATHER_SECONDS", 0)
    for _n in range(400):
        door._turn(client, got)
    assert taken * len(LARGE) <= 5 * MOST_BYTES_AT_ONCE
    while not door._got.empty():
        door._got.get()
    for _n in range(3):  # there is room again
        door._turn(client, got)
    assert taken * len(LARGE) > 5 * MOST_BYTES_AT_ONCE
    broker.close()
    ours.close()
