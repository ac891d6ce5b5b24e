"""Devices that a campaign means and that came, or were changed, after it began: none is lost, and few are read."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Campaign, CampaignAsset
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.queries.campaigns import meant
from makegood.records.entitlements.rules.picking import counted
from tests.entitlements.make import Garage, garage

pytestmark = pytest.mark.django_db


def draft(house: Garage, **more: Any) -> Campaign:
    told = {"name": "Hose", "kind": "service", "texts": {"en": "Please come."}, **more}
    new = NewCampaign(product=house.product, queue=house.firm.queue, keeper=house.agent, **told)
    return campaigns.keep_campaign(new, by=SYSTEM)


def run_late(campaign: Campaign) -> tuple[int, list[str], int]:
    """How many came late, who, and how many statements it took."""
    known = set(CampaignAsset.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as seen:
        n = campaigns.add_late(campaign.pk)
    came = CampaignAsset.objects.exclude(pk__in=known).order_by("asset__serial")
    assert all(came.values_list("late", flat=True))
    return n, list(came.values_list("asset__serial", flat=True)), len(seen)


def between(serial: str, first: str, last: str) -> bool:
    """What is meant, said in another way: part by part, as people count."""
    here, like = counted(serial), counted(first or last)
    letters = [[part[2] if part[0] else None for part in one] for one in (here, like)]
    if not (first or last) or letters[0] != letters[1]:
        return not (first or last)
    return (not first or here >= counted(first)) and (not last or here <= counted(last))


def test_serial_numbers_are_asked_for_as_people_count():
    house = garage()
    rough = random.Random(7)
    letters = ["AX-", "BX-", "-", "", "a", "\uff11", "\u96ea", "A.", "A*", "(", "|"]
    serials = {
        f"{rough.choice(letters)}{rough.choice(['7', '07', '12', '105', '9' * 19])}"
        f"{rough.choice(letters)}{rough.choice(['', '3', '10', '0010'])}"
        for _n in range(150)
    }
    product = house.product
    Asset.objects.bulk_create([Asset(serial=one, product=product) for one in serials])
    known = sorted(serials)
    for _n in range(60):
        first, last = rough.choice([*known, ""]), rough.choice([*known, "AX-99", ""])
        asked = Campaign(product=product, serial_from=first, serial_to=last)
        found = set(meant(asked).values_list("serial", flat=True))
        assert found == {one for one in known if between(one, first, last)}, (first, last)


@pytest.mark.parametrize(
    ("first", "last", "serials"),
    [
        ("AX-99", "AX-110", ["AX-0105", "AX-99"]),
        ("AX-111", "", ["AX-0111"]),
        ("", "AX-99", ["AX-99"]),
        ("AX-1", "BX-5", ["AX-0105", "AX-0111", "AX-99"]),
        ("BX-1", "AX-500", []),
        ("", "", ["105", "AX-0105", "AX-0111", "AX-99", "BX-0105"]),
    ],
)
def test_numbers_between_two_of_any_shape(first: str, last: str, serials: list[str]):
    product = garage().product
    for one in ("AX-0105", "AX-0111", "AX-99", "BX-0105", "105"):
        Asset.objects.create(serial=one, product=product)
    asked = Campaign(product=product, serial_from=first, serial_to=last)
    assert sorted(meant(asked).values_list("serial", flat=True)) == serials


def test_whoever_comes_late_or_is_put_right_later_is_found():
    house = garage()
    house.car("LSV-1", batch="B1")
    wrong = house.car("LSV-2", batch="B2")
    campaign = campaigns.start_campaign(draft(house, batches=["B1"]), by=SYSTEM)
    assert run_late(campaign)[:2] == (0, [])
    house.car("LSV-3", batch="B1")
    Asset.objects.filter(pk=wrong.pk).update(batch="B1")  # however it was changed
    assert run_late(campaign)[:2] == (2, ["LSV-2", "LSV-3"])
    assert run_late(campaign)[:2] == (0, [])


def test_what_was_lost_half_way_is_found_the_next_time():
    house = garage()
    house.car("LSV-1")
    campaign = campaigns.start_campaign(draft(house), by=SYSTEM)
    house.car("LSV-2")
    campaigns.add_late(campaign.pk)
    CampaignAsset.objects.filter(late=True).delete()  # as if its worker had died before the end
    assert run_late(campaign)[:2] == (1, ["LSV-2"])


def test_many_devices_that_are_not_meant_take_no_statement_and_none_is_read():
    house = garage()
    house.car("LSV-1")
    campaign = campaigns.start_campaign(draft(house, serial_from="LSV-1"), by=SYSTEM)
    _n, _who, few = run_late(campaign)
    Asset.objects.bulk_create(
        [Asset(serial=f"OLD-{n}", product=house.product) for n in range(300)]
        + [Asset(serial=f"LSV-{n}", product=house.product) for n in range(10, 310)]
    )
    n, who, many = run_late(campaign)
    assert (n, len(who), many) == (300, 300, few)
    with CaptureQueriesContext(connection) as seen:
        campaigns.add_late(campaign.pk)
    asked = [one["sql"] for one in seen if "assets_asset" in one["sql"]]
    assert [one.split()[0] for one in asked] == ["INSERT"]  # no row of a device comes to us


def test_a_batch_of_many_devices_is_found_by_its_index():
    house = garage()
    Asset.objects.bulk_create(
        [Asset(serial=f"LSV-{n}", product=house.product, batch=f"B{n // 10}") for n in range(3000)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE assets_asset")
    plan = meant(Campaign(product=house.product, batches=["B7"])).explain()
    assert "asset_batch" in plan
    assert "Seq Scan" not in plan
