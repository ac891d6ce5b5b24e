from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from makegood.field.alarms.models import Alarm
from makegood.insight.analysis.models import Forecast
from makegood.insight.analysis.operations import foretell
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock
from makegood.records.assets.models import Asset, Product

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def troubled(db) -> set[int]:
    """A hundred devices: ten fail every two or three weeks, the others once in a long while."""
    clock.install(VirtualClock(NOW))
    luck = Random(5)
    product = Product.objects.create(key="w", model="W10")
    assets = Asset.objects.bulk_create(
        [Asset(serial=f"W-{n}", product=product, installed_on=(NOW - 500 * DAY).date()) for n in range(100)]
    )  # fmt: skip
    rows = []
    for n, asset in enumerate(assets):
        at = NOW - 399 * DAY
        while (at := at + luck.expovariate(1 / (16 if n < 10 else 700)) * DAY) < NOW:
            rows.append(
                Alarm(asset=asset, fault=f"E-{at:%m%d%H%M}", severity=4, active=False, count=1, first_at=at, last_at=at,
                      state_at=at, heard_at=at, raised_at=at, cleared_at=at, over_at=at)
            )  # fmt: skip
    Alarm.objects.bulk_create(rows)
    return {one.pk for one in assets[:10]}


def test_those_that_fail_again_and_again_are_named_and_the_test_says_how_well(troubled):
    assert foretell() == 12
    forecast = Forecast.objects.get()
    assert {pk for pk, _chance in forecast.rows[:10]} == troubled
    told = forecast.quality
    assert told["devices"] == 100
    assert told["area"] > 0.7
    assert told["top"] >= 6
    assert 0.5 * told["failed"] < told["expected"] < 2 * told["failed"]


def test_a_new_forecast_is_not_made_twice(troubled):
    foretell()
    assert foretell() == 0
    clock.install(VirtualClock(NOW + DAY))
    assert foretell() == 12


def test_nothing_is_foretold_from_nothing(db):
    assert foretell() == 0
    assert not Forecast.objects.exists()
