"""S5 with real processes: `mosquitto_pub` at the loader at night, our broker and worker, mails at the customer's
provider, and the appointment that he confirms; in Traditional Chinese."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from lxml import html

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.field.alarms.models import Alarm, VisitRequest
from makegood.field.diagnosis.queries.advising import advise
from makegood.field.telemetry.operations.credentials import issue
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from tests.live import ROOT, Site, address_of, free_port
from tests.make import company
from tests.stories.stage import SHANGHAI, Desk, link_in
from tests.stories.test_s5_the_loader_at_02_13 import at_the_quarry

PUBLISH = shutil.which("mosquitto_pub") or ""
PATIENCE = 120


@pytest.fixture
def running(real_commits: None, tmp_path) -> Iterator[int]:
    """A worker and the doors on the emptied test database; the port of the broker."""
    mqtt = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": address_of(connection.settings_dict),
        "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
        "MAKEGOOD_HOME": str(tmp_path),
        "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
        "MAKEGOOD_MQTT_PORT": str(mqtt),
        "MAKEGOOD_SMTP_PORT": str(free_port()),
    }
    site = Site(0, environment)
    try:
        site.start("worker")
        words = [sys.executable, "-m", "makegood.cli.main", "doors"]
        site.running["doors"] = subprocess.Popen(words, cwd=ROOT, env=environment)
        yield mqtt
    finally:
        for name in list(site.running):
            site.stop(name)


def publishes(port: int, serial: str, token: str, told: dict) -> bool:
    """Whether the broker has taken it: acknowledged, at QoS 1."""
    words = ["-h", "127.0.0.1", "-p", str(port), "-u", serial, "-P", token, "-q", "1"]
    topic = ["-t", f"makegood/devices/{serial}/events", "-m", json.dumps(told)]
    done = subprocess.run([PUBLISH, *words, *topic], capture_output=True, check=False, timeout=30)
    return done.returncode == 0


def until(condition):
    """Wait for something to be so."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


@pytest.mark.skipif(not PUBLISH, reason="mosquitto_pub is not installed")
def test_from_the_device_to_the_appointment_that_the_customer_confirms(running, inbox):
    firm = company()
    smtp = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
    another_mailbox(firm.queue, "service@makers.test", smtp=smtp)
    moment = now()
    # whenever this runs, it is night here: the team works on one day, and that is three days off
    day = (moment.astimezone(SHANGHAI).weekday() + 3) % 7
    night = SimpleNamespace(firm=firm, language="zh-Hant")
    loader = at_the_quarry(night, weekly=[[day, "08:00", "18:00"]], moment=moment)
    _key, token = issue(loader, name="mqtt", by=SYSTEM)
    first = {"id": "m-1", "seq": 1, "at": moment.isoformat(), "code": "E-1042", "severity": "major"}
    until(lambda: publishes(running, loader.serial, token, first))
    assert publishes(running, loader.serial, token, {**first, "id": "m-2", "seq": 2})
    assert not publishes(running, loader.serial, "somebody else", first)

    until(lambda: inbox.mails)
    until(lambda: Alarm.objects.get().count == 2)
    case = Case.objects.get()
    [text] = inbox.texts()
    for told in ("WL90-00417", "液壓壓力下降 (E-1042)", case.number, "2028年3月1日"):
        assert told in text
    assert (case.asset, case.owner) == (loader, firm.lead)
    owed = case.promises.get(kind=Promise.Kind.FIRST_ANSWER)
    assert owed.due - owed.made_at == timedelta(minutes=30)  # by the calendar of the nights
    until(lambda: case.searches.exists())
    assert advise(case.searches.get(), "zh-Hant").causes[0].key == "seal"

    desk = Desk(firm.lead, case.pk)
    form = html.fromstring(desk.get(f"/cases/{case.pk}/visit/"))
    fields = {i.get("name"): i.get("value", "") for i in form.xpath("//input[@name]")}
    desk.post(f"/cases/{case.pk}/visit/", **{**fields, "tried": "遠端讀過壓力"})
    until(lambda: len(inbox.mails) == 2)
    asked = inbox.texts()[-1]
    assert "08:30" in asked
    page = html.fromstring(Client().get(link_in(asked) + "visit/").content.decode())
    [answer] = page.xpath("//form[.//input[@name='time']]")
    Client().post(answer.get("action"), {"time": "0", "words": ""})
    promise = until(lambda: case.promises.filter(kind=Promise.Kind.PERSON).first())
    due = promise.due.astimezone(SHANGHAI)
    assert (due.weekday(), due.strftime("%H:%M"), promise.state) == (day, "10:00", "open")
    assert VisitRequest.objects.get().promise == promise
    assert violations() == {}
