"""Twenty at once, and dying in the middle: one answer, one cause, one lesson, one table that answers."""

from datetime import timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.errors import DraftChanged
from makegood.field.diagnosis.models import Answer, Confirmation, Lesson, Session, Turn, Version
from makegood.field.diagnosis.operations import searching
from makegood.field.diagnosis.operations.forgetting import forget_guides
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.loops import case_to_confirmation
from tests.crash.test_all_at_once import together
from tests.diagnosis.make import case_of, fault, flicker, television
from tests.make import company
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits", "no_violations")
LI = Actor("user", "1")


@pytest.fixture
def begun(real_commits):
    house = company()
    row = fault()
    case = case_of(house, television())
    return house, case, operations.begin_for_case(case, fault=row, by=LI)


def test_twenty_answers_of_twenty_hands_leave_one_that_counts(begun):
    _house, case, search = begun
    values = ("yes", "no", "unknown")
    together(
        lambda n: operations.answer(
            search, key="menu", value=values[n % 3], source="agent", by=Actor("user", str(n))
        )
    )
    assert search.answers.filter(undone_at=None).count() == 1
    same = together(
        lambda _n: operations.answer(search, key="volt", value="no", source="agent", by=LI)
    )
    assert len({one.pk for one in same}) == 1
    again = together(lambda _n: operations.begin_for_case(case, fault=search.fault, by=LI), 8)
    assert {one.pk for one in again} == {search.pk}


def test_an_answer_that_dies_in_the_middle_was_never_given(begun, monkeypatch):
    _house, _case, search = begun
    operations.answer(search, key="menu", value="no", source="agent", by=LI)
    told = Entry.objects.count()

    def dies(*_args):
        raise SystemExit

    monkeypatch.setattr(searching, "_pass", dies)
    with pytest.raises(SystemExit):
        operations.answer(search, key="menu", value="yes", source="agent", by=LI)
    [kept] = queries.standing_answers(search)
    assert (kept.value, Answer.objects.count(), Entry.objects.count()) == ("no", 1, told)


def test_twenty_who_close_it_name_one_cause_and_teach_once(begun):
    house, case, _search = begun
    causes = ("backlight", "source", "power")
    together(
        lambda n: operations.confirm(
            case, cause=causes[n % 3], words="", user=house.lead, by=Actor("user", str(n))
        )
    )
    standing = Confirmation.objects.get(withdrawn_at=None)
    question = case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case_to_confirmation.customer_says(question, solved=True)
    together(lambda _n: operations.learn_from(case.pk, by=LI))
    lesson = Lesson.objects.get(withdrawn_at=None)
    assert (lesson.cause, lesson.confirmation) == (standing.cause, standing)
    assert Confirmation.objects.filter(withdrawn_at=None).count() == 1


def test_tables_put_in_use_and_rolled_back_at_once_leave_the_newest_turn_answering(begun):
    _house, _case, search = begun
    row, first = search.fault, search.version
    draft = operations.begin_draft(row, by=LI)
    draft = operations.save_draft(draft, table=flicker(danger=True), revision=draft.revision, by=LI)
    done = together(lambda _n: operations.publish(draft, revision=draft.revision, by=LI))
    assert {one.pk for one in done} == {draft.pk}
    assert Turn.objects.filter(version=draft).count() == 1
    together(lambda n: operations.roll_back(first if n % 2 else draft, by=LI))
    row.refresh_from_db()
    newest = Turn.objects.filter(fault=row).order_by("-pk").first()
    assert row.live_id == newest.version_id
    two = together(lambda _n: operations.begin_draft(row, by=LI), 8)
    assert len({one.pk for one in two}) == 1
    late = together(
        lambda n: operations.save_draft(
            two[0], table=flicker(codes=[f"E-{n}"]), revision=two[0].revision, by=LI
        ),
        8,
    )
    assert sum(isinstance(one, DraftChanged) for one in late) == 7
    assert Version.objects.filter(fault=row, state="draft").count() == 1


def test_a_guide_that_becomes_a_case_while_old_ones_go_stays():
    house = company()
    row = fault()
    case = case_of(house, television())
    guide, _token = operations.begin_guide(
        product=television(), asset=None, language="en", by=Actor("customer", "")
    )
    operations.choose_fault(guide, row, by=LI)
    told = {"before": now() + timedelta(days=1), "after": 0, "limit": 10}
    both = in_order(lambda: operations.hand_over(guide, case, by=LI), lambda: forget_guides(**told))
    assert (both.first.case, both.second.rows) == (case, 0)
    assert Session.objects.get().case == case
