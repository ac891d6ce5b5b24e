"""Devices at a real door (attack row A42, fault rows F17 and F18): nobody speaks for another, one that says too much
holds up no other, and what was acknowledged is there once, whoever is killed."""

import json

import pytest
from django.db import transaction

from makegood.base.database import rows, run
from makegood.field.alarms.models import Alarm
from makegood.field.telemetry import ports, queries
from makegood.field.telemetry.models import Batch, Credential, Raw
from makegood.field.telemetry.operations import Arrived, accept, parse_waiting, revoke
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset
from tests.devices.conftest import Door, until

WAITING = """SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database OR l.database IS NULL
WHERE NOT l.granted AND d.datname = current_database()"""
A, B = "makegood/devices/MG-A/events", "makegood/devices/MG-B/events"


def event(name: str) -> str:
    return json.dumps({"id": name, "code": "E-1"})


def stored() -> list[str]:
    """The names of all events that are there, each as often as it is."""
    told = rows("SELECT convert_from(payload, 'UTF8')::json->>'id' FROM telemetry_raw ORDER BY 1")
    return [name for (name,) in told]


def test_whoever_is_nobody_gets_in_nowhere_and_nobody_speaks_for_another(door, devices, device):
    a = device(door.port, "MG-A", devices["MG-A"], client_id="same")
    a.say(A, event("mine"))
    until(lambda: a.acknowledged, "an acknowledgement")
    assert stored() == ["mine"]
    # wrong: the token, the name, both
    for name, token in (("MG-A", "wrong"), ("MG-B", devices["MG-A"]), ("", "")):
        assert device(door.port, name, token, client_id="same").refused in (4, 5, 134, 135)
    assert a.client.is_connected()  # a stranger with its client id ends nobody's session
    # wildcards and others' topics are not listened to
    for topic in ("#", "makegood/devices/+/events", B, "$SYS/#"):
        a.granted = []
        a.client.subscribe(topic, 1)
        assert until(lambda: a.granted, "an answer") == [128]
    # A says something as B: nothing is stored, the line ends
    a.say(B, event("as B"))
    until(lambda: a.gone, "the end of the line")
    # 1 MB: not even read
    big = device(door.port, "MG-B", devices["MG-B"])
    big.say(B, b"x" * 1_000_000)
    until(lambda: big.gone, "the end of the line")
    assert not big.acknowledged
    # what is to be retained is stored, and kept for nobody
    b = device(door.port, "MG-B", devices["MG-B"])
    b.say(B, b"\xff poison", retain=True)
    until(lambda: b.acknowledged, "an acknowledgement")
    assert Raw.objects.count() == 2


def test_a_key_that_is_taken_back_ends_the_session_and_opens_none(door, devices, device):
    a = device(door.port, "MG-A", devices["MG-A"])
    b = device(door.port, "MG-B", devices["MG-B"])
    revoke(Credential.objects.get(asset__serial="MG-A"), by=SYSTEM)
    assert device(door.port, "MG-A", devices["MG-A"]).refused is not None  # at once
    until(lambda: a.gone, "the end of its session")
    assert b.client.is_connected()


def test_one_that_says_a_thousand_at_once_waits_and_another_does_not(door, devices, device):
    loud = device(door.port, "MG-A", devices["MG-A"])
    for n in range(1000):
        loud.say(A, event(f"loud-{n}"))
    until(lambda: len(loud.acknowledged) >= 400, "the first of the many")
    quiet = device(door.port, "MG-B", devices["MG-B"])
    quiet.say(B, event("quiet"))
    until(lambda: quiet.acknowledged, "the other's acknowledgement")
    assert len(loud.acknowledged) < 1000
    assert "quiet" in stored()


def test_what_was_acknowledged_is_there_once_when_the_door_is_killed(
    door, devices, device, tmp_path
):
    said = []
    for turn in range(2):
        a = device(door.port, "MG-A", devices["MG-A"])
        numbers = {a.say(A, event(f"{turn}-{n}")): f"{turn}-{n}" for n in range(300)}
        until(lambda a=a: len(a.acknowledged) > 20, "some acknowledgements")
        door.kill()
        said += [numbers[number] for number in a.acknowledged]
        a.leave()
        door.start()
        again = device(door.port, "MG-A", devices["MG-A"])  # it sends again what it was not told of
        for name in numbers.values():
            again.say(A, event(name))
        until(lambda again=again: len(again.acknowledged) == 300, "all acknowledgements")
        again.leave()
    there = stored()
    assert set(said) <= set(there)
    assert len(there) == len(set(there)) == 600


def test_mosquitto_and_the_door_may_die_and_nothing_is_lost_or_doubled(
    mosquitto, devices, device, tmp_path
):
    door = Door(tmp_path, MQTT_URL=mosquitto.url, MAKEGOOD_MOSQUITTO_FOLDER=str(mosquitto.folder))
    door.start()
    try:
        a = device(mosquitto.port, "MG-A", devices["MG-A"])
        a.say(A, event("first"))
        until(lambda: "first" in stored(), "the first")
        for n in range(300):
            a.say(A, event(f"x-{n}"))
        until(lambda: len(stored()) > 10, "some")
        door.kill()  # in the middle of a batch
        for n in range(300, 400):
            a.say(A, event(f"x-{n}"))  # nobody is there to take them
        until(lambda: len(a.acknowledged) == 401, "the broker's acknowledgements")
        a.say(B, event("as B"))
        a.leave()
        mosquitto.stop()
        mosquitto.start()
        door.start()
        until(lambda: len(stored()) >= 401, "what waited at the broker")
        there = stored()
        assert sorted(there) == sorted({"first", *(f"x-{n}" for n in range(400))})
        # a key that is taken back ends the session at the broker, too
        live = device(mosquitto.port, "MG-A", devices["MG-A"])
        revoke(Credential.objects.get(asset__serial="MG-A"), by=SYSTEM)
        until(lambda: live.gone, "the end of its session")
        assert device(mosquitto.port, "MG-A", devices["MG-A"]).refused is not None
    finally:
        door.stop()


def test_a_worker_and_a_door_that_are_killed_inside_their_batches_lose_and_double_nothing(
    mosquitto, devices, device, tmp_path
):
    """Both are made to wait in the middle of a transaction, by locks, and killed there."""
    door, worker = Door(tmp_path, MQTT_URL=mosquitto.url), Door(tmp_path)
    door.start()
    worker.work()
    try:
        a = device(mosquitto.port, "MG-A", devices["MG-A"])
        a.say(A, event("first"))
        until(lambda: Alarm.objects.filter(count=1).exists(), "the alarm")
        with transaction.atomic():
            Alarm.objects.select_for_update().get()  # the worker waits before it counts
            for n in range(150):
                a.say(A, event(f"x-{n}"))
            until(lambda: rows(WAITING)[0][0] == 1, "the worker inside its batch")
            run("LOCK TABLE telemetry_batch IN SHARE MODE")  # and the door before it commits
            for n in range(150, 300):
                a.say(A, event(f"x-{n}"))
            until(lambda: rows(WAITING)[0][0] == 2, "the door inside its batch")
            worker.kill()
            door.kill()
        assert Alarm.objects.get().count < 301
        door.start()
        worker.work()
        until(lambda: Alarm.objects.get().count >= 301, "what was left")
        assert sorted(stored()) == sorted({"first", *(f"x-{n}" for n in range(300))})
        until(lambda: not Batch.objects.exists(), "the end of all batches")
        assert Alarm.objects.get().count == 301
    finally:
        worker.stop()
        door.stop()


@pytest.mark.usefixtures("devices")
def test_whoever_dies_in_a_batch_has_done_nothing_of_it(monkeypatch):
    """A worker that is killed leaves the transaction: the next one does the whole batch, once."""
    pk, heard = Asset.objects.get(serial="MG-A").pk, []
    accept([Arrived(pk, EVENTS, event(f"e-{n}").encode()) for n in range(50)])

    def dies(batch):
        raise SystemExit  # as good as kill -9: nothing catches it

    monkeypatch.setattr(ports, "HEARERS", [dies])
    with pytest.raises(SystemExit):
        parse_waiting()
    assert queries.stand_of(pk) is None
    monkeypatch.setattr(ports, "HEARERS", [heard.extend])
    while parse_waiting():
        pass
    assert sorted(one.message_id for one in heard) == sorted(f"e-{n}" for n in range(50))
    assert queries.stand_of(pk).messages == 50
