"""A device changes hands: whoever has it now is told, and whoever had it acts for nobody."""

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.journal.log import react
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.kernel.actor import SYSTEM
from makegood.loops import campaign_to_customer, device_to_owner, service_to_customer
from makegood.loops.case_of_ours import nobody_known
from makegood.records.assets.events import AssetsTaken
from makegood.records.assets.models import Asset
from makegood.records.assets.operations import Details, enter_asset, transfer
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.entitlements.models import CampaignAsset, ServiceDue
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.servicing import (
    NewPlan,
    fall_due,
    keep_service_plan,
    plan_anew,
)
from makegood.records.entitlements.queries.campaigns import devices_of
from tests.entitlements.make import Garage, garage
from tests.stories.stage import link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Garage:
    one = garage()
    another_mailbox(one.firm.queue, "box@lanhe.test", smtp={"host": "127.0.0.1", "port": 9})
    return one


def hand_over(asset) -> None:
    sender = Sender("mail", "zhao@mail.test", "Zhao", "en", "Asia/Shanghai", verified=True)
    [other] = identify_many([sender], by=SYSTEM)
    transfer(asset, to=other, by=SYSTEM)
    while react():
        continue


def words() -> list[tuple[str, str]]:
    sent = Outgoing.objects.order_by("made_at")
    return [(one.recipient, str(one.envelope["text"])) for one in sent]


def test_a_recall_follows_the_device_and_the_first_owners_link_ends(house):
    asset = house.car(batch="B1")
    new = NewCampaign(
        name="Hose", kind="safety", product=house.product, queue=house.firm.queue,
        keeper=house.agent, texts={"en": "Stop using it."},
    )  # fmt: skip
    campaigns.start_campaign(campaigns.keep_campaign(new, by=SYSTEM), by=SYSTEM)
    campaign_to_customer.go_on_with_campaigns()
    [(_first, text)] = words()
    hand_over(asset)
    assert campaign_to_customer.go_on_with_campaigns() == 1
    assert [to for to, _text in words()] == ["wang@mail.test", "zhao@mail.test"]
    Client().post(f"{link_in(text, 'e')}answer/", {"choice": "yes"})
    assert (CampaignAsset.objects.get().state, Case.objects.count()) == ("told", 0)


def test_a_service_is_offered_to_who_has_it_now_and_taken_by_nobody_else(house):
    asset = house.car()
    plan = keep_service_plan(house.product, NewPlan(names={"en": "Oil"}, months=60), by=SYSTEM)
    fall_due(plan, asset, why="it is loud")
    plan_anew()
    service_to_customer.speak_of_services_that_are_due()
    [(_first, text)] = words()
    hand_over(asset)
    Client().post(f"{link_in(text, 'e')}answer/", {"choice": "yes"})
    assert not Case.objects.exists()
    assert service_to_customer.speak_of_services_that_are_due() == 1
    assert [to for to, _text in words()] == ["wang@mail.test", "zhao@mail.test"]
    hand_over(asset)  # twice is once: who has it now was told
    assert ServiceDue.objects.get().state == "told"
    assert len(words()) == 2
    one = Contact.objects.create(name="Zhao")  # two contacts became one: nobody else has it
    Contact.objects.filter(name="Zhao").exclude(pk=one.pk).update(merged_into=one)
    Asset.objects.update(owner=one)
    device_to_owner.who_a_table_says_has_them_is_told(AssetsTaken(asset_ids=[asset.pk]), Entry())
    assert ServiceDue.objects.get().state == "told"


def test_each_device_of_nobody_has_one_stand_in_of_its_own(house):
    told = Details(product=house.product)
    one = enter_asset("LSV-7", details=told, by=SYSTEM)
    like = enter_asset(str(one.pk), details=told, by=SYSTEM)  # its number is the other's row
    assert nobody_known(one) == nobody_known(one) != nobody_known(like)


def test_what_is_to_be_done_in_a_campaign_stands_before_what_is_over(house):
    new = NewCampaign(
        name="Hose", kind="service", product=house.product, queue=house.firm.queue,
        keeper=house.agent, texts={"en": "Come in."},
    )  # fmt: skip
    for n in range(4):
        house.car(f"LSV-{n}")
    campaign = campaigns.start_campaign(campaigns.keep_campaign(new, by=SYSTEM), by=SYSTEM)
    first, second, third, _last = campaign.devices.order_by("pk")
    campaigns.move_device(first, state="done", reason="", by=SYSTEM)
    campaigns.move_device(second, state="given_up", reason="scrapped", by=SYSTEM)
    campaigns.move_device(third, state="booked", reason="", by=SYSTEM)
    shown = [one.state for one in devices_of(campaign)]
    assert shown == ["booked", "waiting", "given_up", "done"]
