"""What hangs on a case or a contact goes with it into the one that stays: a duty, a complaint, a wish."""

from datetime import time

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.feedback.models import Complaint, Review
from makegood.care.feedback.queries import complaint_of
from makegood.care.feedback.tests.make import source, told
from makegood.kernel.actor import SYSTEM
from makegood.loops.cases_to_one import merge, unmerge
from makegood.loops.complaint_to_lead import complaint
from makegood.loops.review_to_case import take
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import merge as merge_contacts
from makegood.records.customers.operations import part
from makegood.records.privacy.models import Wishes
from makegood.records.privacy.operations import wish
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def reviewed(house: House) -> Review:
    take(source(house.mail.queue), [told(author="Wang Li")], by=SYSTEM)
    return Review.objects.get()


def test_a_review_is_owed_its_answer_in_the_case_that_goes_on_and_comes_back(house: House):
    into, review = house.writes("The kettle leaks"), reviewed(house)
    away = review.case
    assert away is not None
    done = merge(away, into=into, by=SYSTEM)
    review.refresh_from_db()
    assert (review.case, review.state) == (into, Review.State.OWED)
    assert violations() == {}
    unmerge(done, by=SYSTEM)
    review.refresh_from_db()
    assert review.case == away
    assert violations() == {}


def test_a_complaint_goes_on_in_the_case_that_goes_on(house: House):
    into, away = house.writes("The kettle leaks"), house.chats("I complain", sender="visitor-7")
    complaint(away, words="I complain", channel="chat", by=SYSTEM)
    done = merge(Case.objects.get(pk=away.pk), into=into, by=SYSTEM)
    assert complaint_of(into) is not None
    unmerge(done, by=SYSTEM)
    assert (complaint_of(into), complaint_of(away) is None) == (None, False)
    assert Complaint.objects.get().words == "I complain"


def test_of_two_wishes_the_stricter_counts_and_stays(house: House):
    one, other = (house.writes("Hello", sender=f"{n}@example.org").contact for n in "ab")
    night = time(22), time(7)
    wish(one, only_owed=False, no_surveys=True, not_by=["sms"], quiet=night, by=SYSTEM)
    wish(other, only_owed=True, no_surveys=False, not_by=["whatsapp"], by=SYSTEM)
    done = merge_contacts(one, into=other, by=SYSTEM)
    found = Wishes.objects.get(contact=other)
    assert (found.only_owed, found.no_surveys, found.not_by) == (True, True, ["sms", "whatsapp"])
    assert (found.quiet_from, found.quiet_until) == night
    part(done, by=SYSTEM)
    found = Wishes.objects.get(contact=other)
    assert (found.only_owed, found.no_surveys, found.not_by) == (True, False, ["whatsapp"])
    assert Wishes.objects.get(contact=one).no_surveys


def test_who_wished_nothing_takes_over_what_the_other_did(house: House):
    one, other = (house.writes("Hello", sender=f"{n}@example.org").contact for n in "ab")
    wish(one, only_owed=False, no_surveys=True, by=SYSTEM)
    merge_contacts(one, into=other, by=SYSTEM)
    assert Wishes.objects.get(contact=other).no_surveys


def test_who_wrote_a_review_is_who_stays(house: House):
    one, other = (house.writes("Hello", sender=f"{n}@example.org").contact for n in "ab")
    review = reviewed(house)
    Review.objects.update(customer=one)
    merge_contacts(Contact.objects.get(pk=one.pk), into=other, by=SYSTEM)
    review.refresh_from_db()
    assert review.customer == other
