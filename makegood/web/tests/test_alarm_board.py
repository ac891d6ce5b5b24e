"""The board of alarms: what it says, and what it does not say to whom."""

import pytest
from django.test import Client

from makegood.field.alarms.models import Alarm
from makegood.field.alarms.rules.folding import BEYOND
from makegood.field.alarms.tests.make import device, hear, said
from makegood.records.customers.models import Contact
from tests.make import company

pytestmark = pytest.mark.django_db


def test_who_may_not_see_a_customer_does_not_learn_which_devices_are_his():
    firm = company()
    agent = Client()
    agent.force_login(firm.hire("lin"))
    hidden = Contact.objects.create(name="Wang Secret")
    hear(said(device("WL90-7", owner=hidden), severity="minor"))
    hear(said(device("WL90-8"), severity="minor"))
    for asked in ("", f"?owner={hidden.pk}"):
        page = agent.get(f"/alarms/{asked}").content.decode()
        assert ("WL90-7" in page, "WL90-8" in page, "Secret" in page) == (True, True, False)


def test_what_a_device_says_beyond_measure_is_said_in_words():
    firm = company()
    lead = Client()
    lead.force_login(firm.lead)
    hear(said(device("WL90-7"), severity="minor"))
    Alarm.objects.update(fault=BEYOND)
    assert "More different codes than one device can have" in lead.get("/alarms/").content.decode()
