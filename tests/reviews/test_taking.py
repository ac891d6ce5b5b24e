"""A review comes in: kept once, somebody's duty when it is bad, its versions kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from makegood.care.cases.models import Case
from makegood.care.feedback.models import Review, Version
from makegood.care.feedback.operations import prepare_answer
from makegood.care.feedback.tests.make import source, told
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.case_to_confirmation import resolve
from makegood.loops.review_to_answer import posted_by_hand
from makegood.loops.review_to_case import take
from tests.make import Company, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Company:
    return company()


def test_a_bad_review_is_a_case_with_an_owner_and_a_deadline(us: Company):
    shop = source(us.queue)
    [one] = take(shop, [told(author="Wang Li")], by=SYSTEM)
    review = Review.objects.get()
    assert one.owes
    assert review.state == "owed"
    assert review.case.owner == us.lead
    assert review.answer_due > now()
    assert review.case.promises.filter(kind="task", due=review.answer_due).count() == 1
    assert Message.objects.get().sender_name == "Wang Li"


def test_a_good_review_is_kept_and_owes_nothing(us: Company):
    take(source(us.queue), [told(stars=5, text="Fine")], by=SYSTEM)
    review = Review.objects.get()
    assert (review.state, review.case) == ("free", None)


def test_a_review_without_stars_is_read_by_somebody(us: Company):
    take(source(us.queue), [told(stars=None)], by=SYSTEM)
    assert Review.objects.get().state == "owed"


def test_the_same_review_told_twice_is_one(us: Company):
    shop, one = source(us.queue), told()
    take(shop, [one, one], by=SYSTEM)
    [again] = take(shop, [one], by=SYSTEM)
    assert again.what == "same"
    assert Review.objects.count() == Version.objects.count() == Message.objects.count() == 1


def test_of_two_versions_in_one_batch_the_later_stands(us: Company):
    first = told(stars=2)
    later = replace(first, stars=1.0, text="Worse", written_at=now())
    take(source(us.queue), [first, later], by=SYSTEM)
    review = Review.objects.get()
    assert (review.stars, review.version, review.change) == (1, 2, "worse")
    assert [v.stars for v in review.versions.order_by("number")] == [2, 1]


def test_a_good_review_that_gets_worse_is_owed_an_answer(us: Company):
    shop, first = source(us.queue), told(stars=5, text="Fine")
    take(shop, [first], by=SYSTEM)
    take(shop, [replace(first, stars=1.0, text="It broke", written_at=now())], by=SYSTEM)
    review = Review.objects.get()
    assert (review.state, review.change, review.stars_before) == ("owed", "worse", 5)
    assert review.case is not None


def test_what_got_worse_after_it_was_closed_comes_back_to_its_owner(us: Company):
    shop, first = source(us.queue), told(stars=2)
    take(shop, [first], by=SYSTEM)
    by_hand = prepare_answer(Review.objects.get(), text="Sorry", user=us.lead, by_itself=False)
    posted_by_hand(by_hand, link="", by=SYSTEM)
    resolve(Case.objects.get(), user=us.lead, by=SYSTEM)
    take(shop, [replace(first, stars=1.0, text="Again", written_at=now())], by=SYSTEM)
    review = Review.objects.get()
    assert (review.state, review.answered_at) == ("owed", None)
    assert (review.case.status, review.case.owner) == ("open", us.lead)
    assert review.case.next_deadline == review.answer_due
    assert [p.kind for p in review.case.promises.filter(state="open")] == ["task"]


def test_an_old_table_does_not_undo_an_edit(us: Company):
    shop, first = source(us.queue), told(stars=1)
    take(shop, [first], by=SYSTEM)
    take(shop, [replace(first, stars=4.0, written_at=now())], by=SYSTEM)
    [again] = take(shop, [first], by=SYSTEM)
    assert again.what == "same"
    assert Review.objects.get().stars == 4


def test_a_bad_review_that_gets_better_is_still_owed_its_answer(us: Company):
    shop, first = source(us.queue), told(stars=1)
    take(shop, [first], by=SYSTEM)
    take(shop, [replace(first, stars=5.0, text="All good now", written_at=now())], by=SYSTEM)
    review = Review.objects.get()
    assert (review.state, review.change, review.negative) == ("owed", "better", False)


def test_a_review_taken_away_is_owed_nothing_but_its_case_goes_on(us: Company):
    shop, first = source(us.queue), told()
    take(shop, [first], by=SYSTEM)
    take(shop, [replace(first, gone=True)], by=SYSTEM)
    review = Review.objects.get()
    assert review.state == "gone"
    assert review.case.status == "open"
    assert review.case.promises.filter(kind="task", state="open").count() == 0


def test_reviews_of_before_are_history(us: Company):
    old = told(written_at=now() - timedelta(days=400))
    take(source(us.queue), [old], by=SYSTEM, history_before=now() - timedelta(days=30))
    assert Review.objects.get().state == "free"


def test_what_was_answered_before_we_heard_of_it_is_answered(us: Company):
    take(source(us.queue), [told(answer="We are sorry")], by=SYSTEM)
    assert Review.objects.get().state == "answered"


def test_a_hundred_reviews_cost_as_many_statements_as_ten(
    us: Company, django_assert_max_num_queries
):
    shop = source(us.queue)
    with django_assert_max_num_queries(60):
        take(shop, [told(f"a{n}", text=f"bad {n}") for n in range(100)], by=SYSTEM)
    assert Review.objects.filter(state="owed").count() == 100
