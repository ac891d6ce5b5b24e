"""Contracts and tiers are agreed, changed and ended on a page; what is open follows at once."""

from datetime import timedelta

import pytest

from makegood.base.journal.log import react
from makegood.care.promises.operations import make_policy
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.customers.operations import make_company
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.operations import agree_contract
from makegood.records.entitlements.queries import entitled
from makegood.records.worktime.operations import keep_calendar
from makegood.records.worktime.queries import OFFICE_HOURS
from makegood.web.tests.make import make_case, make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(accounts):
    return signed_in(make_staff("Chief", role="administrator"))


@pytest.fixture
def stone():
    return make_company("Stone & Sons")


def listed(client):
    return client.get("/settings/contracts/").content.decode()


def test_a_contract_with_a_company_is_agreed_changed_and_ended(client, stone):
    calendar = keep_calendar(
        key="own-gold", names={"en": "Gold hours"}, zone="UTC", weekly=OFFICE_HOURS, by=SYSTEM
    )
    asked = {"whom": "stone & sons", "key": "gold", "name_en": "Gold 24", "tier": "gold"}
    asked["calendar"] = str(calendar.pk)
    assert client.post("/settings/contracts/new/", asked).status_code == 302
    [made] = Contract.objects.all()
    assert (made.company, made.names, made.tier, made.calendar) == (
        stone,
        {"en": "Gold 24"},
        "gold",
        calendar,
    )
    text = listed(client)
    for said in ("Gold 24", "Stone &amp; Sons", "Gold hours", "holds until it is ended"):
        assert said in text
    starts, page = made.starts, client.get(f"/settings/contracts/{made.pk}/").content.decode()
    assert "Gold 24" in page
    changed = client.post(f"/settings/contracts/{made.pk}/", {"name_en": "Gold 25", "tier": ""})
    assert changed.status_code == 302
    made.refresh_from_db()
    assert (made.names, made.tier, made.calendar, made.starts) == (
        {"en": "Gold 25"},
        "",
        None,
        starts,
    )
    for _twice in range(2):
        assert client.post(f"/settings/contracts/{made.pk}/end/").status_code == 302
    made.refresh_from_db()
    assert made.ends <= now()
    assert "/end/" not in listed(client)


def test_a_person_is_found_by_address_and_his_open_case_follows(client, lin, mail):
    case = make_case(mail, lin)
    make_policy(by=SYSTEM, tier="gold", first_answer=5, next_answer=5)
    address, before = case.contact.handles.get().shown, case.promises.get(kind="first_answer").due
    asked = {"whom": address.upper(), "key": "his", "tier": "gold"}
    assert client.post("/settings/contracts/new/", asked).status_code == 302
    assert Contract.objects.get().contact == case.contact
    react()
    assert case.promises.get(kind="first_answer").due < before


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(client, stone):
    make_company("Twin")
    make_company("Twin")
    agree_contract(stone, key="gold", names={}, by=SYSTEM)
    later, sooner = ((now() + timedelta(days=n)).strftime("%Y-%m-%dT%H:%M") for n in (2, 1))
    wrong = (
        ({"whom": "Nobody", "key": "k"}, "Nobody is found by that"),
        ({"whom": "Twin", "key": "k"}, "More than one customer has this name"),
        ({"whom": "Stone & Sons", "key": "gold"}, "Another contract has this key"),
        (
            {"whom": "Stone & Sons", "key": "k", "starts": later, "ends": sooner},
            "The contract must end after it starts",
        ),
    )
    for asked, said in wrong:
        refused = client.post("/settings/contracts/new/", asked)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert Contract.objects.count() == 1


def test_what_has_not_begun_cannot_be_ended_and_the_page_says_so(client, stone):
    soon = now() + timedelta(days=1)
    contract = agree_contract(stone, key="soon", names={}, by=SYSTEM, starts=soon)
    told = client.post(f"/settings/contracts/{contract.pk}/end/", follow=True).content.decode()
    assert "The contract must end after it starts" in told
    contract.refresh_from_db()
    assert contract.ends is None


def test_a_tier_is_set_and_taken_away(client, stone, lin, mail):
    case = make_case(mail, lin)
    asked = {"whom": case.contact.handles.get().shown, "tier": "silver"}
    assert client.post("/settings/contracts/tier/", asked).status_code == 302
    assert entitled([case.contact_id])[case.contact_id].tier == "silver"
    client.post("/settings/contracts/tier/", {"whom": "Stone & Sons", "tier": "gold"})
    text = listed(client)
    assert "<span>Silver</span>" in text
    assert "<span>Gold</span>" in text
    client.post("/settings/contracts/tier/", {"whom": "Stone & Sons", "tier": ""})
    assert "<span>Gold</span>" not in listed(client)
    refused = client.post("/settings/contracts/tier/", {"whom": "Nobody", "tier": "gold"})
    assert refused.status_code == 422
    assert "Nobody is found by that" in refused.content.decode()
