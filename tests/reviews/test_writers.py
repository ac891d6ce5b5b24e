"""Who may have written a review: looked for after it came in, many at once, and only ever suggested."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from makegood.care.cases.models import Case
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Match, Review
from makegood.care.feedback.ports import Candidate
from makegood.care.feedback.tests.make import source, told
from makegood.contact.channels.models import Account
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import review_to_customer
from makegood.loops.contact_to_case import file_waiting
from makegood.loops.review_to_case import take
from makegood.loops.review_to_customer import look_for_writers
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify
from tests.make import Company, arrive, company
from tests.matrix.house import signed_in

pytestmark = pytest.mark.django_db
Wrote = Callable[[str, str], Contact]
LATER = timedelta(minutes=5)  # he wrote the review after he wrote to us


@pytest.fixture
def us() -> Company:
    return company()


@pytest.fixture
def shop(us: Company) -> Account:
    return source(us.queue)


@pytest.fixture
def wrote(us: Company) -> Callable[[str, str], Contact]:
    """Somebody who wrote to us before."""

    def wrote(name: str, words: str) -> Contact:
        arrive(us.account, text=words, name=name, **{"from": f"{name[:4].lower()}@example.org"})
        file_waiting()
        return Case.objects.latest("pk").contact

    return wrote


def came(shop: Account, *reviews: dict[str, object]) -> list[Review]:
    """Reviews that came in, with nobody looked for yet."""
    named = [
        told(**{"name": f"r{n}", "written_at": now() + LATER, **one})  # type: ignore[arg-type]
        for n, one in enumerate(reviews)
    ]
    return [one.review for one in take(shop, named, by=SYSTEM)]


def found(review: Review) -> dict[int, tuple[int, list[str]]]:
    return {
        m.contact_id: (m.strength, sorted(kind for kind, _what in m.evidence))
        for m in Match.objects.filter(review=review)
    }


def test_a_number_of_an_order_is_told_by_the_source_or_stands_in_the_words(shop: Account):
    him = identify(Sender("order", "SO-20261101", "Wang"), by=SYSTEM)
    by_source, in_words, nobody = came(
        shop,
        {"order": "SO-20261101"},
        {"text": "My order SO-20261101 never came"},
        {"text": "Order SO-2026 never came"},
    )
    assert look_for_writers() == 3
    assert found(by_source) == {him.pk: (95, ["told_order"])}
    assert found(in_words) == {him.pk: (80, ["in_text"])}
    assert found(nobody) == {}


def test_who_wrote_of_the_same_model_near_that_day_is_suggested(shop: Account, wrote: Wrote):
    paul = wrote("Paul Stern", "The 55Q8 hums")
    [review] = came(shop, {"text": "My 55Q8 flickers all day", "author": "anna berg"})
    look_for_writers()
    assert found(review) == {paul.pk: (30, ["model", "wrote"])}


def test_beside_somebody_with_the_same_name_a_mere_model_says_nothing(shop: Account, wrote: Wrote):
    anna = wrote("Anna Berg", "My 55Q8 flickers")
    wrote("Paul Stern", "The 55Q8 hums")
    [review] = came(shop, {"text": "My 55Q8 flickers all day", "author": "anna berg"})
    look_for_writers()
    assert found(review) == {anna.pk: (75, ["model", "name", "wrote"])}


def test_of_many_who_are_as_likely_as_one_another_none_is_suggested(shop: Account, wrote: Wrote):
    for name in ("Anna", "Paul", "Emil", "Nora", "Karl", "Lena"):
        wrote(name, "The 55Q8 hums")
    [review] = came(shop, {"text": "My 55Q8 hums"})
    look_for_writers()
    assert found(review) == {}


def test_who_wrote_long_before_or_after_the_review_is_not_suggested(shop: Account, wrote: Wrote):
    wrote("Anna Berg", "My 55Q8 flickers")
    before, long_after = came(
        shop,
        {"text": "55Q8 broke", "written_at": now() - timedelta(hours=1)},
        {"text": "55Q8 broke", "written_at": now() + timedelta(hours=20)},
    )
    Case.objects.filter(channel="echo").update(opened_at=now() - timedelta(days=90))
    look_for_writers()
    assert (found(before), found(long_after)) == ({}, {})


def test_nothing_is_joined_and_nobody_is_looked_for_twice(shop: Account, wrote: Wrote):
    wrote("Anna Berg", "My 55Q8 flickers")
    [review] = came(shop, {"text": "55Q8 broke"})
    assert (look_for_writers(), look_for_writers()) == (1, 0)
    review.refresh_from_db()
    assert review.customer is None
    assert Match.objects.get().state == Match.State.SUGGESTED


def test_good_reviews_ask_nobody(shop: Account):
    came(shop, {"stars": 5, "text": "The 55Q8 is fine"})
    assert look_for_writers() == 0


def test_a_hundred_reviews_ask_the_database_as_often_as_two(
    shop: Account, wrote: Wrote, django_assert_max_num_queries
):
    wrote("Anna Berg", "My 55Q8 flickers")
    came(shop, *({"text": f"55Q8 broke SO-2026{n:04d}", "author": "Anna Berg"} for n in range(100)))
    with django_assert_max_num_queries(12):
        assert look_for_writers() == 100
    assert Match.objects.count() == 100


def test_what_a_person_has_decided_stays(us: Company, shop: Account, wrote: Wrote):
    him = wrote("Anna Berg", "My 55Q8 flickers")
    [review] = came(shop, {"text": "55Q8 broke"})
    look_for_writers()
    feedback.refuse_match(Match.objects.get(), user=us.lead)
    feedback.suggest({review.pk: [Candidate(him.pk, (("name", "Anna"),), 99)]})
    match = Match.objects.get()
    assert (match.state, match.strength) == (Match.State.REFUSED, 30)


def test_one_review_that_cannot_be_looked_for_holds_up_no_other(
    shop: Account, wrote: Wrote, monkeypatch
):
    wrote("Anna Berg", "My 55Q8 flickers")
    bad, good = came(shop, {"text": "no number"}, {"text": "55Q8 broke"})
    models_in = review_to_customer.models_in

    def broken(text: str) -> list[str]:
        if "no number" in text:
            raise ValueError(text)
        return models_in(text)

    monkeypatch.setattr(review_to_customer, "models_in", broken)
    with pytest.raises(Exception, match="1 failed"):
        look_for_writers()
    assert (len(found(bad)), len(found(good))) == (0, 1)
    assert list(Review.objects.filter(is_sought=True)) == [bad]


@pytest.mark.parametrize(
    "text", ["'", "\\", "& | !", "a" * 20_000, "12345 " * 3000, "权權 ' :* <->"]
)
def test_whatever_stands_in_a_review_nobody_is_held_up_by_it(shop: Account, text: str):
    came(shop, {"text": text, "author": text[:150]})
    assert look_for_writers() == 1


def test_a_person_who_was_wrong_takes_it_back_where_he_said_it(
    us: Company, shop: Account, wrote: Wrote
):
    wrote("Anna Berg", "My 55Q8 flickers")
    [review] = came(shop, {"text": "55Q8 broke"})
    look_for_writers()
    match, client = Match.objects.get(), signed_in(us.lead)
    page, url = f"/reviews/{review.pk}/", reverse("reviews:matching", args=[match.pk])
    client.post(url, {"it": "yes"})
    shown = client.get(page).content.decode()
    assert "Written by Anna Berg" in shown
    assert url in shown
    client.post(url, {"it": "no"})
    assert "Written by Anna Berg" not in client.get(page).content.decode()
    review.refresh_from_db()
    assert review.customer is None
