"""The fleet: what it says of how a forecast was made."""

import pytest
from django.test import Client

from makegood.field.alarms.tests.make import device
from makegood.insight.analysis.models import Forecast
from tests.make import company

pytestmark = pytest.mark.django_db
QUALITY = {
    "devices": 4000, "failed": 210, "area": 0.8, "expected": 205.4, "top": 90, "tenth": 400,
}  # fmt: skip


@pytest.mark.parametrize(
    ("told", "says"), [({"whole": 52_000}, True), ({"whole": 0}, False), ({}, False)]
)
def test_a_forecast_from_a_sample_says_so_and_of_how_many(told, says):
    firm = company()
    asset = device()
    Forecast.objects.create(days=30, rows=[[asset.pk, 0.2]], quality={**QUALITY, **told})
    lead = Client()
    lead.force_login(firm.lead)
    page = lead.get("/fleet/").content.decode()
    assert asset.serial in page
    assert ("a sample of 4000 of 52000 devices" in page) is says
