"""The devices of a campaign: a page at a time, each once, found by a part of their number."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Campaign, CampaignAsset
from makegood.records.entitlements.operations import campaigns
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.queries.campaigns import TO_DO, devices_of, mark_of
from makegood.web.entitled.views.campaigns import PAGE
from tests.entitlements.make import Garage, garage

pytestmark = pytest.mark.django_db


@dataclass
class Recall:
    """A campaign that runs, and whoever leads it."""

    house: Garage
    row: Campaign
    client: Client

    def page(self, asked: str = "") -> str:
        """What stands there."""
        answer = self.client.get(f"/settings/campaigns/{self.row.pk}/{asked}")
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def recall() -> Recall:
    house = garage()
    house.car("LSV-0")
    told = NewCampaign(
        name="Hose", kind="safety", product=house.product, queue=house.firm.queue,
        keeper=house.agent, texts={"en": "Stop using it."},
    )  # fmt: skip
    row = campaigns.start_campaign(campaigns.keep_campaign(told, by=SYSTEM), by=SYSTEM)
    client = Client()
    client.force_login(house.firm.lead)
    return Recall(house, row, client)


def more_cars(recall: Recall, n: int) -> None:
    """So many more, in every state."""
    new = [
        Asset(serial=f"CAR-{i:04}", product=recall.house.product, state="used", token=f"car{i}")
        for i in range(n)
    ]
    kept = Asset.objects.bulk_create(new)
    CampaignAsset.objects.bulk_create(
        CampaignAsset(
            campaign=recall.row, asset=one, state=TO_DO[i % len(TO_DO)], reason="gone", next_at=None
        )
        for i, one in enumerate(kept)
    )


def test_the_pages_hold_each_device_once_by_what_is_to_be_done(recall):
    more_cars(recall, 20)
    seen: list[CampaignAsset] = []
    mark = ""
    while page := devices_of(recall.row, after=mark, limit=6):
        seen += page
        mark = mark_of(page[-1])
    assert len(seen) == 21
    assert sorted(one.pk for one in seen) == sorted(recall.row.devices.values_list("pk", flat=True))
    places = [TO_DO.index(one.state) for one in seen]
    assert places == sorted(places)


def test_a_page_goes_on_behind_its_mark_though_the_device_there_moved_meanwhile(recall):
    more_cars(recall, 14)
    first = devices_of(recall.row, limit=5)
    mark = mark_of(first[-1])
    after = [one.pk for one in devices_of(recall.row, after=mark)]
    CampaignAsset.objects.filter(pk=first[-1].pk).update(state="done")
    again = [one.pk for one in devices_of(recall.row, after=mark)]
    assert [pk for pk in again if pk != first[-1].pk] == after
    everything = devices_of(recall.row)
    for wrong in ("done", "done.", ".7", "gone.7", "done.x", f"done.{10**30}"):
        assert devices_of(recall.row, after=wrong) == everything


def test_a_long_list_is_paged_and_found_by_a_part_of_a_number(recall):
    more_cars(recall, PAGE + 10)
    page = recall.page()
    assert page.count("<li>") - page.count("<li><a") >= PAGE
    assert "after=" in page
    found = recall.page("?q=car-0007")
    assert "CAR-0007" in found
    assert "CAR-0008" not in found
    assert "after=" not in found
    assert "There is no such device." in recall.page("?q=%00")
    assert "There is no such device." in recall.page("?q=LSV-0&state=done")
    assert "state=done&amp;q=car" in recall.page("?q=car")


def test_a_page_costs_the_same_statements_however_many_devices_there_are(recall):
    recall.page()
    with CaptureQueriesContext(connection) as few:
        recall.page()
    more_cars(recall, PAGE + 10)
    with CaptureQueriesContext(connection) as many:
        recall.page()
    assert len(many) == len(few)
