from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from makegood.base.database import rows
from makegood.field.alarms.models import Alarm
from makegood.insight.analysis import operations
from makegood.insight.analysis.models import Forecast
from makegood.insight.analysis.operations import foretell, want_forecast
from makegood.insight.analysis.rules import foretold
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


def test_nothing_is_held_open_while_it_is_computed(troubled, monkeypatch):
    open_before, open_then = len(connection.atomic_blocks), []

    def computes(*told):
        open_then.append(len(connection.atomic_blocks))
        return foretold(*told)

    monkeypatch.setattr(operations, "foretold", computes)
    assert foretell() == 12
    assert open_then == [open_before]


def test_one_at_a_time_and_whoever_lost_his_turn_writes_nothing(troubled, monkeypatch):
    among: list[int] = []

    def is_slow(*told):
        among.append(foretell())  # another worker meanwhile: it is not its turn
        if len(among) == 1:
            clock.install(VirtualClock(NOW + timedelta(minutes=16)))
            among.append(foretell())  # and now it is: the first one is taken for dead
        return foretold(*told)

    monkeypatch.setattr(operations, "foretold", is_slow)
    assert foretell() == 0
    assert among == [0, 0, 12]
    assert Forecast.objects.count() == 1


def test_many_wishes_are_one_job_and_a_new_forecast_needs_none(troubled):
    assert (want_forecast(), want_forecast()) == (1, 1)
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'analysis.make_forecast'"
    assert rows(waiting) == [(1,)]
    foretell()
    assert want_forecast() == 0


def test_nothing_is_foretold_from_nothing(db):
    assert foretell() == 0
    assert not Forecast.objects.exists()
