"""Devices by HTTP: who may post, what is refused, and that the same is stored once."""

import pytest
from django.test import Client

from makegood.api import limits
from makegood.field.telemetry.models import Raw
from makegood.field.telemetry.operations import issue, issue_product_key, revoke
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import heard_of

pytestmark = pytest.mark.django_db
WHERE = "/api/v1/devices/MG-1/events"
EVENT = '{"code": "E-1", "id": "7"}'


@pytest.fixture(autouse=True)
def nobody_posted():
    for one in (limits.DEVICES, limits.CLAIMS, limits.STRANGERS):
        one.clear()


@pytest.fixture
def key():
    heard_of(["MG-1", "MG-2"])
    return issue(Asset.objects.get(serial="MG-1"), name="", by=SYSTEM)


def post(token, where=WHERE, body=EVENT, **headers):
    return Client().post(
        where,
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def test_what_is_answered_with_202_is_stored_once(key):
    first, again = post(key[1]), post(key[1])
    assert (first.status_code, first.json()) == (202, {"stored": True, "new": 1})
    assert (again.status_code, again.json()["new"]) == (202, 0)
    lower = post(key[1], "/api/v1/devices/mg-1/readings", '{"values": {"p": 1}}')
    assert (lower.status_code, Raw.objects.count()) == (202, 2)


def test_an_idempotency_key_makes_a_nameless_message_one(key):
    for _ in range(3):
        post(key[1], body='{"code": "E-1"}', **{"Idempotency-Key": "a"})
    assert Raw.objects.count() == 1


@pytest.mark.parametrize("token", ["", "wrong", "mgd_" + "a" * 43])
def test_a_wrong_key_is_refused(key, token):
    answer = post(token)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert not Raw.objects.exists()


def test_one_device_does_not_speak_for_another(key):
    assert post(key[1], "/api/v1/devices/MG-2/events").status_code == 401
    assert post(key[1], "/api/v1/devices/MG-9/events").status_code == 401


def test_a_key_that_was_taken_back_opens_nothing_at_once(key):
    assert post(key[1]).status_code == 202
    revoke(key[0], by=SYSTEM)
    assert post(key[1], body='{"code": "E-2", "id": "8"}').status_code == 401
    assert Raw.objects.count() == 1


def test_a_device_fetches_its_key_with_that_of_its_product(key):
    product = Product.objects.create(key="p", model="P")
    ours = issue_product_key(product, name="", most=1, by=SYSTEM)[1]
    where = "/api/v1/devices/MG-2/key"
    first = post(ours, where)
    assert (first.status_code, first.headers["Cache-Control"]) == (201, "no-store")
    assert post(first.json()["token"], "/api/v1/devices/MG-2/events").status_code == 202
    refused = [
        post(ours, where),
        post(ours, "/api/v1/devices/MG-3/key"),
        post(key[1], where),
        post("", where),
    ]
    assert [one.status_code for one in refused] == [409, 403, 401, 401]
    assert {one.headers["Content-Type"] for one in refused} == {"application/problem+json"}
    assert post(ours).status_code == 401  # it opens nothing else
    assert Client().get(where).status_code == 405


def test_too_large_empty_and_read_are_refused(key):
    assert post(key[1], body="x" * 1_000_000).status_code == 413
    assert post(key[1], body="").status_code == 400
    assert Client().get(WHERE).status_code == 405
    assert not Raw.objects.exists()


def test_one_device_that_posts_too_much_waits_and_no_other(key, monkeypatch):
    monkeypatch.setattr(limits.DEVICES, "burst", 3.0)
    monkeypatch.setattr(limits.DEVICES, "rate", 0.01)
    other = issue(Asset.objects.get(serial="MG-2"), name="", by=SYSTEM)[1]
    answers = [post(key[1], body=f'{{"code": "E", "id": "{n}"}}') for n in range(5)]
    assert [a.status_code for a in answers][:3] == [202, 202, 202]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 100
    assert post(other, "/api/v1/devices/MG-2/events").status_code == 202


def test_made_up_keys_leave_nothing_but_where_they_came_from(key, monkeypatch):
    monkeypatch.setattr(limits.STRANGERS, "burst", 30.0)
    monkeypatch.setattr(limits.STRANGERS, "rate", 0.01)
    made_up = [f"{kind}_{n:043}" for n in range(20) for kind in ("mgp", "mgd")]
    answers = [post(one, WHERE if "mgd" in one else "/api/v1/devices/MG-1/key") for one in made_up]
    assert [one.status_code for one in answers] == [401] * 30 + [429] * 10
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert (len(limits.STRANGERS), len(limits.DEVICES), len(limits.CLAIMS)) == (1, 0, 0)
    assert post(key[1]).status_code == 202  # it stands behind the same address, and has its key
    ours = issue_product_key(Product.objects.create(key="p", model="P"), name="", most=1, by=SYSTEM)
    assert post(ours[1], "/api/v1/devices/MG-2/key").status_code == 201


def test_a_made_up_key_is_refused_after_one_question_and_one_of_no_form_after_none(
    key, django_assert_num_queries
):
    for token, where, asked in (
        ("mgd_" + "a" * 43, WHERE, 1),
        ("mgp_" + "a" * 43, "/api/v1/devices/MG-1/key", 1),
        ("made-up", WHERE, 0),
        ("made-up", "/api/v1/devices/MG-1/key", 0),
    ):
        with django_assert_num_queries(asked):
            assert post(token, where).status_code == 401
