from datetime import datetime, timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Usage
from makegood.records.assets.operations import (
    Noted,
    heard_of,
    note_usage,
    note_usages,
    settle_usage,
)
from makegood.records.assets.queries import asset_by_serial, usage_of, usages_of
from makegood.records.assets.tests.make import make_asset, make_product

pytestmark = pytest.mark.django_db


def at(day: float) -> datetime:
    return now().replace(minute=0, second=0, microsecond=0) - timedelta(days=30 - day)


def test_readings_are_kept_once_whatever_comes_again():
    asset = make_asset()
    told = [Noted(asset.pk, "hours", 5600 + 8 * day, at(day)) for day in range(10)]
    assert note_usages(told) == 10
    assert note_usages(told) == 0
    assert note_usages(told[3:] + told[:2]) == 0
    run = usage_of(asset)
    assert run is not None
    assert (run.total, run.unit, run.per_day, run.doubtful) == (5672, "h", pytest.approx(8), False)
    assert usages_of([asset.pk]) == {asset.pk: run}


def test_what_was_read_years_ago_is_known_of_one_and_of_many():
    asset = make_asset()
    with clock.use(clock.VirtualClock(now() - timedelta(days=800))):
        note_usages([Noted(asset.pk, "hours", 5600, now(), "staff")])
    assert usage_of(asset).total == 5600
    assert usages_of([asset.pk]) == {asset.pk: usage_of(asset)}


def test_of_what_a_device_says_every_minute_a_few_rows_stay():
    asset = make_asset()
    said = [
        Noted(asset.pk, "h", 100 + n / 60, at(0) + timedelta(minutes=n)) for n in range(48 * 60)
    ]
    for start in range(0, len(said), 500):
        note_usages(said[start : start + 500])
    assert Usage.objects.filter(asset=asset).count() <= 10
    assert Entry.objects.filter(kind="assets.usage_noted").count() <= 10
    assert usage_of(asset).total == pytest.approx(100 + 48, abs=0.1)


def test_readings_come_in_any_unit_of_the_counter_and_no_other():
    asset = make_asset()
    note_usages([Noted(asset.pk, "", 100, at(0)), Noted(asset.pk, "minutes", 6480, at(1))])
    note_usages([Noted(asset.pk, "km", 7000, at(2))])
    run = usage_of(asset)
    assert (run.total, run.doubtful) == (108, True)


def test_what_is_no_number_and_of_no_device_is_left_out():
    asset = make_asset()
    told = [(asset.pk, float("nan")), (asset.pk, -1.0), (asset.pk, 1e13), (asset.pk + 99, 5.0)]
    assert note_usages([Noted(pk, "h", value, at(1)) for pk, value in told]) == 0
    assert usage_of(asset) is None


def test_a_replaced_controller_is_believed_after_three_readings():
    asset = make_asset()
    note_usages([Noted(asset.pk, "h", 5600 + 8 * day, at(day)) for day in range(10)])
    for day in range(3):
        note_usages([Noted(asset.pk, "h", 8 * day + 2, at(10 + day))])
    run = usage_of(asset)
    assert (run.total, run.doubtful) == (5672 + 18, False)


def test_a_person_says_that_a_doubted_reading_is_right():
    asset = make_asset()
    note_usages([Noted(asset.pk, "h", 100 + day, at(day)) for day in range(3)])
    note_usage(asset, value=900, at=at(4), source="staff")
    note_usage(asset, value=908, at=at(5), source="staff")
    doubted = Usage.objects.get(asset=asset, value=900)
    assert (doubted.doubt, usage_of(asset).total) == ("leap", 110)
    for _twice in range(2):
        settle_usage(doubted, believed=True, by=SYSTEM)
    run = usage_of(asset)
    assert (run.total, run.doubtful) == (908, False)


def test_an_unknown_number_is_kept_once_and_found():
    found = heard_of(["x-1", "Ｘ－１", "+#", ""])
    assert list(found) == ["X-1"]
    assert heard_of(["X-1"]) == found
    assert Asset.objects.get(pk=found["X-1"]).state == "unknown"
    assert asset_by_serial(" x-1 ").pk == found["X-1"]
    assert asset_by_serial("x1").pk == found["X-1"]
    assert asset_by_serial("nothing") is None
    make_product()
    assert asset_by_serial("x1").product is None
