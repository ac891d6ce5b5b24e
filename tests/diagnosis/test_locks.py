"""Two at once, one of them first: at the table of a fault, at the search of a case, at what it was."""

import pytest

from makegood.base.journal.models import Entry
from makegood.field.diagnosis import operations
from makegood.field.diagnosis.errors import DraftChanged
from makegood.field.diagnosis.models import Answer, Session, Version
from makegood.field.diagnosis.operations import tables
from makegood.field.diagnosis.operations.state import lock_session
from makegood.kernel.actor import Actor
from tests.diagnosis.make import case_of, fault, flicker, television
from tests.make import company
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits", "no_violations")
LI = Actor("user", "1")


def twice(act):
    both = in_order(act, act)
    for found in (both.first, both.second):
        if isinstance(found, Exception):
            raise found
    return both.first, both.second


def test_a_case_has_one_search_whoever_begins_it():
    case, row = case_of(company(), television()), fault()
    first, second = twice(lambda: operations.begin_for_case(case, fault=row, by=LI))
    assert first == second
    assert (
        Entry.objects.filter(kind="diagnosis.search_began").count() == 2
    )  # the search, and its fault


def test_of_two_answers_at_once_the_later_counts_and_the_first_is_history():
    search = operations.begin_for_case(case_of(company(), television()), fault=fault(), by=LI)
    say = lambda value: operations.answer(search, key="menu", value=value, source="agent", by=LI)  # noqa: E731
    both = in_order(lambda: say("yes"), lambda: say("no"))
    assert not isinstance(both.second, Exception)
    told = list(Answer.objects.order_by("pk").values_list("value", "undone_at"))
    assert [value for value, undone in told if undone is None] == ["no"]
    assert len(told) == 2


def test_a_cause_is_named_for_the_search_that_the_case_has_then():
    house = company()
    case, row = case_of(house, television()), fault()
    operations.begin_for_case(case, fault=row, by=LI)
    name = lambda: operations.confirm(case, cause="source", words="", user=house.lead, by=LI)  # noqa: E731
    first, second = twice(name)
    assert first == second


def test_what_is_saved_while_a_draft_is_put_in_use_is_told_that_it_is_late():
    row = fault()
    draft = operations.begin_draft(row, by=LI)
    draft = operations.save_draft(draft, table=flicker(danger=True), revision=draft.revision, by=LI)
    save = lambda codes: operations.save_draft(  # noqa: E731
        draft, table=flicker(codes=codes), revision=draft.revision, by=LI
    )
    both = in_order(
        lambda: operations.publish(draft, revision=draft.revision, by=LI), lambda: save(["E-1"])
    )
    assert isinstance(both.second, DraftChanged)
    again = operations.begin_draft(row, by=LI)
    both = in_order(
        lambda: operations.save_draft(
            again, table=flicker(codes=["E-2"]), revision=again.revision, by=LI
        ),
        lambda: tables.save_over(
            again, table=flicker(codes=["E-3"]), revision=again.revision, by=LI
        ),
    )
    assert isinstance(both.second, DraftChanged)
    assert Version.objects.get(pk=again.pk).table["codes"] == ["E-2"]


def test_a_table_that_two_bring_at_once_is_one():
    product = television()
    bring = lambda: operations.import_table(product, flicker(), by=LI)  # noqa: E731
    first, second = twice(bring)
    assert (first, Version.objects.count()) == (second, 1)


def test_a_guide_is_handed_over_once_and_its_search_waits_for_whoever_holds_it():
    case, row = case_of(company(), television()), fault()
    guide, _token = operations.begin_guide(
        product=television(), asset=None, language="en", by=Actor("customer", "")
    )
    operations.choose_fault(guide, row, by=LI)
    twice(lambda: operations.hand_over(guide, case, by=LI))
    assert Session.objects.get().case == case
    assert Entry.objects.filter(kind="diagnosis.search_ended").count() == 1
    first, second = twice(lambda: lock_session(guide.pk))
    assert first == second
