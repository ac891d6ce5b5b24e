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
        [Asset(pk=700_000 + n, serial=f"W-{n}", product=product, installed_on=(NOW - 500 * DAY).date()) for n in range(100)]
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


@pytest.fixture
def sampled(troubled, monkeypatch):
    """Only forty of the hundred are learned from."""
    monkeypatch.setattr(operations, "MOST", 40)
    return troubled


def failing() -> set[int]:
    return set(Alarm.objects.values_list("asset", flat=True))


def test_a_sample_stands_for_all_and_takes_those_that_failed_for_no_more_than_they_are(sampled):
    drawn = operations._history(clock.now())
    share = {pk: weight for pk, weight in drawn.weights.items() if weight}
    assert (len(share), drawn.whole) == (40, 100)
    assert sum(share.values()) == pytest.approx(40)
    assert sum(weight for pk, weight in share.items() if pk in failing()) == pytest.approx(
        40 * len(failing()) / 100
    )


def test_a_sample_does_not_hang_on_the_order_of_the_rows_nor_on_their_age(sampled):
    before = operations._history(clock.now())
    for pk in sorted(before.pasts, key=lambda pk: -pk % 7):
        Asset.objects.filter(pk=pk).update(batch="moved")  # each row goes to the end of the table
        Alarm.objects.filter(asset=pk).update(count=2)
    after = operations._history(clock.now())
    assert list(after.pasts.items()) == list(before.pasts.items())
    assert after.weights == before.weights
    every = sorted(Asset.objects.values_list("pk", flat=True))
    old = sum(pk in before.weights and before.weights[pk] > 0 for pk in every[10:55])
    young = sum(pk in before.weights and before.weights[pk] > 0 for pk in every[55:])
    assert min(old, young) > 8


def test_those_that_fail_most_are_named_though_they_are_not_of_the_sample(sampled):
    assert foretell() == 12
    forecast = Forecast.objects.get()
    drawn = operations._history(clock.now())
    named = {pk for pk, _chance in forecast.rows}
    assert len(named & sampled) >= 8
    assert any(drawn.weights[pk] == 0 for pk in named)
    told = forecast.quality
    assert (told["whole"], told["devices"]) == (100, pytest.approx(40, abs=2))
    assert 0.4 * told["failed"] < told["expected"] < 2.5 * told["failed"]


def test_a_fleet_that_is_seen_whole_is_no_sample(troubled):
    drawn = operations._history(clock.now())
    assert (len(drawn.pasts), drawn.weights, drawn.whole) == (100, {}, 0)
    foretell()
    assert Forecast.objects.get().quality["whole"] == 0
