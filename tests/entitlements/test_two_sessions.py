"""Two at once: one message for an ending, one case for an answer, no quota below nothing, no sum beyond a budget."""

from datetime import timedelta
from decimal import Decimal

import pytest

from makegood.adapters.email.tests.make import another_mailbox
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.usage_to_entitlement import accept, tell_whose_warranty_ends
from makegood.records.entitlements.models import Ending, GoodwillBudget, Use
from makegood.records.entitlements.operations import goodwill as gifts
from makegood.records.entitlements.operations.goodwill import Gift, TooMuch
from makegood.records.entitlements.operations.quotas import QuotaSpent, set_quota, use_quota
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
