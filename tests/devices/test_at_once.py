"""Twenty at once: one device, one owner, one reading, one company; a table that died goes on."""

from datetime import timedelta

import pytest

from makegood.base.files.operations import keep
from makegood.base.journal.models import Entry
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.tables import look
from makegood.records.assets.models import Asset, Fitted, Import, Ownership, Part, Site, Usage
from makegood.records.assets.operations import (
    Details,
    Place,
    enter_asset,
    fit_part,
    keep_site,
    note_usage,
    transfer,
    writing,
)
from makegood.records.assets.operations import importing as tables
from makegood.records.assets.tests.make import make_asset, make_product
from makegood.records.customers.models import Company, Contact
from makegood.records.customers.operations.merging import merge
from tests.crash.test_all_at_once import together
from tests.make import company
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def people(n: int = 2) -> list[Contact]:
    return [Contact.objects.create(name=f"Wang {k}") for k in range(n)]


def test_a_device_that_twenty_enter_is_one():
    details, [owner] = Details(product=make_product()), people(1)
    found = together(lambda _n: enter_asset("X-1", details=details, owner=owner, by=SYSTEM))
    assert len({one.pk for one in found}) == 1
    assert Asset.objects.count() == Ownership.objects.count() == 1
    assert Entry.objects.filter(kind="assets.entered").count() == 1


def test_a_device_that_many_hand_over_has_one_owner_and_a_history_without_gaps():
    asset, them = make_asset(), people(5)
    together(lambda n: transfer(asset, to=them[n % 5], by=SYSTEM), times=10)
    lines = list(Ownership.objects.filter(asset=asset).order_by("since", "pk"))
    asset.refresh_from_db()
    assert [one.contact for one in lines if one.until is None] == [asset.owner]
    assert [one.until for one in lines[:-1]] == [one.since for one in lines[1:]]
    assert len(lines) == Entry.objects.filter(kind="assets.transferred").count()


def test_readings_that_come_at_once_are_all_kept_and_the_same_one_once():
    asset, moment = make_asset(), now() - timedelta(days=30)

    def read(n: int) -> None:
        day = n % 10
        at = moment + timedelta(days=day)
        note_usage(asset, value=100 + day, at=at, source="staff", by=SYSTEM)

    together(read)
    kept = list(Usage.objects.filter(asset=asset).order_by("at").values_list("total", "doubt"))
    assert kept == [(100.0 + day, "") for day in range(10)]


def test_whom_a_merge_takes_away_gets_no_device_in_the_same_moment():
    asset, [away, into] = make_asset(), people()
    outcome = in_order(
        lambda: merge(away, into=into, by=SYSTEM), lambda: transfer(asset, to=away, by=SYSTEM)
    )
    assert not isinstance(outcome.second, Exception)
    asset.refresh_from_db()
    assert asset.owner == into
    assert Ownership.objects.get(asset=asset, until=None).contact == into


def test_a_place_and_a_part_that_many_name_are_one():
    asset, firm = make_asset(), Company.objects.create(name="Quarry")
    part = Part.objects.create(number="BRK-1")
    together(lambda _n: keep_site(Place("North pit"), whose=firm), times=8)
    together(lambda _n: fit_part(asset, part=part, serial="B-7", by=SYSTEM), times=8)
    assert (Site.objects.count(), Fitted.objects.count()) == (1, 1)


def table_of(rows: int) -> Import:
    user = company().hire("lin")
    make_product()
    lines = [f"958F-24-{n:05d},Quarry {n % 3},Pit {n % 3},{n}" for n in range(rows)]
    content = "\n".join(["serial,company,site,hours", *lines]).encode()
    file = keep(name="t.csv", type="text/csv", content=content)
    run = tables.begin_import("devices", file=file, table=look(content), user=user)
    return tables.start_import(run)


def came_in(rows: int) -> None:
    assert Asset.objects.count() == Usage.objects.count() == rows
    assert Ownership.objects.filter(until=None).count() == rows
    assert (Company.objects.count(), Site.objects.count()) == (3, 3)
    listed = Entry.objects.filter(kind="assets.listed")
    assert listed.count() == listed.values("subject").distinct().count() == rows


def test_the_same_table_at_once_comes_in_once(monkeypatch):
    monkeypatch.setattr(tables, "PART", 7)
    run = table_of(40)
    other = tables.start_import(
        Import.objects.create(
            what=run.what, file=run.file, encoding=run.encoding, delimiter=run.delimiter,
            mapping=run.mapping, rows=run.rows, user=run.user,
        )
    )  # fmt: skip
    together(lambda n: tables.take_in((run, other)[n % 2].pk), times=4)
    came_in(40)
    for one in (run, other):
        one.refresh_from_db()
        assert (one.state, one.reached, one.made + one.changed) == ("done", 40, 40)
    assert run.made + other.made == 40


class Died(BaseException):
    """As a worker dies: nobody catches it."""


def test_a_table_whose_worker_died_goes_on_where_it_stood(monkeypatch):
    monkeypatch.setattr(tables, "PART", 10)
    run, parts = table_of(40), []
    write = writing.write_devices

    def dying(told, **more):
        parts.append(len(told))
        found = write(told, **more)
        if len(parts) == 3:
            raise Died
        return found

    monkeypatch.setattr(tables, "write_devices", dying)
    with pytest.raises(Died):
        tables.take_in(run.pk)
    run.refresh_from_db()
    assert (run.state, run.reached, Asset.objects.count()) == ("running", 20, 20)
    tables.take_in(run.pk)
    came_in(40)
    assert len(parts) == 5
