"""Two at once, one of them first: devices, their keys, and what they say. Whoever comes second finds what the first did."""

import json
from datetime import timedelta

import pytest

from makegood.base.files.operations import keep
from makegood.base.journal.models import Entry
from makegood.field.telemetry import operations as telemetry
from makegood.field.telemetry import ports
from makegood.field.telemetry.errors import NotItsOwn, TooManyKeys, UsedUp
from makegood.field.telemetry.models import Aside, Batch, Credential, ProductKey, Raw, Reading, Span
from makegood.field.telemetry.operations import Arrived, again, aside, values
from makegood.field.telemetry.operations.values import Value
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Outdated
from makegood.kernel.tables import look
from makegood.records.assets import operations as assets
from makegood.records.assets.errors import AlreadyKnown
from makegood.records.assets.models import (
    Asset,
    Document,
    Import,
    Ownership,
    Part,
    Product,
    Site,
    Usage,
)
from makegood.records.assets.operations import Details, Made, Place, importing, writing
from makegood.records.assets.rules.device_rows import Told
from makegood.records.assets.tests.make import make_asset, make_product
from makegood.records.customers.models import Company, Contact
from tests.crash.test_all_at_once import together
from tests.make import company
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


@pytest.fixture
def heard(monkeypatch):
    """What is told of events; nothing else follows."""
    told: list[ports.Happening] = []
    monkeypatch.setattr(ports, "HEARERS", [told.extend])
    monkeypatch.setattr(ports, "READERS", [])
    return told


def said(asset: Asset, n: int = 1) -> None:
    found = [Arrived(asset.pk, EVENTS, json.dumps({"code": f"E-{k}"}).encode()) for k in range(n)]
    telemetry.accept(found)


def value(asset: Asset, name: str, number: float) -> Value:
    moment = now().replace(minute=0, second=0, microsecond=0)
    return Value(
        asset_id=asset.pk, name=name, unit="", value=number, at=moment, came_at=moment, raw_id=1, clock=True
    )  # fmt: skip


def test_two_workers_follow_a_batch_once(real_commits, heard):
    said(make_asset(), 3)
    both = in_order(telemetry.parse_waiting, telemetry.parse_waiting)
    assert (both.first, both.second, len(heard)) == (3, 0, 3)
    assert not Batch.objects.exists()


def test_two_workers_try_what_failed_again_once(real_commits, heard):
    asset = make_asset()
    said(asset)
    [(raw, came_at)] = Raw.objects.values_list("id", "came_at")
    for _ in range(2):  # set aside twice is once
        aside.put_aside([(raw, came_at, asset.pk, "no")], why=Aside.Why.FAILED)
    Aside.objects.update(next_try=now())
    both = in_order(again.try_again, again.try_again)
    assert (both.first, both.second, len(heard)) == (1, 0, 1)
    assert not Aside.objects.exists()


def test_a_reading_that_two_messages_bring_is_kept_and_counted_once():
    asset = make_asset()
    keep_one = lambda number: values.keep_values([value(asset, "oil", number)])  # noqa: E731
    both = in_order(lambda: keep_one(3), lambda: keep_one(4))
    assert (len(both.first), both.second) == (1, [])
    assert Reading.objects.get().value == 3
    assert {one.count for one in Span.objects.all()} == {1}


def test_a_device_has_five_keys_however_many_ask_at_once():
    asset = make_asset()
    given = together(lambda n: telemetry.issue(asset, name=f"{n}", by=SYSTEM), 8)
    assert sum(isinstance(one, TooManyKeys) for one in given) == 3
    assert Credential.objects.filter(revoked_at=None).count() == 5


def test_of_two_tables_of_keys_the_second_finds_that_it_has_one():
    asset = make_asset()
    give = lambda: telemetry.issue_many([asset.serial], name="", anew=False, by=SYSTEM)  # noqa: E731
    both = in_order(give, give)
    assert [one.why for one in (*both.first, *both.second)] == ["", "has_key"]


def test_no_more_devices_come_with_a_key_than_may():
    product = make_product()
    key, token = telemetry.issue_product_key(product, name="", most=1, by=SYSTEM)
    both = in_order(
        lambda: telemetry.claim(token, "958F-24-00001"),
        lambda: telemetry.claim(token, "958F-24-00002"),
    )
    assert isinstance(both.second, UsedUp)
    assert (ProductKey.objects.get(pk=key.pk).claimed, Credential.objects.count()) == (1, 1)


def test_a_device_fetches_one_key_with_whichever_it_comes():
    asset = make_asset()
    tokens = [
        telemetry.issue_product_key(asset.product, name="", most=9, by=SYSTEM)[1] for _ in range(2)
    ]
    both = in_order(*(lambda t=t: telemetry.claim(t, asset.serial) for t in tokens))
    assert isinstance(both.second, NotItsOwn)
    assert Credential.objects.filter(revoked_at=None).count() == 1


def test_a_stranger_that_two_doors_hear_is_one_device():
    both = in_order(lambda: assets.heard_of(["NEW-1"]), lambda: assets.heard_of(["NEW-1"]))
    assert both.first == both.second
    assert facts("assets.heard") == 1


def test_a_device_that_spoke_is_entered_by_the_first_of_two():
    assets.heard_of(["958F-24-00009"])
    one, other = (Contact.objects.create(name=name) for name in ("Wang", "Li"))
    details = Details(product=make_product())
    both = in_order(
        *(
            lambda who=who: assets.enter_asset(
                "958F-24-00009", details=details, owner=who, by=SYSTEM
            )
            for who in (one, other)
        )
    )
    assert isinstance(both.second, AlreadyKnown)
    assert Ownership.objects.get().contact == one


def test_of_two_who_change_a_device_the_second_looks_again():
    asset = make_asset()
    version = asset.version
    both = in_order(
        *(
            lambda batch=batch: assets.change_asset(
                asset,
                details=Details(product=asset.product, batch=batch),
                version=version,
                by=SYSTEM,
            )
            for batch in ("B1", "B2")
        )
    )
    assert isinstance(both.second, Outdated)
    asset.refresh_from_db()
    assert asset.batch == "B1"


def test_a_device_goes_out_of_use_once():
    asset = make_asset(owner=Contact.objects.create(name="Wang"))
    in_order(lambda: assets.retire(asset, by=SYSTEM), lambda: assets.retire(asset, by=SYSTEM))
    assert facts("assets.retired") == 1


def test_two_devices_are_not_built_into_each_other():
    one, other = make_asset("958F-24-00001"), make_asset("958F-24-00002")

    def into(inner, outer):
        details = Details(product=inner.product, parent=outer)
        return lambda: assets.change_asset(inner, details=details, version=inner.version, by=SYSTEM)

    both = in_order(into(one, other), into(other, one))
    assert isinstance(both.second, Invalid)


def test_what_is_built_in_is_taken_out_once_and_a_paper_is_one():
    asset, user = make_asset(), company().hire("lin")
    part = Part.objects.create(number="BRK-1")
    fitted = assets.fit_part(asset, part=part, serial="B-7", by=SYSTEM)
    in_order(
        lambda: assets.remove_part(fitted, by=SYSTEM), lambda: assets.remove_part(fitted, by=SYSTEM)
    )
    assert facts("assets.part_removed") == 1
    file = keep(name="m.pdf", type="application/pdf", content=b"%PDF-1.4")
    add = lambda: assets.add_document(asset, title="Manual", file=file, user=user, by=SYSTEM)  # noqa: E731
    both = in_order(add, add)
    assert both.first == both.second
    assert Document.objects.count() == 1


def test_a_product_that_two_make_is_one_and_each_change_of_it_stays():
    made = Made(model="EV-3", names={"en": "EV-3"})
    both = in_order(
        lambda: assets.save_product(made, by=SYSTEM), lambda: assets.save_product(made, by=SYSTEM)
    )
    assert both.first == both.second
    product, part = Product.objects.get(), Part.objects.create(number="BRK-1")
    both = in_order(*(lambda n=n: assets.set_bill(product, [(part, n)], by=SYSTEM) for n in (2, 2)))
    assert (both.first, both.second) == (None, None)
    assert facts("assets.product_changed") == 3


def test_a_place_that_two_name_is_one():
    place = Place(name="Yard 7", zone="Asia/Shanghai")
    whose = Company.objects.create(name="Hengyue")
    both = in_order(*[lambda: assets.keep_site(place, whose=whose)] * 2)
    assert both.first == both.second
    assert Site.objects.count() == 1


def test_a_table_that_begins_keeps_what_its_columns_mean():
    user = company().hire("lin")
    make_product()
    content = b"serial,hours\n958F-24-00001,5"
    file = keep(name="t.csv", type="text/csv", content=content)
    run = importing.begin_import("devices", file=file, table=look(content), user=user)
    both = in_order(
        lambda: importing.start_import(run),
        lambda: importing.set_columns(run, mapping={"serial": 1}),
    )
    assert isinstance(both.second, importing.Begun)
    assert Import.objects.get().mapping == run.mapping
    both = in_order(lambda: importing.take_in(run.pk), lambda: importing.take_in(run.pk))
    assert (both.first, both.second, facts("assets.imported")) == (None, None, 1)


def test_a_doubtful_reading_is_settled_once():
    asset = make_asset()
    for days, total in ((30, 1000), (20, 1010), (10, 20)):
        at = now() - timedelta(days=days)
        assets.note_usage(asset, value=total, at=at, source="staff", by=SYSTEM)
    doubtful = Usage.objects.get(doubt="back")
    settle = lambda: assets.settle_usage(doubtful, believed=True, by=SYSTEM)  # noqa: E731
    in_order(settle, settle)
    assert facts("assets.usage_settled") == 1


def test_machines_of_two_tables_close_no_circle():
    one, other = make_asset("958F-24-00001"), make_asset("958F-24-00002")

    def held(inner: Asset, outer: Asset):
        row = Told(1, inner.serial, inner.product_id, parent=outer.serial)
        return lambda: writing.hold([row])

    both = in_order(held(one, other), held(other, one))
    assert isinstance(both.second, writing.Unfit)
