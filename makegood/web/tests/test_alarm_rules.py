"""A rule is written in the browser, tried on the last days, kept; what is wrong is said at its place."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from makegood.field.alarms.models import Rule, Window
from makegood.field.alarms.tests.make import device, product
from makegood.field.telemetry.operations import Arrived, accept
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.kernel.clock import now
from tests.make import company

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    client = Client()
    client.force_login(company().lead)
    return client


def typed(**more):
    return {
        "name": "Falling pressure",
        "product": product().pk,
        "fault": "pressure",
        "severity": "critical",
        "hold": "0",
        "quiet": "0",
        "flap_changes": "6",
        "flap_minutes": "10",
        "then": "",
        "together": "device",
        "together_minutes": "1440",
        "tell": "on",
        "c0-on": "code",
        "c0-codes": "E-1042, E-10*",
        "c1-on": "falls",
        "c1-reading": "pressure",
        "c1-limit": "4",
        "c1-within": "10",
        "says_en": "Hydraulic pressure is falling",
        "map_major": "critical",
        **more,
    }


def test_a_rule_is_kept_shown_and_changed(boss):
    assert boss.post("/settings/alarms/new/", typed()).status_code == 302
    rule = Rule.objects.get()
    assert rule.conditions == [
        {"on": "code", "codes": ["E-1042", "E-10*"]},
        {"on": "falls", "reading": "pressure", "limit": 4.0, "within": 10},
    ]
    assert (rule.says, rule.severities) == (
        {"en": "Hydraulic pressure is falling"},
        {"major": "critical"},
    )
    assert "pressure falls by 4 within 10 min" in boss.get("/settings/alarms/").content.decode()
    page = boss.get(f"/settings/alarms/{rule.pk}/").content.decode()
    assert 'value="E-1042, E-10*"' in page
    assert boss.post(f"/settings/alarms/{rule.pk}/", typed(name="Other")).status_code == 302
    assert Rule.objects.get().name == "Other"
    boss.post(f"/settings/alarms/{rule.pk}/retire/")
    assert not Rule.objects.get().active


@pytest.mark.parametrize(
    "wrong",
    [{"c1-within": ""}, {"c1-limit": "much"}, {"fault": ""}, {"c0-on": "", "c1-on": ""}],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(boss, wrong):
    answer = boss.post("/settings/alarms/new/", typed(**wrong))
    assert answer.status_code == 422
    assert "Falling pressure" in answer.content.decode()
    assert not Rule.objects.exists()


def test_it_is_tried_on_the_last_days_and_nothing_is_kept(boss):
    asset = device("WL90-33")
    told = [
        {"at": now().isoformat(), "code": "E-1042", "state": state}
        for state in ("active", "cleared")
    ]
    accept(
        [Arrived(asset_id=asset.pk, kind=EVENTS, payload=json.dumps(one).encode()) for one in told]
    )
    answer = boss.post("/settings/alarms/new/", typed(look=""))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "1 alarms on 1 devices" in page
    assert "WL90-33" in page
    assert not Rule.objects.exists()


def test_work_is_planned_on_a_device_and_ended(boss):
    device("WL90-34")
    span = {
        "begins": f"{now():%Y-%m-%dT%H:%M}",
        "ends": f"{now() + timedelta(hours=2):%Y-%m-%dT%H:%M}",
    }
    wrong = boss.post("/settings/alarms/windows/new/", {"serial": "NOBODY", "why": "Seals", **span})
    assert wrong.status_code == 422
    neither = boss.post("/settings/alarms/windows/new/", {"why": "Seals", **span})
    assert neither.status_code == 422
    kept = boss.post("/settings/alarms/windows/new/", {"serial": "wl90-34", "why": "Seals", **span})
    assert kept.status_code == 302
    window = Window.objects.get()
    boss.post(f"/settings/alarms/windows/{window.pk}/end/")
    window.refresh_from_db()
    assert not window.lasts(now())
