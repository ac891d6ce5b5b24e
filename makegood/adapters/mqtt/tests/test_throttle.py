import json

from makegood.adapters.mqtt.storing import MOST_AT_ONCE, _parts
from makegood.adapters.mqtt.throttle import BURST, RATE, Throttle, weight_of
from makegood.field.telemetry.operations import Arrived

EVENT = json.dumps(
    {
        "id": "a-1",
        "seq": 1,
        "at": "2026-11-22T10:00:00+00:00",
        "code": "E-04",
        "state": "active",
        "severity": "major",
        "facts": {"pressure": 12.1, "hours": 5683},
    }
).encode()


def test_an_event_counts_for_one_message_and_a_long_list_for_many():
    assert weight_of(EVENT) == 1
    assert weight_of(b'{"values": {"pressure": 1.2}}') == 1
    assert weight_of(json.dumps([{"code": "E"}] * 1000).encode()) > 40


def test_who_says_too_much_waits_and_nobody_else_does():
    clock = [0.0]
    throttle = Throttle(time=lambda: clock[0])
    assert not any(throttle.wait("loud") for _ in range(int(BURST)))
    assert throttle.wait("loud") > 0
    assert throttle.wait("calm") == 0
    clock[0] += 2 / RATE
    assert throttle.wait("loud") == 0


def test_lists_use_up_the_same_share():
    throttle = Throttle(time=lambda: 0.0)
    assert not throttle.is_too_much("loud", BURST)
    assert throttle.is_too_much("loud", 1.0)
    assert not throttle.is_too_much("calm", BURST)


def test_large_messages_are_stored_in_parts_and_none_is_lost():
    large = [Arrived(n, 1, b"x" * (MOST_AT_ONCE // 3)) for n in range(7)]
    parts = list(_parts(large))
    assert [one for part in parts for one in part] == large
    assert [len(part) for part in parts] == [3, 3, 1]
