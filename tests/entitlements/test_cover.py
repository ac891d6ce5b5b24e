"""Whether a device is covered: by the terms of its day, by contract, in goodwill; and that a decision stays."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from makegood.base.jobs import sweeps
from makegood.care.cases.models import Case
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.loops import usage_to_entitlement
from makegood.loops.case_of_ours import Begun, begin_case
from makegood.records.assets.models import Part
from makegood.records.assets.operations import fit_part, note_usage
from makegood.records.entitlements.models import Decided, Goodwill, GoodwillBudget, Outlook, Use
from makegood.records.entitlements.operations import (
    NewTerms,
    decide_again,
    keep_terms,
    write_decision,
)
from makegood.records.entitlements.operations import goodwill as gifts
from makegood.records.entitlements.operations import notes as handling
from makegood.records.entitlements.operations.goodwill import Gift, TooMuch
from makegood.records.entitlements.operations.quotas import (
    Gives,
    QuotaSpent,
    give_back,
    set_gives,
    set_quota,
    use_quota,
)
from makegood.records.entitlements.operations.terms import look_again
from makegood.records.entitlements.queries import decide, left_of, outlook_of
from makegood.records.entitlements.queries.notes import notes_for
from makegood.records.entitlements.queries.wording import headline, reasons
from tests.entitlements.make import Garage, counted, driven, garage

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> Garage:
    return garage()


def case_about(house: Garage, asset) -> Case:
    told = Begun(
        contact=house.owner,
        queue=house.firm.queue,
        subject="It pulls to the left",
        words="It pulls to the left.",
        asset=asset,
    )
    return begin_case(told, by=SYSTEM)


def test_the_terms_that_held_when_it_was_bought_are_its_terms_for_ever(house):
    house.promise(months=36, usage=None)
    asset = house.car()
    before = decide(asset)
    keep_terms(house.product, NewTerms(sold_from=now().date(), months=6), by=SYSTEM)
    after = decide(asset)
    assert (before.covered, after.covered) == (True, True)
    assert before.ends_on == after.ends_on
    younger = house.car("LSV-2", bought_on=now().date())
    assert decide(younger).ends_on < after.ends_on


def test_a_decision_says_its_rule_and_its_readings_in_words(house):
    house.promise()
    asset = house.car()
    driven(asset, 60_000)
    found = decide(asset)
    assert (found.ends_by, found.covered) == ("usage", True)
    said = headline(found)
    for words in ("80,000 km", "240 km", "60,000 km", "today"):
        assert words in said
    assert "Promised: 3 years or 80,000 km, whichever ends first." in reasons(found)
    assert found.earliest <= found.ends_on <= found.latest


def test_an_odometer_that_is_turned_back_moves_nothing(house):
    house.promise()
    asset = house.car()
    driven(asset, 79_900)
    counted(asset)
    before = outlook_of(asset)
    note_usage(asset, value=12_000, at=now() + timedelta(minutes=1), source="staff", by=SYSTEM)
    counted(asset)
    after = outlook_of(asset)
    assert (after.ends_by, after.ends_on, after.covered) == ("usage", before.ends_on, True)
    assert decide(asset).run.total == 79_900
    note_usage(asset, value=900_000, at=now() + timedelta(minutes=2), source="staff", by=SYSTEM)
    counted(asset)
    assert outlook_of(asset).covered


def test_only_what_changed_is_counted_anew(house, django_assert_max_num_queries):
    house.promise()
    cars = [house.car(f"LSV-{n}") for n in range(8)]
    for car in cars:
        counted(car)
    assert not Outlook.objects.filter(stale=True).exists()
    driven(cars[3], 79_000)
    with django_assert_max_num_queries(16):
        counted(cars[3])
    assert outlook_of(cars[3]).ends_by == "usage"


def test_however_much_changed_at_once_others_have_their_turn(house, monkeypatch):
    house.promise()
    cars = [house.car(f"LSV-{n}") for n in range(5)]
    look_again([car.pk for car in cars])
    monkeypatch.setattr(usage_to_entitlement, "PORTION", 2)
    monkeypatch.setattr(sweeps, "TURN_SECONDS", 0)
    assert usage_to_entitlement.count_what_changed() == 2
    assert Outlook.objects.filter(stale=True).count() == 3
    monkeypatch.setattr(sweeps, "TURN_SECONDS", 60)
    assert usage_to_entitlement.count_what_changed() == 3
    assert usage_to_entitlement.count_what_changed() == 0


def test_a_part_has_terms_of_its_own_from_the_day_it_was_fitted(house):
    house.promise(months=12, usage=None)
    part = Part.objects.create(number="BRK-1", names={"en": "Brake"})
    keep_terms(house.product, NewTerms(months=24), part=part, by=SYSTEM)
    asset = house.car()
    assert not decide(asset).covered
    fit_part(asset, part=part, at=now() - timedelta(days=30), by=SYSTEM)
    found = decide(asset, what="BRK-1")
    assert (found.covered, found.what) == (True, "BRK-1")


def test_a_contract_covers_until_its_quota_is_used_up(house):
    asset = house.car()
    contract = house.contract()
    set_gives(contract, Gives(covers=True), assets=[asset], by=SYSTEM)
    set_quota(contract, what="visits", amount=Decimal(2), per="year", by=SYSTEM)
    assert decide(asset).rule == "plan"
    for _again in range(3):
        use_quota(contract, what="visits", job="case:1", by=SYSTEM)
    assert [one.left for one in left_of(contract)] == [Decimal(1)]
    use_quota(contract, what="visits", job="case:2", by=SYSTEM)
    with pytest.raises(QuotaSpent):
        use_quota(contract, what="visits", job="case:3", by=SYSTEM)
    found = decide(asset)
    assert (found.covered, found.contract_id) == (False, contract.pk)
    with pytest.raises(Invalid):
        give_back(contract, what="visits", job="case:2", why=" ", by=SYSTEM)
    assert give_back(contract, what="visits", job="case:2", why="Wrong case", by=SYSTEM)
    assert not give_back(contract, what="visits", job="case:2", why="Again", by=SYSTEM)
    assert decide(asset).quota_left == (("visits", 1.0),)
    assert Use.objects.filter(undone_at=None).count() == 1


def test_a_quota_is_not_set_below_what_jobs_have_taken(house):
    contract = house.contract()
    set_quota(contract, what="hours", amount=Decimal(8), per="year", by=SYSTEM)
    use_quota(contract, what="hours", job="case:1", amount=Decimal(5), by=SYSTEM)
    with pytest.raises(Invalid):
        set_quota(contract, what="hours", amount=Decimal(4), per="year", by=SYSTEM)


def test_what_jobs_took_stays_known_when_a_contract_gives_nothing_of_it_any_more(house):
    contract = house.contract()
    for what in ("hours", "visits"):
        set_quota(contract, what=what, amount=Decimal(8), per="year", by=SYSTEM)
    use_quota(contract, what="hours", job="case:1", amount=Decimal(5), by=SYSTEM)
    give_back(contract, what="hours", job="case:1", why="Wrong case", by=SYSTEM)
    with pytest.raises(Invalid):
        set_quota(contract, what="hours", amount=Decimal(0), per="year", by=SYSTEM)
    set_quota(contract, what="visits", amount=Decimal(0), per="year", by=SYSTEM)
    assert [one.undone_why for one in Use.objects.all()] == ["Wrong case"]
    assert [one.what for one in contract.quotas.all()] == ["hours"]


def test_a_contract_that_names_devices_covers_no_others(house):
    asset, other = house.car(), house.car("LSV-2")
    set_gives(house.contract(), Gives(covers=True), assets=[asset], by=SYSTEM)
    assert decide(asset).covered
    assert not decide(other).covered


def test_goodwill_has_a_limit_a_budget_and_a_reason(house):
    asset, user = house.car(), house.agent
    until = now().date() + timedelta(days=30)
    gift = Gift(amount=Decimal(300), currency="CNY", reason="He waited long", until=until)
    by = actors.user(user.pk)
    with pytest.raises(TooMuch):
        gifts.give_goodwill(asset, gift, user=user, by=by)
    gifts.set_limit("agent", most=Decimal(500), currency="CNY", by=SYSTEM)
    with pytest.raises(TooMuch):
        gifts.give_goodwill(asset, gift, user=user, by=by)
    year = now().date()
    gifts.keep_goodwill_budget(
        starts=year, ends=until, amount=Decimal(500), currency="CNY", by=SYSTEM
    )
    with pytest.raises(Invalid):
        gifts.give_goodwill(asset, replace(gift, reason=" "), user=user, by=by)
    row = gifts.give_goodwill(asset, gift, user=user, by=by)
    found = decide(asset)
    assert (found.covered, found.by_goodwill, found.ends_on) == (True, True, until)
    with pytest.raises(TooMuch):
        gifts.give_goodwill(asset, gift, user=user, by=by)
    gifts.withdraw_goodwill(row, by=by)
    gifts.withdraw_goodwill(row, by=by)
    assert GoodwillBudget.objects.get().spent == 0
    assert not decide(asset).covered
    assert Goodwill.objects.count() == 1


def test_a_decision_that_was_used_stays_as_it_was(house):
    house.promise(usage=None)
    asset = house.car()
    case = case_about(house, asset)
    found = decide(asset, at=case.opened_at)
    row = write_decision(asset, found, at=case.opened_at, case=case.pk, by=SYSTEM)
    over = replace(found, covered=False, because=("no_terms",))
    again = write_decision(asset, over, at=now(), case=case.pk, by=SYSTEM)
    assert again.pk == row.pk
    assert again.covered
    decide_again(row, over, at=now(), by=SYSTEM)
    assert not Decided.objects.get().covered


def test_a_note_is_new_once_for_each_of_us_with_each_person(house):
    asset = house.car()
    wu = house.firm.hire("wu")
    by = actors.user(house.agent.pk)
    row = handling.write_handling(
        asset, kind="danger", text="High voltage", user=house.agent, by=by
    )
    same = handling.write_handling(
        asset, kind="danger", text="High voltage", user=wu, by=actors.user(wu.pk)
    )
    assert same.pk == row.pk
    assert [one.is_new for one in notes_for(house.owner, asset, user=house.agent)] == [True]
    handling.have_read([row], contact=house.owner, user=house.agent)
    handling.have_read([row], contact=house.owner, user=house.agent)
    assert [one.is_new for one in notes_for(house.owner, asset, user=house.agent)] == [False]
    assert [one.is_new for one in notes_for(house.owner, asset, user=wu)] == [True]
    handling.end_handling(row, user=wu, by=SYSTEM)
    assert notes_for(house.owner, asset, user=wu) == []


def test_beside_the_case_stands_what_was_decided_and_what_to_know_first(house):
    house.promise(usage=None)
    asset = house.car()
    case = case_about(house, asset)
    handling.write_handling(
        house.owner, kind="vip", text="Talk to him in the evening", user=house.agent, by=SYSTEM
    )
    client = Client()
    client.force_login(house.agent)
    place = f"/cases/{case.pk}"
    first = client.get(f"{place}/entitlement/").content.decode()
    assert "Covered until" in first
    assert "I have read it" in first
    assert client.post(f"{place}/handling/read/").status_code == 204
    second = client.get(f"{place}/entitlement/").content.decode()
    assert "I have read it" not in second
    assert "Talk to him in the evening" in second
    assert client.post(f"{place}/entitlement/again/").status_code == 204
    assert Decided.objects.get().case == case.pk
    told = {"about": "asset", "kind": "legal", "text": "A lawsuit", "ends": ""}
    assert client.post(f"{place}/handling/", told).status_code == 204
    assert "A lawsuit" in client.get(f"{place}/entitlement/").content.decode()
    short = client.post(f"{place}/handling/", {**told, "text": " "})
    assert short.status_code == 422
    sum_ = {"amount": "abc", "currency": "CNY", "reason": "Kind", "until": "2999-01-01"}
    assert client.post(f"{place}/entitlement/goodwill/", sum_).status_code == 422
