"""When one can come to a company, and what a contract says a missed promise is worth, are set on a page."""

from decimal import Decimal

import pytest

from makegood.care.recovery.models import Floor
from makegood.kernel.actor import SYSTEM
from makegood.records.customers.operations import make_company
from makegood.records.entitlements.operations import agree_contract
from makegood.records.worktime.models import SiteHours
from makegood.records.worktime.operations import keep_calendar
from makegood.records.worktime.queries import OFFICE_HOURS
from makegood.web.tests.make import make_case, make_staff, signed_in

pytestmark = pytest.mark.django_db
SITES = "/settings/sites/"


@pytest.fixture
def client(accounts):
    return signed_in(make_staff("Chief", role="administrator"))


@pytest.fixture
def stone():
    return make_company("Stone & Sons")


@pytest.fixture
def mornings():
    return keep_calendar(
        key="own-mornings", names={"en": "Mornings"}, zone="UTC", weekly=OFFICE_HOURS, by=SYSTEM
    )


@pytest.fixture
def floors(stone):
    contract = agree_contract(stone, key="gold", names={"en": "Gold"}, by=SYSTEM)
    return f"/settings/contracts/{contract.pk}/floors/"


def page(client, path):
    return client.get(path).content.decode()


def test_a_company_gets_its_hours_and_the_page_lists_it(client, stone, mornings):
    assert "No company has hours of its own yet" in page(client, SITES)
    for _ in range(2):
        asked = {"company": "stone & sons", "calendar": mornings.pk}
        assert client.post(SITES, asked).status_code == 302
    assert SiteHours.objects.get().calendar == mornings
    assert "Stone &amp; Sons" in page(client, SITES)


def test_without_a_calendar_the_page_says_what_to_do_first(client):
    assert "Make one, then give it to the company here." in page(client, SITES)


@pytest.mark.parametrize("name", ["Nobody Ltd", "Zhou Min", ""])
def test_what_is_no_company_is_refused_and_stays_typed(client, lin, mail, mornings, name):
    make_case(mail, lin)
    answer = client.post(SITES, {"company": name, "calendar": mornings.pk})
    assert answer.status_code == 422
    assert f'value="{name}"' in answer.content.decode() or not name
    assert not SiteHours.objects.exists()


def test_a_contract_says_what_a_missed_promise_is_worth(client, floors):
    assert "This contract says nothing about it yet" in page(client, floors)
    client.post(floors, {"kind": "", "value": "20", "currency": "eur"})
    client.post(floors, {"kind": "person", "value": "50", "currency": "EUR"})
    client.post(floors, {"kind": "person", "value": "60", "currency": "EUR"})
    kept = {(one.kind, one.value) for one in Floor.objects.all()}
    assert kept == {("", Decimal(20)), ("person", Decimal(60))}
    text = page(client, floors)
    assert "60 EUR" in text
    assert "Any missed promise" in text


@pytest.mark.parametrize("value", ["0", "-3", "many"])
def test_a_sum_that_is_none_is_refused_and_stays_typed(client, floors, value):
    answer = client.post(floors, {"kind": "person", "value": value, "currency": "EUR"})
    assert answer.status_code == 422
    assert f'value="{value}"' in answer.content.decode()
    assert not Floor.objects.exists()


def test_only_an_administrator_sees_them(lead, floors):
    for path in (SITES, floors):
        assert signed_in(lead).get(path).status_code in (403, 404)
