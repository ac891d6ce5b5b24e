"""Two sessions on one review at the same moment: whoever writes locks the case first."""

from dataclasses import replace

import pytest

from makegood.care.cases import operations as cases
from makegood.care.feedback.models import PublicAnswer, Review
from makegood.care.feedback.operations import prepare_answer
from makegood.care.feedback.tests.make import source, told
from makegood.contact.channels.models import Account
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.review_to_case import take
from tests.make import Company, company
from tests.sessions import crossing, in_order


@pytest.fixture
def us(real_commits: None) -> Company:
    return company()


def owed(us: Company) -> tuple[Account, Review]:
    shop = source(us.queue)
    take(shop, [told()], by=SYSTEM)
    return shop, Review.objects.get()


@pytest.mark.parametrize("gone", [False, True])
def test_an_edit_that_meets_an_answer_waits_for_it_and_neither_is_lost(us: Company, gone: bool):
    shop, review = owed(us)
    assert review.case_id is not None
    case = review.case_id
    edit = replace(told(), stars=0.5, text="Still broken", written_at=now(), gone=gone)
    both = crossing(
        lambda: cases.lock(case),
        lambda: prepare_answer(review, text="Sorry", user=us.lead, by_itself=False),
        lambda: take(shop, [edit], by=SYSTEM),
    )
    assert isinstance(both.first, PublicAnswer), both.first
    assert [one.what for one in both.second] == ["gone" if gone else "worse"]
    assert PublicAnswer.objects.get().version == 1


def test_two_deliveries_of_one_review_at_once_are_one_review(us: Company):
    shop = source(us.queue)
    both = in_order(
        lambda: take(shop, [told()], by=SYSTEM), lambda: take(shop, [told()], by=SYSTEM)
    )
    assert ([one.what for one in both.first], [one.what for one in both.second]) == (
        ["new"],
        ["same"],
    )
    assert Review.objects.count() == 1
