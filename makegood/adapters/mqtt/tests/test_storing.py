"""What another broker brings: the loud, the large, the strange, each without harm to others."""

import json

import pytest

from makegood.adapters.mqtt import storing as module
from makegood.adapters.mqtt.storing import KEPT_OF_LARGE, Got, Storing
from makegood.adapters.mqtt.throttle import BURST
from makegood.field.telemetry.models import Aside, Batch, Raw
from makegood.field.telemetry.operations import parse_waiting
from makegood.field.telemetry.rules import MOST_BYTES
from makegood.records.assets.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The transaction of the test is on it."""
    monkeypatch.setattr(module, "close_old_connections", lambda: None)


def got(serial: str, number: int, payload: bytes = b"") -> Got:
    said = payload or json.dumps({"id": f"{number}", "code": "E-1"}).encode()
    return Got(number, f"makegood/devices/{serial}/events", said)


def slow_of(*serials: str) -> list[bool]:
    """Whether the newest batch with a message of each is followed last."""
    newest = [Raw.objects.filter(asset__serial=one).order_by("-pk").first() for one in serials]
    return [Batch.objects.get(pk=one.pk // 4096).slow for one in newest if one]


def test_one_that_says_a_thousand_at_once_is_followed_last_and_nobody_else():
    storing = Storing()
    assert storing.keep([got("LOUD-1", n) for n in range(1000)] + [got("CALM-1", 1)])
    assert Raw.objects.count() == 1001
    assert storing.counts["throttled"] == 1000 - BURST
    assert slow_of("LOUD-1", "CALM-1") == [True, False]


def test_the_large_and_the_unreadable_are_set_aside_alone():
    storing = Storing()
    assert storing.keep(
        [got("A-1", 1, b"x" * (MOST_BYTES + 1)), got("A-1", 2, b"\xff"), got("A-1", 3)]
    )
    assert storing.counts["too_large"] == 1
    assert max(len(bytes(one.payload)) for one in Raw.objects.all()) == KEPT_OF_LARGE
    while parse_waiting():
        pass
    assert Aside.objects.count() == 2
    assert not Batch.objects.exists()


def test_a_strange_number_is_kept_as_unknown_and_a_topic_of_nobody_is_dropped():
    storing = Storing()
    wrong = [
        Got(1, topic, b"{}")
        for topic in ("other/A-1/events", "makegood/devices//events", "makegood/devices/A/x")
    ]
    assert storing.keep([got("NEVER-SEEN", 1), *wrong])
    assert storing.counts["no_device"] == 3
    assert Asset.objects.get(serial="NEVER-SEEN").state == Asset.State.UNKNOWN
    assert Raw.objects.count() == 1
