"""What stands beside a device, as staff see it."""

import json

import pytest
from django.urls import reverse

from makegood.field.telemetry.models import Credential
from makegood.field.telemetry.operations import Arrived, accept, parse_waiting
from makegood.field.telemetry.queries import admitted
from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product
from makegood.records.people import operations as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset():
    product = Product.objects.create(key="w", model="W-1")
    return Asset.objects.create(serial="W-0001", product=product)


@pytest.fixture
def staff(client):
    team = people.make_team(key="front", names={"en": "Front line"})
    client.force_login(
        people.hire(email="lead@x.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    )
    return client


def test_a_device_that_never_spoke_says_so(staff, asset):
    assert (
        b"It has not sent anything yet"
        in staff.get(reverse("telemetry:of_device", args=[asset.pk])).content
    )


def test_readings_gaps_and_what_could_not_be_read_are_shown(staff, asset):
    told = [
        {
            "values": {"pressure": n},
            "units": {"pressure": "bar"},
            "seq": n,
            "at": f"2026-01-01T00:{n:02}:00Z",
        }
        for n in (1, 2, 5)
    ]
    accept([Arrived(asset.pk, READINGS, json.dumps(one).encode()) for one in told])
    accept([Arrived(asset.pk, EVENTS, b"<xml/>")])
    while parse_waiting():
        pass
    page = staff.get(reverse("telemetry:of_device", args=[asset.pk]) + "?days=365").content.decode()
    assert "Pressure" in page
    assert "MPa" in page
    assert "2 are missing" in page
    assert "could not be followed" in page
    assert staff.post(reverse("telemetry:seen", args=[asset.pk])).status_code == 204
    assert (
        "could not be followed"
        not in staff.get(reverse("telemetry:of_device", args=[asset.pk])).content.decode()
    )


def test_a_key_is_shown_once_and_taken_back(staff, asset):
    made = staff.post(reverse("telemetry:key_new", args=[asset.pk]), {"name": "controller"})
    token = made.context["token"]
    assert token in made.content.decode()
    listed = staff.get(reverse("telemetry:keys", args=[asset.pk])).content.decode()
    assert token not in listed
    assert "controller" in listed
    key = Credential.objects.get()
    assert token not in json.dumps(list(Credential.objects.values()), default=str)
    assert admitted([("W-0001", token), (str(key.pk), token), ("W-0002", token)])[2] is None
    assert staff.post(reverse("telemetry:key_end", args=[key.pk])).status_code == 204
    assert admitted([("W-0001", token)]) == [None]


def test_a_sixth_key_is_refused(staff, asset):
    answers = [
        staff.post(reverse("telemetry:key_new", args=[asset.pk])).status_code for _ in range(6)
    ]
    assert answers == [200] * 5 + [409]
