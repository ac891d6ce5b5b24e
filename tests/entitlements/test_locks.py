"""Two at once, one of them first: whoever comes second at a contract, a gift, a recall or a service finds what the first
did."""

from datetime import timedelta
from decimal import Decimal

import pytest

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.loops import campaign_to_customer, service_to_customer
from makegood.records.entitlements.models import (
    Campaign,
    CampaignAsset,
    GoodwillBudget,
    Handling,
    ServiceDue,
)
from makegood.records.entitlements.operations import (
    campaigns,
    count_anew,
    decide_again,
    look_again,
    passing,
    servicing,
    write_decision,
)
from makegood.records.entitlements.operations import goodwill as gifts
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.contracts import end_contract
from makegood.records.entitlements.operations.goodwill import Gift
from makegood.records.entitlements.operations.notes import (
    end_handling,
    have_read,
    write_handling,
)
from makegood.records.entitlements.operations.quotas import claim_ending_contract
from makegood.records.entitlements.operations.servicing import NewPlan
from makegood.records.entitlements.queries import decide
from tests.entitlements.make import Garage, garage
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=f"entitlements.{kind}").count()


@pytest.fixture
def house(real_commits: None) -> Garage:
    one = garage()
    another_mailbox(one.firm.queue, "box@lanhe.test", smtp={"host": "127.0.0.1", "port": 9})
    return one


def recall(house: Garage, **more: object) -> NewCampaign:
    told = {
        "name": "Hose", "kind": "safety", "product": house.product, "queue": house.firm.queue,
        "keeper": house.agent, "texts": {"en": "Stop using it."}, **more,
    }  # fmt: skip
    return NewCampaign(**told)  # type: ignore[arg-type]


def told_of_a_recall(house: Garage) -> CampaignAsset:
    house.car()
    campaigns.start_campaign(campaigns.keep_campaign(recall(house), by=SYSTEM), by=SYSTEM)
    campaign_to_customer.go_on_with_campaigns()
    return CampaignAsset.objects.get(state="told")


def told_of_a_service(house: Garage) -> ServiceDue:
    due = service_due(house)
    service_to_customer.speak_of_services_that_are_due()
    due.refresh_from_db()
    assert due.state == "told"
    return due


def service_due(house: Garage) -> ServiceDue:
    car = house.car()
    plan = servicing.keep_service_plan(
        house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM
    )
    while servicing.plan_anew():
        continue
    due = servicing.fall_due(plan, car, why="It smells")
    assert due is not None
    return due


def test_a_campaign_that_begins_keeps_the_devices_it_was_written_for(house):
    house.car(batch="B1")
    campaign = campaigns.keep_campaign(recall(house, batches=["B1"]), by=SYSTEM)
    in_order(
        lambda: campaigns.start_campaign(campaign, by=SYSTEM),
        lambda: campaigns.keep_campaign(
            recall(house, batches=["B9"]), campaign=campaign, by=SYSTEM
        ),
    )
    assert (Campaign.objects.get().batches, Campaign.objects.get().state) == (["B1"], "running")


def test_a_campaign_begins_with_the_devices_it_is_written_for_by_then(house):
    house.car(batch="B1")
    campaign = campaigns.keep_campaign(recall(house, batches=["B9"]), by=SYSTEM)
    both = in_order(
        lambda: campaigns.keep_campaign(
            recall(house, batches=["B1"]), campaign=campaign, by=SYSTEM
        ),
        lambda: campaigns.start_campaign(campaign, by=SYSTEM),
    )
    assert not isinstance(both.second, Exception)
    assert CampaignAsset.objects.count() == 1


def test_a_campaign_does_not_end_over_a_device_that_is_taken_up_again(house):
    row = told_of_a_recall(house)
    campaigns.move_device(row, state="done", reason="", by=SYSTEM)
    end = lambda: campaigns.end_campaign(row.campaign, by=SYSTEM)  # noqa: E731
    book = lambda: campaigns.move_device(row, state="booked", reason="", by=SYSTEM)  # noqa: E731
    assert isinstance(in_order(book, end).second, Refused)
    campaigns.move_device(row, state="done", reason="", by=SYSTEM)
    assert isinstance(in_order(end, book).second, campaigns.NotADraft)
    assert (Campaign.objects.get().state, CampaignAsset.objects.get().state) == ("ended", "done")


def test_a_campaign_ends_once(house):
    row = told_of_a_recall(house)
    campaigns.move_device(row, state="done", reason="", by=SYSTEM)
    before, campaign = facts("campaign_changed"), row.campaign
    in_order(
        lambda: campaigns.end_campaign(campaign, by=SYSTEM),
        lambda: campaigns.end_campaign(campaign, by=SYSTEM),
    )
    assert facts("campaign_changed") == before + 1


def test_the_next_step_with_a_device_of_a_recall_is_one_workers(house):
    house.car()
    campaigns.start_campaign(campaigns.keep_campaign(recall(house), by=SYSTEM), by=SYSTEM)
    pk = CampaignAsset.objects.get().pk
    both = in_order(lambda: campaigns.claim_device(pk), lambda: campaigns.claim_device(pk))
    assert (both.first.pk, both.second) == (pk, None)


def test_two_taps_on_a_recall_and_on_a_service_are_one_case_each(house):
    row = told_of_a_recall(house)
    both = in_order(*[lambda: campaign_to_customer.accept(row.pk, "Soon")] * 2)
    assert (both.first, both.second, Case.objects.count()) == (None, None, 1)
    car = row.asset
    plan = servicing.keep_service_plan(
        house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM
    )
    servicing.fall_due(plan, car, why="It smells")
    service_to_customer.speak_of_services_that_are_due()
    due = ServiceDue.objects.get(state="told")
    both = in_order(*[lambda: service_to_customer.accept(due.pk, "Soon")] * 2)
    assert (both.first, both.second, Case.objects.count()) == (None, None, 2)


def test_what_is_done_while_a_device_changes_hands_is_not_offered_again(house):
    row = told_of_a_recall(house)
    in_order(
        lambda: campaigns.move_device(row, state="done", reason="", by=SYSTEM),
        lambda: [passing.recall_anew(one) for one in passing.recalls_of([row.asset_id])],
    )
    assert CampaignAsset.objects.get().state == "done"


def test_a_service_that_is_done_while_its_device_changes_hands_stays_done(house):
    due = told_of_a_service(house)
    both = in_order(
        lambda: servicing.service_done(due, on=now().date(), user=None, by=SYSTEM),
        lambda: [passing.service_anew(one) for one in passing.services_of([due.asset_id])],
    )
    assert both.second == []
    assert sorted(ServiceDue.objects.values_list("state", flat=True)) == ["done", "planned"]


def test_a_first_service_that_two_plan_is_one(house):
    servicing.keep_service_plan(house.product, NewPlan(names={"en": "Oil"}, months=12), by=SYSTEM)
    car = house.car()
    ServiceDue.objects.all().delete()
    both = in_order(*[lambda: servicing.plan_services([car.pk])] * 2)
    assert (both.first, both.second) == (None, None)
    assert ServiceDue.objects.count() == 1


def test_a_service_is_spoken_of_by_one_worker_and_counted_by_one(house):
    due = service_due(house)
    both = in_order(
        lambda: servicing.claim_service(due.pk), lambda: servicing.claim_service(due.pk)
    )
    assert (both.first.pk, both.second) == (due.pk, None)
    ServiceDue.objects.update(stale=True)
    both = in_order(servicing.plan_anew, servicing.plan_anew)
    assert (both.first, both.second) == (1, 0)


def test_a_warranty_is_counted_by_one_worker(house):
    house.promise()
    look_again([house.car().pk])
    both = in_order(count_anew, count_anew)
    assert (both.first, both.second) == (1, 0)


def test_a_contract_ends_once_and_one_worker_sees_to_its_end(house):
    contract = house.contract(ends=now() + timedelta(days=9))
    both = in_order(
        lambda: claim_ending_contract(contract.pk), lambda: claim_ending_contract(contract.pk)
    )
    assert (both.first.pk, both.second) == (contract.pk, None)
    before, moment = facts("changed"), now()
    in_order(
        lambda: end_contract(contract, at=moment, by=SYSTEM),
        lambda: end_contract(contract, at=moment, by=SYSTEM),
    )
    assert facts("changed") == before + 1


def test_what_a_decision_stood_on_is_put_right_once(house):
    car = house.car(bought_on=now().date() - timedelta(days=30))
    row = write_decision(car, decide(car), at=now(), case=7, by=SYSTEM)
    house.promise()
    found, moment = decide(car), now()
    assert found.covered
    before = facts("decided")
    in_order(
        lambda: decide_again(row, found, at=moment, by=SYSTEM),
        lambda: decide_again(row, found, at=moment, by=SYSTEM),
    )
    assert facts("decided") == before + 1


def budget(house: Garage, amount: int) -> GoodwillBudget:
    today = now().date()
    return gifts.keep_goodwill_budget(
        starts=today, ends=today + timedelta(days=30), amount=Decimal(amount), currency="CNY",
        by=SYSTEM,
    )  # fmt: skip


def test_a_gift_is_taken_back_once_and_no_budget_falls_below_what_is_given(house):
    gifts.set_limit("agent", most=Decimal(500), currency="CNY", by=SYSTEM)
    budget(house, 500)
    until = now().date() + timedelta(days=9)
    gift = Gift(amount=Decimal(300), currency="CNY", reason="He waited long", until=until)
    car = house.car()
    both = in_order(
        lambda: gifts.give_goodwill(car, gift, user=house.agent, by=SYSTEM),
        lambda: budget(house, 200),
    )
    assert isinstance(both.second, Invalid)
    given = both.first
    both = in_order(*[lambda: gifts.withdraw_goodwill(given, by=SYSTEM)] * 2)
    assert not isinstance(both.second, Exception)
    assert (GoodwillBudget.objects.get().spent, facts("goodwill_withdrawn")) == (0, 1)


def test_the_same_sum_of_another_currency_is_another_gift(house):
    until, car = now().date() + timedelta(days=9), house.car()
    for currency in ("CNY", "HKD"):
        gifts.set_limit("agent", most=Decimal(500), currency=currency, by=SYSTEM)
        gifts.keep_goodwill_budget(
            starts=now().date(), ends=until, amount=Decimal(500), currency=currency, by=SYSTEM
        )
    told = {"amount": Decimal(100), "reason": "He waited long", "until": until, "case": 7}
    given = {
        gifts.give_goodwill(car, Gift(currency=one, **told), user=house.agent, by=SYSTEM).currency
        for one in ("CNY", "HKD", "CNY")
    }
    assert given == {"CNY", "HKD"}
    assert GoodwillBudget.objects.filter(spent=100).count() == 2


def test_what_everybody_must_know_is_written_ended_and_read_once(house):
    car = house.car()
    write = lambda: write_handling(car, kind=Handling.Kind.values[0], text="Dog", user=house.agent, by=SYSTEM)  # noqa: E731  # fmt: skip
    both = in_order(write, write)
    assert both.first == both.second
    note = Handling.objects.get()
    read = lambda: have_read([note], contact=house.owner, user=house.agent)  # noqa: E731
    both = in_order(read, read)
    assert not isinstance(both.second, Exception)
    in_order(*[lambda: end_handling(note, user=house.agent, by=SYSTEM)] * 2)
    assert facts("handling_ended") == 1
