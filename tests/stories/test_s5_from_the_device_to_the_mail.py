"""S5 with real processes: `mosquitto_pub` at the loader, our broker and worker, and a mail at the customer's provider."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.tests.make import device
from makegood.field.telemetry.operations.credentials import issue
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.customers.operations import Sender, identify
from tests.live import ROOT, Site, address_of, free_port
from tests.make import company

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
def test_from_the_device_to_the_customers_mail(running, inbox):
    firm = company()
    smtp = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
    another_mailbox(firm.queue, "service@makers.test", smtp=smtp)
    owner = identify(
        Sender("mail", "zhou@quarry.test", "周", "zh-Hans", "Asia/Shanghai", verified=True),
        by=SYSTEM,
    )
    loader = device("WL90-00417", owner=owner)
    _key, token = issue(loader, name="mqtt", by=SYSTEM)
    first = {
        "id": "m-1",
        "seq": 1,
        "at": now().isoformat(),
        "code": "E-1042",
        "severity": "critical",
    }
    until(lambda: publishes(running, loader.serial, token, first))
    assert publishes(running, loader.serial, token, {**first, "id": "m-2", "seq": 2})
    assert not publishes(running, loader.serial, "somebody else", first)

    until(lambda: inbox.mails)
    [text] = inbox.texts()
    assert "WL90-00417" in text
    assert "E-1042" in text
    until(lambda: Alarm.objects.get().count == 2)
    case = Case.objects.get()
    assert (case.asset, case.owner) == (loader, firm.lead)
    assert case.number in text
    assert violations() == {}
