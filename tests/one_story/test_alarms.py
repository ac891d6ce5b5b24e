"""A device reports further trouble in the moment in which its case goes into another."""

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.tests.make import device, hear, said
from makegood.kernel.actor import SYSTEM
from makegood.loops import cases_to_one
from makegood.loops.alarm_to_case import open_cases
from tests.one_story.make import House
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def trouble() -> tuple[Case, Case]:
    """The case of an alarm whose device reports another fault, and a case of its owner."""
    into = House().writes("The loader smells", sender="wang@example.org")
    asset = device(owner=into.contact)
    hear(said(asset))
    open_cases()
    away = Alarm.objects.get(asset=asset).case
    assert away is not None
    hear(said(asset, "E-2"))
    return away, into


@pytest.mark.parametrize("first", ["merge", "alarm"])
def test_an_alarm_that_joins_a_case_during_its_merge_is_in_the_one_that_goes_on(first):
    away, into = trouble()
    acts = [lambda: cases_to_one.merge(away, into=into, by=SYSTEM), open_cases]
    both = in_order(*(acts if first == "merge" else acts[::-1]))
    assert not isinstance(both.first, Exception)
    assert not isinstance(both.second, Exception)
    assert list(Alarm.objects.values_list("case", flat=True)) == [into.pk, into.pk]
    assert into.notes.count() == 1
    assert violations() == {}
