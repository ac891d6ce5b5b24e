from datetime import date, timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Outdated
from makegood.records.assets.errors import AlreadyKnown, Retired
from makegood.records.assets.models import Asset, Fitted, Ownership
from makegood.records.assets.operations import (
    Details,
    change_asset,
    enter_asset,
    fit_part,
    heard_of,
    remove_part,
    retire,
    save_part,
    transfer,
)
from makegood.records.assets.queries import devices_of
from makegood.records.assets.rules.fields import NotOfItsKind, typed
from makegood.records.assets.tests.make import make_asset, make_product
from makegood.records.customers.models import Company, Contact
from makegood.records.customers.operations import merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> Contact:
    return Contact.objects.create(name="Wang")


@pytest.fixture
def li() -> Contact:
    return Contact.objects.create(name="Li")


def kinds(asset: Asset) -> list[str]:
    found = Entry.objects.filter(subject=asset.topic).order_by("id")
    return list(found.values_list("kind", flat=True))


def test_a_device_is_entered_once_and_its_product_told_by_its_number(wang):
    product = make_product()
    for _twice in range(2):
        asset = enter_asset("958f-24-00017", details=Details(), owner=wang, by=SYSTEM)
    assert (asset.serial, asset.product) == ("958F-24-00017", product)
    assert kinds(asset) == ["assets.entered"]
    assert Ownership.objects.filter(asset=asset).count() == 1
    with pytest.raises(AlreadyKnown):
        enter_asset("958F-24-00017", details=Details(), by=SYSTEM)


def test_a_number_that_tells_nothing_needs_a_product():
    with pytest.raises(Invalid):
        enter_asset("Q-1", details=Details(), by=SYSTEM)
    assert not Asset.objects.exists()


def test_a_device_that_spoke_first_is_claimed(wang):
    make_product()
    pk = heard_of(["958F-24-00017"])["958F-24-00017"]
    asset = enter_asset("958F-24-00017", details=Details(), owner=wang, by=SYSTEM)
    assert (asset.pk, asset.state) == (pk, "used")
    assert kinds(asset) == ["assets.heard", "assets.claimed"]


def test_who_had_a_device_stays_in_its_history_and_sees_it_no_longer(wang, li):
    asset = make_asset(owner=wang)
    assert list(devices_of(wang.pk)) == [asset]
    for _twice in range(2):
        transfer(asset, to=li, why="sold", by=SYSTEM)
    assert list(devices_of(wang.pk)) == []
    assert list(devices_of(li.pk)) == [asset]
    lines = Ownership.objects.filter(asset=asset).order_by("since")
    assert [(one.contact, one.until is None) for one in lines] == [(wang, False), (li, True)]
    transfer(asset, to=None, by=SYSTEM)
    assert not Ownership.objects.filter(asset=asset, until=None).exists()


def test_a_device_of_a_company_is_not_of_every_person_in_it(wang):
    company = Company.objects.create(name="Quarry")
    asset = make_asset(company=company)
    assert list(devices_of(wang.pk)) == []
    assert list(devices_of(wang.pk, company.pk)) == [asset]


def test_a_change_to_what_somebody_else_changed_is_refused():
    asset = make_asset()
    details = Details(product=asset.product, batch="B7")
    changed = change_asset(asset, details=details, version=asset.version, by=SYSTEM)
    assert change_asset(asset, details=details, version=asset.version, by=SYSTEM).version == 2
    with pytest.raises(Outdated):
        change_asset(asset, details=Details(product=asset.product), version=1, by=SYSTEM)
    assert changed.batch == "B7"


def test_a_device_is_not_built_into_what_is_built_into_it():
    one, other = make_asset(), make_asset("958F-24-00018")
    product = one.product
    change_asset(one, details=Details(product=product, parent=other), version=1, by=SYSTEM)
    with pytest.raises(Invalid):
        change_asset(other, details=Details(product=product, parent=one), version=1, by=SYSTEM)


def test_days_that_cannot_be_are_refused():
    make_product()
    wrong = Details(bought_on=date(2024, 5, 1), installed_on=date(2024, 4, 1))
    with pytest.raises(Invalid):
        enter_asset("958F-24-00017", details=wrong, by=SYSTEM)


def test_what_is_out_of_use_belongs_to_nobody(wang, li):
    asset = make_asset(owner=wang)
    for _twice in range(2):
        retire(asset, why="scrapped", by=SYSTEM)
    assert list(devices_of(wang.pk)) == []
    with pytest.raises(Retired):
        transfer(asset, to=li, by=SYSTEM)


def test_a_part_is_fitted_once_and_taken_out_once():
    asset, part = make_asset(), save_part(number="pump-1", names={"en": "Pump"})
    for _twice in range(2):
        fitted = fit_part(asset, part=part, serial="s1", by=SYSTEM)
    for _twice in range(2):
        remove_part(fitted, by=SYSTEM)
    assert Fitted.objects.filter(asset=asset).count() == 1
    assert kinds(asset)[1:] == ["assets.part_fitted", "assets.part_removed"]
    with pytest.raises(Invalid):
        fit_part(asset, part=part, at=now() + timedelta(days=1), by=SYSTEM)


def test_a_device_follows_its_owner_who_is_found_to_be_another(wang, li):
    asset = make_asset(owner=wang)
    merge(wang, into=li, by=SYSTEM)
    assert list(devices_of(li.pk)) == [asset]
    later = make_asset("958F-24-00018", owner=wang)
    later.refresh_from_db()
    assert later.owner == li


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("number", "1,200.5", 1200.5), ("date", "2026/1/5".replace("/1/5", "/01/05"), "2026-01-05"),
     ("yes", "是", True), ("choice", "red", "Red"), ("text", " a ", "a"), ("number", "", None)],
)  # fmt: skip
def test_facts_of_ones_own_have_a_kind(kind, text, value):
    assert typed(kind, text, ["Red", "Blue"]) == value


@pytest.mark.parametrize(
    ("kind", "text"), [("number", "x"), ("number", "nan"), ("date", "5.5."), ("choice", "g")]
)
def test_what_is_none_of_its_kind_is_refused(kind, text):
    with pytest.raises(NotOfItsKind):
        typed(kind, text, ["Red"])
