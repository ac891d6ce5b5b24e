"""Keys for many devices: handed out once, or fetched once by whoever holds the key of his product."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.field.telemetry.errors import NotItsOwn, UsedUp, WrongKey
from makegood.field.telemetry.models import Credential, ProductKey
from makegood.field.telemetry.operations import (
    claim,
    issue,
    issue_many,
    issue_product_key,
    revoke,
    revoke_product_key,
    used,
)
from makegood.field.telemetry.queries import admitted, without_key
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock
from makegood.kernel.errors import Invalid
from makegood.records.assets.models import Asset, Product

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def product():
    clock.install(VirtualClock(NOW))
    made = Product.objects.create(key="w", model="W10")
    Asset.objects.bulk_create([Asset(serial=f"W-{n}", product=made) for n in range(3)])
    return made


def product_key(product, most=2):
    return issue_product_key(product, name="factory", most=most, by=SYSTEM)


def opens(serial, token):
    return admitted([(serial, token)])[0] is not None


def test_many_get_a_key_each_and_again_gives_none(product):
    given = issue_many(["w-0", "W-1", "W-0 ", "", "NOBODY"], name="line 2", anew=False, by=SYSTEM)
    assert [(one.serial, one.why) for one in given] == [
        ("W-0", ""),
        ("W-1", ""),
        ("NOBODY", "unknown"),
    ]
    assert all(opens(one.serial, one.token) for one in given[:2])
    assert not opens("W-0", given[1].token)
    again = issue_many(["W-0"], name="", anew=False, by=SYSTEM)
    assert [(one.token, one.why) for one in again] == [("", "has_key")]
    assert without_key(product.pk, limit=9) == ["W-2"]
    assert opens("W-0", issue_many(["W-0"], name="", anew=True, by=SYSTEM)[0].token)
    assert Entry.objects.filter(kind="telemetry.key_issued").count() == 3


def test_too_many_or_none_at_once_are_refused(product):
    for serials in ([], [" "], [f"W-{n}" for n in range(5001)]):
        with pytest.raises(Invalid):
            issue_many(serials, name="", anew=False, by=SYSTEM)


def test_a_device_fetches_its_own_key_once(product, django_assert_max_num_queries):
    key, token = product_key(product)
    with django_assert_max_num_queries(20):
        own, password = claim(token, "w-0")
    assert opens("W-0", password)
    assert (own.claimed_with, own.digest in password) == (key, False)
    used([own.pk])
    with pytest.raises(NotItsOwn):
        claim(token, "W-0")
    assert opens("W-0", password)
    assert ProductKey.objects.get().claimed == 1
    [fact] = Entry.objects.filter(kind="telemetry.key_claimed")
    assert fact.subject == f"asset:{own.asset_id}"


def test_one_that_did_not_get_the_answer_asks_again_and_only_the_last_opens(product):
    _key, token = product_key(product, most=1)
    lost, got = claim(token, "W-0")[1], claim(token, "W-0")[1]
    assert (opens("W-0", lost), opens("W-0", got)) == (False, True)
    assert ProductKey.objects.get().claimed == 1
    clock.install(VirtualClock(NOW + timedelta(minutes=11)))
    with pytest.raises(NotItsOwn):
        claim(token, "W-0")


def test_whoever_had_a_key_gets_none_by_himself(product):
    token = product_key(product)[1]
    by_hand, _password = issue(Asset.objects.get(serial="W-0"), name="", by=SYSTEM)
    revoke(by_hand, by=SYSTEM)  # a stolen device does not come back this way
    elsewhere = Product.objects.create(key="x", model="X")
    Asset.objects.create(serial="X-1", product=elsewhere)
    Asset.objects.filter(serial="W-1").update(state=Asset.State.RETIRED)
    for serial in ("W-0", "X-1", "W-1", "\x00"):
        with pytest.raises(NotItsOwn):
            claim(token, serial)
    assert Credential.objects.count() == 1


def test_no_more_come_than_may_and_none_with_a_key_that_was_taken_back(product):
    key, token = product_key(product)
    claim(token, "W-0")
    claim(token, "FRESH-7")  # nobody entered it: kept as unknown
    assert Asset.objects.get(serial="FRESH-7").state == Asset.State.UNKNOWN
    with pytest.raises(UsedUp):
        claim(token, "W-2")
    _more, another = product_key(product)
    revoke_product_key(key, by=SYSTEM)
    for wrong in (token, "", "mgp_x"):
        with pytest.raises(WrongKey):
            claim(wrong, "W-2")
    assert claim(another, "W-2")[0].asset.serial == "W-2"
