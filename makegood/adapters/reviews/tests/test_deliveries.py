"""What a source sends: signed, kept before it is answered, the same bytes once; answers out."""

import json
import time
from datetime import timedelta

import pytest
from django.test import Client

from makegood.adapters.reviews.adapter import ReviewsAdapter
from makegood.adapters.reviews.secrets import seal
from makegood.adapters.reviews.signing import SIGNATURE, TIME, is_signed, signature
from makegood.base import egress
from makegood.care.feedback.invariants import every_delivery_was_read
from makegood.care.feedback.models import Delivery, Review
from makegood.care.feedback.operations import decide_delivery
from makegood.care.feedback.tests.make import source
from makegood.contact.channels.models import Account
from makegood.contact.channels.ports import Doubtful, OutgoingView, Undelivered
from makegood.loops.table_to_reviews import take_deliveries
from tests.make import company

SECRET = "between us"
ONE = {"id": "r1", "rating": 1, "text": "Broke after two days", "author": "W***", "language": "en"}


@pytest.fixture
def shop(db) -> Account:
    return source(company().queue, secret=seal(SECRET))


def send(body: bytes, *, secret: str = SECRET, moment: int | None = None, to: str = "shop") -> int:
    at = str(int(time.time()) if moment is None else moment)
    headers = {TIME: at, SIGNATURE: signature(secret, at, body)}
    answer = Client().post(
        f"/hooks/reviews/{to}/", body, content_type="application/json", headers=headers
    )
    return answer.status_code


def test_a_signed_review_becomes_a_case(shop: Account):
    assert send(json.dumps(ONE).encode()) == 202
    assert Delivery.objects.get().state == "new"
    take_deliveries()
    assert Review.objects.get().state == "owed"
    assert Delivery.objects.get().state == "taken"


def test_the_same_delivery_again_is_one(shop: Account):
    body = json.dumps({"reviews": [ONE]}).encode()
    assert send(body) == send(body) == 202
    take_deliveries()
    assert Review.objects.count() == Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"secret": "guess"}, {"secret": ""}, {"moment": 1}, {"to": "nowhere"}]
)
def test_what_is_not_signed_is_not_kept(shop: Account, wrong: dict):
    assert send(json.dumps(ONE).encode(), **wrong) == 401
    assert Delivery.objects.count() == 0


def test_a_source_without_a_secret_takes_nothing(db):
    source(company().queue)
    assert send(json.dumps(ONE).encode(), secret="") == 401


def test_a_megabyte_is_refused(shop: Account):
    assert send(b"[" + b" " * 1024 * 1024 + b"]") == 413


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"nothing", b"[]", b"{}", b"[1]", b'{"id":1}', b'{"id":"a","rating":"NaN"}'),
        *(b'{"id":"a","rating":[1]}', b'{"id":"a","text":{}}', b"[" * 100_000),
        b'{"id":"a","rating":1,"written_at":"soon"}',
    ],
)
def test_what_cannot_be_read_is_set_aside_for_a_person(shop: Account, body: bytes):
    assert send(body) == 202
    take_deliveries()
    assert Delivery.objects.get().state == "unreadable"
    assert Review.objects.count() == 0


def test_a_person_sets_aside_what_cannot_be_read_or_has_it_tried_again(shop: Account):
    send(b"nothing")
    take_deliveries()
    assert broken() == 1
    decide_delivery(Delivery.objects.get(), again=True)
    take_deliveries()
    assert broken() == 1
    decide_delivery(Delivery.objects.get(), again=False)
    assert broken() == 0


def broken() -> int:
    return every_delivery_was_read().count()


def test_one_out_of_order_changes_nothing(shop: Account):
    later = {**ONE, "rating": 4, "updated_at": "2026-05-02T10:00:00Z"}
    first = {**ONE, "written_at": "2026-05-01T10:00:00Z"}
    send(json.dumps(later).encode())
    send(json.dumps(first).encode())
    take_deliveries()
    assert Review.objects.get().stars == 4


def test_a_signature_is_good_for_its_bytes_and_minutes_only():
    good = signature(SECRET, "1000", b"x")
    assert is_signed(SECRET, "1000", b"x", good, at=1100)
    assert not is_signed(SECRET, "1000", b"y", good, at=1100)
    assert not is_signed(SECRET, "1000", b"x", good, at=1400)
    assert not is_signed("", "1000", b"x", signature("", "1000", b"x"), at=1000)
    assert not is_signed(SECRET, "１000", b"x", good, at=1000)


def outgoing(**settings: object) -> OutgoingView:
    told = {"post_url": "https://shop.test/answers", "secret": seal(SECRET), **settings}
    return OutgoingView(
        pk="1",
        external_id="answer:1",
        recipient="r1",
        account_address="shop",
        account_name="Shop",
        settings=told,
        envelope={"text": "Sorry"},
        language="en",
    )


def test_an_answer_is_posted_signed_under_one_name(monkeypatch):
    sent = []
    monkeypatch.setattr(
        egress, "exchange", lambda *a, **k: sent.append(k) or egress.Answer(200, {}, b"")
    )
    assert ReviewsAdapter().send(outgoing(), handing_over=lambda: None)
    [told] = sent
    assert json.loads(told["body"]) == {"review": "r1", "answer": "Sorry", "id": "answer:1"}
    assert told["headers"]["Idempotency-Key"] == "answer:1"
    moment = told["headers"][TIME]
    assert told["headers"][SIGNATURE] == signature(SECRET, moment, told["body"])


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (401, False), (429, False), (503, False)]
)
def test_a_refusal_says_whether_to_try_again(monkeypatch, status: int, permanent: bool):
    monkeypatch.setattr(egress, "exchange", lambda *a, **k: egress.Answer(status, {}, b""))
    with pytest.raises(Undelivered) as refused:
        ReviewsAdapter().send(outgoing(), handing_over=lambda: None)
    assert refused.value.permanent is permanent


def test_a_source_that_is_slow_is_given_the_time_that_it_asks_for(monkeypatch):
    slow = egress.Answer(429, {"retry-after": "70"}, b"")
    monkeypatch.setattr(egress, "exchange", lambda *a, **k: slow)
    with pytest.raises(Undelivered) as refused:
        ReviewsAdapter().send(outgoing(), handing_over=lambda: None)
    assert refused.value.after == timedelta(seconds=70)


def test_a_broken_line_leaves_it_in_doubt(monkeypatch):
    def broken(*_a, **_k):
        raise egress.Broken("cut")

    monkeypatch.setattr(egress, "exchange", broken)
    with pytest.raises(Doubtful):
        ReviewsAdapter().send(outgoing(), handing_over=lambda: None)
