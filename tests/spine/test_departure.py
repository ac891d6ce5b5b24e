"""Whoever leaves takes no case with him."""

import threading

import pytest
from django.db import connection

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cases.operations import assign
from makegood.kernel.actor import SYSTEM
from makegood.loops import contact_to_case
from makegood.records.people import operations as people
from tests.make import arrive, company

CASES = 30


def thirty_cases():
    """Thirty cases of one person, and the lead who takes over."""
    one = company()
    leaver = one.hire("leaver")
    for number in range(CASES):
        arrive(one.account, text=f"trouble {number}", **{"from": f"p{number}@example.org"})
    while contact_to_case.file_waiting():
        pass
    for case in Case.objects.order_by("pk"):
        assign(case, to=leaver, reason="given", by=SYSTEM)
    assert Case.objects.filter(owner=leaver).count() == CASES
    return one, leaver


@pytest.mark.django_db
def test_all_cases_of_one_who_leaves_go_to_the_other_and_the_change_is_written(
    django_assert_max_num_queries,
):
    one, leaver = thirty_cases()
    before = OwnerChange.objects.count()
    with django_assert_max_num_queries(40):
        people.deactivate(leaver, takes_over=one.lead, by=SYSTEM)
    people.deactivate(leaver, takes_over=one.lead, by=SYSTEM)
    assert Case.objects.filter(owner=one.lead).count() == CASES
    assert OwnerChange.objects.count() == before + CASES
    assert violations() == {}


@pytest.mark.usefixtures("real_commits")
def test_one_who_leaves_while_cases_are_given_to_him_keeps_none():
    one, leaver = thirty_cases()
    half = list(Case.objects.order_by("pk")[: CASES // 2])
    for case in half:
        assign(case, to=one.lead, reason="given", by=SYSTEM)
    ready, refused = threading.Barrier(2), []

    def give() -> None:
        ready.wait()
        for case in half:
            try:
                assign(case, to=leaver, reason="given", by=SYSTEM)
            except Exception as error:
                refused.append(error)
        connection.close()

    def leave() -> None:
        ready.wait()
        people.deactivate(leaver, takes_over=one.lead, by=SYSTEM)
        connection.close()

    threads = [threading.Thread(target=work) for work in (give, leave)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not Case.objects.filter(owner=leaver).exists()
    assert Case.objects.filter(owner=one.lead).count() == CASES
    assert violations() == {}
