"""What a device says is evidence by itself; a person knows better, and what he took back stays so."""

from datetime import timedelta

import pytest

from makegood.field.alarms.models import Alarm
from makegood.field.diagnosis import operations, queries
from makegood.field.telemetry.models import Last, Name
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.loops.device_to_search import searches_follow_what_devices_measure
from tests.diagnosis.make import case_of, fault, flicker, sign, television

LI = Actor("user", "1")


@pytest.fixture
def search(house):
    hot = sign("hot", "Board over 80 °C", kind="reading", backlight=0.2, power=0.9)
    hot |= {"series": "board", "unit": "°C", "above": 80}
    row = fault(symptoms=[*flicker()["symptoms"], hot])
    case = case_of(house, television())
    return operations.begin_for_case(case, fault=row, by=LI)


def measures(search, value: float, *, hours: float = 0) -> None:
    name, _new = Name.objects.get_or_create(name="board", unit="°C")
    Last.objects.filter(asset=search.asset_id, name=name).delete()
    at = now() - timedelta(hours=hours)
    Last.objects.create(asset_id=search.asset_id, name=name, value=value, at=at)


def alarm(search) -> Alarm:
    moment = now()
    times = dict.fromkeys(("first_at", "last_at", "state_at", "heard_at"), moment)
    return Alarm.objects.create(
        asset_id=search.asset_id, fault="tv-f07", code="TV-F07", severity=3, **times
    )


def known(search) -> dict[str, tuple[str, str]]:
    return {one.key: (one.value, one.source) for one in queries.standing_answers(search)}


def test_codes_and_readings_are_known_without_asking(search):
    alarm(search)
    measures(search, 91)
    assert operations.hear(search) == 2
    assert operations.hear(search) == 0
    assert known(search) == {"f07": ("yes", "device"), "hot": ("yes", "device")}


def test_a_reading_that_changes_is_followed_until_the_case_is_over(search):
    measures(search, 91)
    assert searches_follow_what_devices_measure() == 1
    measures(search, 40)
    assert searches_follow_what_devices_measure() == 1
    assert known(search)["hot"] == ("no", "device")
    assert search.answers.count() == 2


def test_an_old_reading_says_nothing(search):
    measures(search, 91, hours=30)
    assert operations.hear(search) == 0


def test_what_a_person_says_stands(search):
    operations.answer(search, key="hot", value="no", source="technician", by=LI)
    measures(search, 91)
    assert operations.hear(search) == 0
    assert known(search)["hot"] == ("no", "technician")


def test_what_was_taken_back_is_said_again_only_by_a_new_alarm(search):
    first = alarm(search)
    measures(search, 91)
    operations.hear(search)
    for one in queries.standing_answers(search):
        operations.undo(one, by=LI)
    assert operations.hear(search, by=SYSTEM) == 0
    Alarm.objects.filter(pk=first.pk).update(over_at=now(), active=False, cleared_at=now())
    alarm(search)
    assert operations.hear(search) == 1
    assert known(search) == {"f07": ("yes", "device")}
