"""Two at once: one message for an ending, one case for an answer, no quota below nothing, no sum beyond a budget."""

from datetime import timedelta
from decimal import Decimal

import pytest

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.invariants.checks import violations
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.usage_to_entitlement import accept, tell_whose_warranty_ends
from makegood.records.entitlements.models import (
    CampaignAsset,
    Ending,
    Goodwill,
    GoodwillBudget,
    ServiceDue,
    Use,
)
from makegood.records.entitlements.operations import campaigns, servicing, write_decision
from makegood.records.entitlements.operations import goodwill as gifts
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.goodwill import Gift, TooMuch
from makegood.records.entitlements.operations.quotas import (
    QuotaSpent,
    give_back,
    set_quota,
    use_quota,
)
from makegood.records.entitlements.operations.servicing import NewPlan, keep_service_plan
from makegood.records.entitlements.queries import decide
from tests.crash.test_all_at_once import together
from tests.entitlements.make import Garage, counted, driven, garage
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def ending() -> Garage:
    house = garage()
    another_mailbox(house.firm.queue, "box@lanhe.test", smtp={"host": "127.0.0.1", "port": 9})
    house.promise()
    asset = house.car()
    driven(asset, 79_900)
    counted(asset)
    return house


def test_two_workers_tell_an_owner_once():
    ending()
    both = in_order(tell_whose_warranty_ends, tell_whose_warranty_ends)
    assert (both.first, both.second) == (1, 0)
    assert (Outgoing.objects.count(), Ending.objects.count()) == (1, 1)


def test_two_taps_are_one_case():
    ending()
    tell_whose_warranty_ends()
    row = Ending.objects.get()
    both = in_order(lambda: accept(row.pk, "Soon"), lambda: accept(row.pk, "Soon"))
    assert not isinstance(both.second, Exception)
    assert Case.objects.count() == 1


def test_the_last_visit_of_a_contract_goes_to_one_of_two_jobs():
    contract = garage().contract()
    set_quota(contract, what="visits", amount=Decimal(1), per="year", by=SYSTEM)
    both = in_order(
        lambda: use_quota(contract, what="visits", job="case:1", by=SYSTEM),
        lambda: use_quota(contract, what="visits", job="case:2", by=SYSTEM),
    )
    assert isinstance(both.second, QuotaSpent)
    assert Use.objects.count() == 1


def test_what_is_left_of_a_budget_goes_to_one_of_two():
    house = garage()
    until = now().date() + timedelta(days=30)
    gifts.set_limit("agent", most=Decimal(500), currency="CNY", by=SYSTEM)
    gifts.keep_goodwill_budget(
        starts=now().date(), ends=until, amount=Decimal(500), currency="CNY", by=SYSTEM
    )
    gift = Gift(amount=Decimal(300), currency="CNY", reason="He waited long", until=until)
    one, other = house.car(), house.car("LSV-2")
    both = in_order(
        lambda: gifts.give_goodwill(one, gift, user=house.agent, by=SYSTEM),
        lambda: gifts.give_goodwill(other, gift, user=house.agent, by=SYSTEM),
    )
    assert isinstance(both.second, TooMuch)
    assert GoodwillBudget.objects.get().spent == Decimal(300)


def test_twenty_jobs_take_no_more_than_a_contract_gives():
    contract = garage().contract()
    set_quota(contract, what="visits", amount=Decimal(7), per="year", by=SYSTEM)
    found = together(
        lambda n: use_quota(contract, what="visits", job=f"case:{n}", by=SYSTEM), times=20
    )
    assert sum(isinstance(one, Use) for one in found) == 7
    assert Use.objects.count() == 7
    together(lambda _n: give_back(contract, what="visits", job=taken(), why="No", by=SYSTEM), 4)
    assert Use.objects.filter(undone_at=None).count() >= 3
    assert violations() == {}


def taken() -> str:
    return str(Use.objects.filter(undone_at=None).order_by("pk").values_list("job", flat=True)[0])


def test_ten_gifts_stay_within_what_a_role_may_give_for_one_device():
    house = garage()
    until = now().date() + timedelta(days=30)
    gifts.set_limit("agent", most=Decimal(500), currency="CNY", by=SYSTEM)
    together(
        lambda _n: gifts.keep_goodwill_budget(
            starts=now().date(), ends=until, amount=Decimal(5000), currency="CNY", by=SYSTEM
        ),
        4,
    )
    gift = Gift(amount=Decimal(200), currency="CNY", reason="He waited long", until=until)
    car = house.car()
    together(lambda _n: gifts.give_goodwill(car, gift, user=house.agent, by=SYSTEM), 10)
    assert Goodwill.objects.count() == 2
    assert GoodwillBudget.objects.get().spent == Decimal(400)


def test_a_campaign_begun_and_done_by_many_is_begun_and_done_once():
    house = garage()
    for n in range(3):
        house.car(f"LSV-{n}")
    told = NewCampaign(
        name="Hose", kind="service", product=house.product, queue=house.firm.queue,
        keeper=house.agent, texts={"en": "Please come."},
    )  # fmt: skip
    campaign = campaigns.keep_campaign(told, by=SYSTEM)
    together(lambda _n: campaigns.start_campaign(campaign, by=SYSTEM), 6)
    assert CampaignAsset.objects.count() == 3
    house.car("LSV-9")
    together(lambda _n: campaigns.add_late(campaign.pk), 6)
    assert CampaignAsset.objects.filter(late=True).count() == 1
    first = CampaignAsset.objects.order_by("pk")[0]
    together(lambda _n: campaigns.move_device(first, state="done", reason="", by=SYSTEM), 6)
    assert Entry.objects.filter(kind="entitlements.campaign_moved").count() == 1


def test_a_service_that_many_plan_ask_for_and_do_is_one_each_time():
    house = garage()
    car = house.car()
    plan = keep_service_plan(house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM)
    together(lambda _n: servicing.plan_services([car.pk]), 6)
    asked = together(lambda _n: servicing.fall_due(plan, car, why="It smells"), 6)
    assert sum(one is not None for one in asked) == 1
    due = ServiceDue.objects.get()
    together(
        lambda _n: servicing.service_done(due, on=now().date(), user=house.agent, by=SYSTEM), 6
    )
    assert sorted(ServiceDue.objects.values_list("state", flat=True)) == ["done", "planned"]
    assert Entry.objects.filter(kind="entitlements.service_done").count() == 1


def test_a_decision_that_many_write_for_a_case_is_one():
    house = garage()
    house.promise()
    car = house.car()
    found = decide(car)
    rows = together(lambda _n: write_decision(car, found, at=now(), case=7, by=SYSTEM), 10)
    assert len({one.pk for one in rows}) == 1
    assert Entry.objects.filter(kind="entitlements.decided").count() == 1
