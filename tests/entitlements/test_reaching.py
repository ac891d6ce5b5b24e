"""Recalls reach every owner, services are offered when they are due, contracts do not end unseen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Refused
from makegood.loops import campaign_to_customer, service_to_customer
from makegood.records.assets.operations import Details, enter_asset
from makegood.records.entitlements.models import Campaign, CampaignAsset, ServiceDue
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.quotas import (
    Gives,
    set_gives,
    set_quota,
    use_quota,
)
from makegood.records.entitlements.operations.servicing import (
    NewPlan,
    fall_due,
    keep_service_plan,
    plan_anew,
    plan_services,
    service_done,
)
from makegood.records.entitlements.queries.campaigns import progress_of
from makegood.records.privacy.operations import wish
from tests.entitlements.make import Garage, driven, garage
from tests.stories.stage import link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Garage:
    one = garage()
    another_mailbox(one.firm.queue, "box@lanhe.test", smtp={"host": "127.0.0.1", "port": 9})
    return one


def recall(house: Garage, **more) -> Campaign:
    told = {
        "name": "Hose",
        "kind": "safety",
        "product": house.product,
        "queue": house.firm.queue,
        "keeper": house.agent,
        "texts": {"en": "Stop using it.", "zh-Hans": "请停止使用。"},
        "batches": ["B1"],
        **more,
    }
    return campaigns.keep_campaign(NewCampaign(**told), by=SYSTEM)


def texts() -> list[str]:
    return [str(one.envelope["text"]) for one in Outgoing.objects.order_by("made_at")]


def test_a_recall_is_followed_until_its_last_device_is_done(house):
    asset = house.car(batch="B1")
    house.car("LSV-2", batch="B2")
    nobodys = enter_asset("LSV-3", details=Details(product=house.product, batch="B1"), by=SYSTEM)
    wish(house.owner, only_owed=True, no_surveys=True, by=SYSTEM)
    campaign = campaigns.start_campaign(recall(house), by=SYSTEM)
    campaigns.start_campaign(campaign, by=SYSTEM)
    assert campaign_to_customer.go_on_with_campaigns() == 2
    assert campaign_to_customer.go_on_with_campaigns() == 0
    [told] = texts()  # a safety recall is owed: he gets it although he wants nothing else
    assert "Stop using it." in told
    assert Case.objects.get().asset == nobodys  # somebody finds out who has it

    path = link_in(told, "e")
    customer = Client()
    assert "Stop using it." in customer.get(path).content.decode()
    for _tap in range(2):
        yes = {"choice": "yes", "words": "Any day"}
        assert customer.post(f"{path}answer/", yes).status_code == 302
    device = CampaignAsset.objects.get(asset=asset)
    assert (device.state, device.words) == ("answered", "Any day")
    assert Case.objects.filter(asset=asset).count() == 1

    house.car("LSV-4", batch="B1")  # made after the list was fixed
    assert campaign_to_customer.add_devices_that_came_later() == 1
    assert campaign_to_customer.add_devices_that_came_later() == 0
    with pytest.raises(Refused):
        campaigns.end_campaign(campaign, by=SYSTEM)
    for row in campaign.devices.all():
        with pytest.raises(Refused):
            campaigns.move_device(row, state="given_up", reason=" ", by=SYSTEM)
        campaigns.move_device(row, state="done", reason="", by=SYSTEM)
    [progress] = progress_of(Campaign.objects.all()).values()
    assert (progress.over, progress.percent) == (3, 100)
    assert campaigns.end_campaign(campaign, by=SYSTEM).state == "ended"
    assert violations() == {}


def test_who_does_not_answer_is_called(house):
    house.car(batch="B1")
    campaigns.start_campaign(recall(house, kind="service"), by=SYSTEM)
    campaign_to_customer.go_on_with_campaigns()
    assert not Case.objects.exists()
    with clock.use(VirtualClock(now() + timedelta(days=15))):
        assert campaign_to_customer.go_on_with_campaigns() == 1
        assert campaign_to_customer.go_on_with_campaigns() == 0
    case = Case.objects.get()
    assert (case.owner, case.urgency) == (house.agent, 0)
    assert CampaignAsset.objects.get().state == "unreachable"


def test_a_service_is_offered_once_and_begins_anew_when_it_is_done(house):
    asset = house.car()
    driven(asset, 9_000, weeks=4)
    plan = keep_service_plan(
        house.product, NewPlan(names={"en": "Oil"}, months=60, usage=10_000), by=SYSTEM
    )
    plan_services([asset.pk])
    assert plan_anew() == 1
    due = ServiceDue.objects.get()
    assert (due.due_by, due.state) == ("usage", "planned")
    assert due.due_on <= now().date() + timedelta(days=6)
    assert service_to_customer.speak_of_services_that_are_due() == 1
    assert service_to_customer.speak_of_services_that_are_due() == 0
    [told] = texts()
    assert "Oil" in told
    path = link_in(told, "e")
    assert Client().post(f"{path}answer/", {"choice": "yes"}).status_code == 302
    due.refresh_from_db()
    assert (due.state, Case.objects.get().asset) == ("opened", asset)
    service_done(due, on=now().date(), user=house.agent, by=SYSTEM)
    service_done(due, on=now().date(), user=house.agent, by=SYSTEM)
    following = ServiceDue.objects.get(state="planned")
    assert (following.since, following.ran) == (now().date(), 9_000)
    assert fall_due(plan, asset, why="It smells") is not None
    assert fall_due(plan, asset, why="It smells") is None
    assert service_to_customer.speak_of_services_that_are_due() == 1


def test_a_contract_that_ends_is_somebodys_duty_before_it_does(house):
    contract = house.contract(ends=now() + timedelta(days=40))
    set_gives(contract, Gives(keeper=house.agent, warn_days=60), assets=[], by=SYSTEM)
    assert service_to_customer.see_to_contracts_that_end() == 1
    assert service_to_customer.see_to_contracts_that_end() == 0
    case = Case.objects.get()
    assert (case.owner, case.contact) == (house.agent, house.owner)
    assert case.next_deadline > now()
    house.contract(ends=now() + timedelta(days=50))  # another end is another duty
    assert service_to_customer.see_to_contracts_that_end() == 1
    assert violations() == {}


def test_what_is_forgotten_is_seen(house):
    asset = house.car(batch="B1")
    campaigns.start_campaign(recall(house), by=SYSTEM)
    CampaignAsset.objects.update(next_at=None)
    contract = house.contract()
    set_quota(contract, what="visits", amount=Decimal(1), per="year", by=SYSTEM)
    use = use_quota(contract, what="visits", job="case:1", by=SYSTEM)
    type(use).objects.update(amount=2)
    plan = keep_service_plan(house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM)
    ServiceDue.objects.filter(plan=plan, asset=asset).update(state="opened")
    assert len(violations()) == 3
