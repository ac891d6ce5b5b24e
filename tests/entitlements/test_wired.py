"""What follows from what: a response time is promised, an alarm makes a service due, an answer to our word knows its device,
a wrong count is given back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import another_mailbox, mail
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.field.alarms import operations as alarms
from makegood.field.alarms.tests.make import hear, said
from makegood.kernel.actor import SYSTEM
from makegood.loops import campaign_to_customer, service_to_customer
from makegood.loops.case_of_ours import Begun, begin_case
from makegood.loops.contact_to_case import file_now
from makegood.records.customers.operations.merging import merge
from makegood.records.entitlements.models import CampaignAsset, ServiceDue, ServicePlan, Use
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.quotas import Gives, set_gives, set_quota
from makegood.records.entitlements.operations.servicing import (
    NewPlan,
    fall_due,
    keep_service_plan,
    plan_services,
)
from tests.entitlements.make import Garage, garage

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Garage:
    one = garage()
    another_mailbox(one.firm.queue, "box@lanhe.test", smtp={"host": "127.0.0.1", "port": 9})
    return one


def case_about(house: Garage, asset, **more) -> Case:
    told = {"words": "It pulls to the left.", **more}
    begun = Begun(
        contact=house.owner, queue=house.firm.queue, subject="Brakes", asset=asset, **told
    )
    return begin_case(begun, by=SYSTEM)


def test_a_response_time_is_promised_to_each_case_about_a_device_of_the_contract(house, settle):
    asset, other = house.car(), house.car("LSV-2")
    set_gives(house.contract(), Gives(response=90), assets=[asset], by=SYSTEM)
    mine, his = case_about(house, asset), case_about(house, other)
    ours = case_about(house, asset, words="", note="Agree on a time for its service.")
    settle()
    settle()
    promise = Promise.objects.get(kind=Promise.Kind.CONTRACT)
    assert (promise.case, promise.span) == (mine, 90 * 60)
    assert promise.due - mine.opened_at >= timedelta(minutes=90)
    assert "Gold" in promise.what
    mine.refresh_from_db()
    assert mine.next_deadline <= promise.due
    assert {his.pk, ours.pk}.isdisjoint({promise.case_id})


def test_an_alarm_of_a_chosen_rule_makes_a_service_due_once(house, settle):
    asset = house.car()
    condition = {"on": "code", "codes": ["OIL"]}
    rule = alarms.keep_rule(
        None, name="Oil is old", product=house.product, conditions=[condition], by=SYSTEM
    )
    client = Client()
    client.force_login(house.firm.lead)
    house.firm.lead.role = "administrator"
    house.firm.lead.save()
    page = f"/settings/warranty/{house.product.pk}/services/"
    assert "Oil is old" in client.get(page).content.decode()
    told = {"name_en": "Oil", "lead": "14", "does": "case", "active": "on", "rules": str(rule.pk)}
    assert client.post(page, told).status_code == 302
    assert client.post(page, {**told, "rules": "999"}).status_code == 422
    plan = ServicePlan.objects.get()
    assert plan.rules == [rule.pk]
    plan_services([asset.pk])
    hear(said(asset, "OIL"))
    settle()
    due = ServiceDue.objects.get()
    assert due.due_by == "condition"
    assert "Oil is old" in str(due.because)
    assert due.state in ("planned", "opened")


def recall(house: Garage) -> None:
    told = NewCampaign(
        name="Hose", kind="safety", product=house.product, queue=house.firm.queue,
        keeper=house.agent, texts={"en": "Stop using it."},
    )  # fmt: skip
    campaigns.start_campaign(campaigns.keep_campaign(told, by=SYSTEM), by=SYSTEM)
    campaign_to_customer.go_on_with_campaigns()


def answered(text: str) -> None:
    """He answers our last word by mail."""
    word = Outgoing.objects.order_by("-made_at")[0]
    box = Account.objects.get(address="box@lanhe.test")
    letter = mail(text, To="box@lanhe.test", In_Reply_To=word.external_id)
    [raw] = accept_many(
        [
            Arrival(
                account_id=box.pk,
                external_id="answer",
                body=letter,
                envelope={"mail_from": "wang@mail.test", "rcpt_tos": ["box@lanhe.test"]},
            )
        ]
    )
    file_now(raw)


def test_a_mail_that_answers_a_recall_is_about_its_device(house, settle):
    asset = house.car()
    recall(house)
    answered("When can I come?")
    settle()
    case = Case.objects.get()
    device = CampaignAsset.objects.get()
    assert (case.asset, device.case, device.state) == (asset, case.pk, "answered")
    [note] = case.notes.all()
    assert "Hose" in note.text


def test_a_mail_that_answers_the_offer_of_a_service_sees_to_it(house, settle):
    asset = house.car()
    plan = keep_service_plan(house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM)
    plan_services([asset.pk])
    fall_due(plan, asset, why="It smells")
    service_to_customer.speak_of_services_that_are_due()
    answered("Yes please")
    settle()
    due, case = ServiceDue.objects.get(), Case.objects.get()
    assert (due.state, due.case, case.asset) == ("opened", case.pk, asset)


def test_what_was_counted_by_mistake_is_given_back_with_a_reason(house):
    asset = house.car()
    contract = house.contract()
    set_gives(contract, Gives(covers=True), assets=[asset], by=SYSTEM)
    set_quota(contract, what="visits", amount=Decimal(2), per="year", by=SYSTEM)
    case = case_about(house, asset)
    client = Client()
    client.force_login(house.agent)
    place = f"/cases/{case.pk}/entitlement"
    chosen = {"contract": contract.pk, "what": "visits"}
    assert client.post(f"{place}/use/", chosen).status_code == 204
    assert "Give it back" in client.get(f"{place}/").content.decode()
    assert "Visits" in client.get(f"{place}/use/back/", chosen).content.decode()
    assert client.post(f"{place}/use/back/", {**chosen, "why": " "}).status_code == 422
    assert client.post(f"{place}/use/back/", {**chosen, "why": "Wrong case"}).status_code == 204
    use = Use.objects.get()
    assert (use.undone_why, use.undone_by) == ("Wrong case", f"user:{house.agent.pk}")
    assert "Count for this case" in client.get(f"{place}/").content.decode()


def test_whoever_stays_of_two_answers_what_the_other_was_told(house):
    house.car()
    recall(house)
    into = type(house.owner).objects.create(name="Wang B")
    undo = merge(house.owner, into=into, by=SYSTEM)
    assert CampaignAsset.objects.get().contact == into
    assert undo.moved["told of devices"]["campaign"]
