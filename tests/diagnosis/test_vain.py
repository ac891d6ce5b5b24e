"""What was repaired in vain: opened again, or back at the same device; what was only corrected counts for nothing."""

from datetime import timedelta

import pytest

from makegood.base.access.policy import Principal
from makegood.field.diagnosis import operations
from makegood.field.diagnosis.models import Lesson, Session
from makegood.field.diagnosis.queries.vain import in_vain
from makegood.kernel.actor import Actor
from makegood.loops import case_to_confirmation
from tests.diagnosis.make import case_of, fault, television

LI = Actor("user", "1")


@pytest.fixture
def repaired(house):
    row = fault()
    case = case_of(house, television())
    operations.begin_for_case(case, fault=row, by=LI)
    closed(house, case)
    return row, case


def closed(house, case, cause: str = "backlight") -> None:
    operations.confirm(case, cause=cause, words="", user=house.lead, by=LI)
    question = case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case_to_confirmation.customer_says(question, solved=True)
    operations.learn_from(case.pk, by=LI)


def back(house, case, row, *, days: float):
    lesson = Lesson.objects.get(confirmation__case=case)
    later = case_of(house, None)
    later.asset = case.asset
    later.save(update_fields=["asset"])
    search = operations.begin_for_case(later, fault=row, by=LI)
    Session.objects.filter(pk=search.pk).update(began_at=lesson.at + timedelta(days=days))
    return later


def told(house, row):
    who = Principal(house.lead)
    return [(one.name, one.back, one.jobs, len(one.cases)) for one in in_vain(row, who, "en")]


def test_a_fault_that_is_back_at_the_same_device_was_repaired_in_vain(house, repaired):
    row, case = repaired
    assert told(house, row) == []
    back(house, case, row, days=3)
    assert told(house, row) == [("Backlight failed", 1, 1, 1)]


def test_a_fault_that_comes_much_later_is_another_one(house, repaired):
    row, case = repaired
    back(house, case, row, days=45)
    assert told(house, row) == []


def test_what_was_only_corrected_is_no_return(house, repaired):
    row, case = repaired
    operations.confirm(case, cause="power", words="", user=house.lead, by=LI)
    assert told(house, row) == []
