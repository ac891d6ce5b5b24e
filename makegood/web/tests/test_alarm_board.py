"""The board of alarms: what it says, and what it does not say to whom."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.base.access.models import User
from makegood.care.cases.operations import assign
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.rules.folding import BEYOND
from makegood.field.alarms.tests.make import device, hear, said
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_of_ours import Begun, begin_case
from makegood.records.customers.models import Contact
from makegood.records.people.operations import make_team
from tests.make import Company, company

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


def begun(firm: Company, *serials: str) -> list[Alarm]:
    """Alarms of devices, each with a case that the team of the firm sees to."""
    for serial in serials:
        asset = device(serial)
        contact = Contact.objects.create(name=f"Owner of {serial}")
        hear(said(asset, severity="minor"))
        asked = Begun(contact=contact, queue=firm.queue, subject="E-1042", note="", asset=asset)
        Alarm.objects.filter(asset=asset).update(case=begin_case(asked, by=SYSTEM))
    return list(Alarm.objects.select_related("case__owner").order_by("pk"))


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def strangers(firm: Company) -> list[User]:
    """People of ours who may not open a case of that team."""
    elsewhere = [make_team(key="spare", names={"en": "Spare parts"})]
    return [
        firm.hire("ming", role="technician"),
        firm.hire("ping", role="dispatcher", teams=elsewhere),
        firm.hire("rong", teams=elsewhere),
    ]


@pytest.mark.parametrize(
    "address",
    [
        lambda alarm: "/alarms/",
        lambda alarm: f"/alarms/{alarm.pk}/",
        lambda alarm: f"/devices/{alarm.asset_id}/alarms/",
        lambda alarm: f"/devices/{alarm.asset_id}/",
    ],
)
def test_a_case_is_linked_for_whoever_may_open_it_and_is_a_number_for_others(
    address: Callable[[Alarm], str],
):
    firm = company()
    [alarm] = begun(firm, "WL90-9")
    assert alarm.case is not None
    link = f'href="/cases/{alarm.case.pk}/"'
    ours = signed_in(firm.hire("lin"))
    assert link in ours.get(address(alarm)).content.decode()
    assert ours.get(f"/cases/{alarm.case.pk}/").status_code == 200
    for one in strangers(firm):
        browser = signed_in(one)
        page = browser.get(address(alarm)).content.decode()
        assert link not in page, one
        assert browser.get(f"/cases/{alarm.case.pk}/").status_code == 404
    owned = firm.hire("kun", role="technician")
    assign(alarm.case, to=owned, reason="He goes", by=SYSTEM)
    assert link in signed_in(owned).get(address(alarm)).content.decode()


def test_whoever_may_not_open_a_case_reads_its_number_and_not_who_has_it():
    firm = company()
    [alarm] = begun(firm, "WL90-9")
    assert alarm.case is not None
    assign(alarm.case, to=firm.hire("qin"), reason="Hers", by=SYSTEM)
    for one in strangers(firm):
        page = signed_in(one).get("/alarms/").content.decode()
        assert (alarm.case.number in page, "qin" in page) == (True, False), one


def test_many_cases_on_the_board_take_no_more_statements_than_one():
    firm = company()
    [stranger, *_others] = strangers(firm)
    browser = signed_in(stranger)
    asked = []
    for serials in (["WL90-1"], [f"WL90-2{n}" for n in range(6)]):
        begun(firm, *serials)
        browser.get("/alarms/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get("/alarms/")
        asked.append(len(seen))
    assert asked[0] == asked[1]
