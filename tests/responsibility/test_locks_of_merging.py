"""Two at once while cases become one, or one becomes two, and while words are taken down as a promise. Each lock
is missed here when it is gone (`mutate`)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F

from makegood.base.database import rows, run
from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Draft
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Proposal
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import cases_to_one
from makegood.records.customers import operations as customers
from tests.responsibility import situations
from tests.responsibility.two_sessions import Firm, one_after_the_other
from tests.sessions import crossing

PLACES = "SELECT id FROM cases_case WHERE contact_id = %s ORDER BY ctid"


@pytest.fixture
def other(house: Firm) -> Case:
    """A second case of Wei's."""
    return situations.owned(house, f"li{house.name}")  # type: ignore[arg-type]


def one(away: Case, into: Case):
    return cases_to_one.merge(away, into=into, by=SYSTEM)


def test_two_cases_merged_into_each_other_at_once_go_one_way(house, other):
    came = one_after_the_other(partial(one, house.case, other), partial(one, other, house.case))
    assert came == ("", "WrongState")
    assert violations() == {}


@pytest.mark.parametrize("typed_in", ["the one that stays", "the one that goes"])
def test_what_is_typed_while_two_cases_become_one_is_not_lost(house, other, typed_in):
    types = partial(cases.save_draft, user=house.wei, kind="reply")
    for case in (house.case, other):
        types(case, text="Good morning", revision=1)
    place = house.case if typed_in == "the one that stays" else other
    came = one_after_the_other(
        partial(types, place, text="The part comes on Monday", revision=2),
        partial(one, other, house.case),
    )
    assert came == ("", "")
    kept = Draft.objects.get(case=house.case, user=house.wei)
    assert "The part comes on Monday" in kept.text


def test_what_is_typed_while_a_merge_is_taken_back_is_not_lost(house, other):
    types = partial(cases.save_draft, user=house.wei, kind="reply")
    types(other, text="Good morning", revision=1)
    done = one(other, house.case)
    came = one_after_the_other(
        partial(types, house.case, text="The part comes on Monday", revision=2),
        partial(cases_to_one.unmerge, done, by=SYSTEM),
    )
    assert came == ("", "")
    assert "The part comes on Monday" in Draft.objects.get(case=other, user=house.wei).text


def test_a_split_taken_back_twice_at_once_is_taken_back_once(house, other):
    talk = other.strands.get().conversation
    one(other, house.case)
    new = cases_to_one.split(house.case, conversation=talk, subject="Alone", by=SYSTEM)
    back = partial(cases_to_one.rejoin, new, by=SYSTEM)
    assert one_after_the_other(back, back) == ("", "")
    assert house.fresh().strands.count() == 2
    assert violations() == {}


def proposed(house: Firm) -> Proposal:
    """Words of Wei's that may be a promise."""
    note = cases.write_note(house.case, text="By Friday", user=house.wei, by=SYSTEM)
    due = now() + timedelta(days=2)
    new = promises.NewProposal(said="By Friday", due=due, note=note)
    return promises.propose(house.case, [new], said_by=SYSTEM)[0]


@pytest.mark.parametrize("recorded_first", [True, False])
def test_of_two_who_decide_about_the_same_words_the_second_is_told(house, recorded_first):
    proposal = proposed(house)
    acts = [
        lambda: promises.record_proposal(proposal, by=SYSTEM),
        lambda: promises.dismiss(proposal, reason="no_promise", by=SYSTEM),
    ]
    came = one_after_the_other(*acts if recorded_first else reversed(acts))
    assert came == ("", "AlreadyDecided")
    assert violations() == {}


def test_who_gives_the_cases_of_one_person_to_another_takes_them_in_the_order_of_all(house, other):
    """Whatever plan the database chooses: here one that goes by the place of the rows, the later case first."""
    into, away = house.case.contact, other.contact
    case = situations.opened(house, f"zhao{house.name}")  # type: ignore[arg-type]
    Case.objects.filter(pk=case.pk).update(contact=away)
    low, high = sorted([case.pk, other.pk])
    while rows(PLACES, [away.pk]) != [(high,), (low,)]:
        Case.objects.filter(pk=low).update(version=F("version") + 1)  # now it lies elsewhere

    def give():
        with transaction.atomic():
            run("SET LOCAL enable_nestloop = off")
            run("SET LOCAL enable_mergejoin = off")
            return customers.merge(away, into=into, by=SYSTEM)

    came = crossing(partial(cases.lock, low), partial(cases.lock, high), give)
    assert not isinstance(came.first, Exception)
    assert not isinstance(came.second, Exception)
