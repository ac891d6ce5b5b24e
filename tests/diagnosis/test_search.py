"""A search beside a case: answers with who and when, taken back, merged, and a cause before it is solved."""

import pytest

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.errors import NoCauseYet, SearchIsOver
from makegood.field.diagnosis.models import Answer, Confirmation, Lesson, Session
from makegood.field.diagnosis.queries.advising import advise
from makegood.kernel.actor import SYSTEM, user
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_confirmation
from tests.diagnosis.make import case_of, fault, television
from tests.make import Company

LI = user(1)


def begun(house: Company, **asset: str) -> tuple[Case, Session]:
    row = fault()
    case = case_of(house, television(), **asset)
    return case, operations.begin_for_case(case, fault=row, by=LI)


def say(session: Session, key: str, value: str, source: str = "agent") -> Answer:
    return operations.answer(session, key=key, value=value, source=source, by=LI)


def test_answers_move_the_causes_and_say_why(house):
    _case, session = begun(house)
    say(session, "menu", "no", "customer")
    advice = advise(session, "en")
    assert advice.causes[0].name == "Cable or source"
    assert advice.causes[0].remote
    assert advice.causes[0].speaks_for[0].words == "Does the menu flicker: No"
    assert next(one.name for one in advice.causes if one.speaks_against) == "Backlight failed"


def test_the_next_step_says_what_it_costs_and_what_it_tells(house):
    _case, session = begun(house)
    step = advise(session, "en").next
    assert step is not None
    assert (step.key, step.who) == ("menu", "customer")  # from afar, before anybody travels
    assert {gain.cause for gain in step.gains} == {"Backlight failed", "Cable or source"}
    assert step.worth > 0


def test_an_answer_taken_back_counts_no_more_and_stays_as_history(house):
    _case, session = begun(house)
    before = advise(session, "en").causes
    kept = say(session, "menu", "no")
    assert advise(session, "en").causes != before
    operations.undo(kept, by=LI)
    operations.undo(kept, by=LI)
    assert advise(session, "en").causes == before
    assert session.answers.get().undone_at is not None


def test_said_otherwise_it_replaces_what_stood_there(house):
    _case, session = begun(house)
    say(session, "menu", "no", "customer")
    say(session, "menu", "yes", "technician")
    say(session, "menu", "yes", "technician")
    assert [one.value for one in queries.standing_answers(session)] == ["yes"]
    assert session.answers.count() == 2


def test_what_the_table_does_not_ask_is_refused(house):
    _case, session = begun(house)
    for key, value in (("menu", "maybe"), ("colour", "yes"), ("after10", "often")):
        with pytest.raises(Invalid):
            say(session, key, value)
    assert not session.answers.exists()


def test_codes_of_the_device_are_evidence_and_a_person_may_know_better(house):
    _case, session = begun(house)
    say(session, "f07", "no")
    assert operations.note_codes(session, ["tv-f07"], by=SYSTEM) == 0
    operations.undo(session.answers.get(), by=LI)
    assert operations.note_codes(session, ["tv-f07", "E-1"], by=SYSTEM) == 1
    [kept] = queries.standing_answers(session)
    assert (kept.key, kept.source) == ("f07", "device")


def test_a_search_goes_on_with_the_version_it_began_with(house):
    case, session = begun(house)
    fault(danger=True)
    again = operations.begin_for_case(case, fault=session.fault, by=LI)
    assert again.pk == session.pk
    assert again.version == session.version
    assert Session.objects.count() == 1


def test_parts_to_bring_come_with_how_likely_they_are_needed(house):
    _case, session = begun(house)
    parts = {part.number: part.percent for part in advise(session, "en").parts}
    assert parts == {"TV-BL": 50, "TV-PSU": 15}


def test_it_is_solved_only_when_somebody_says_what_it_was(house):
    case, session = begun(house)
    with pytest.raises(NoCauseYet):
        case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case.refresh_from_db()
    assert case.status == "open"
    operations.confirm(case, cause="source", words="", user=house.lead, by=LI)
    question = case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case_to_confirmation.customer_says(question, solved=True)  # his yes is never held up
    case.refresh_from_db()
    assert case.status == "closed"
    assert Confirmation.objects.get().expected == pytest.approx(0.3, abs=0.02)
    assert session.case == case


def test_a_case_without_a_search_is_solved_as_before(house):
    case = case_of(house, television())
    case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case.refresh_from_db()
    assert case.status == "resolved"


def test_other_needs_words_and_an_unknown_cause_is_refused(house):
    case, _session = begun(house)
    with pytest.raises(Invalid):
        operations.confirm(case, cause="other", words=" ", user=None, by=LI)
    with pytest.raises(Invalid):
        operations.confirm(case, cause="gremlins", words="", user=None, by=LI)
    assert not Confirmation.objects.exists()


def closed(house: Company, cause: str = "source") -> Case:
    case, session = begun(house)
    say(session, "menu", "no", "customer")
    operations.confirm(case, cause=cause, words="", user=house.lead, by=LI)
    question = case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case_to_confirmation.customer_says(question, solved=True)
    return case


def test_a_closed_case_teaches_once_however_often_it_is_told(house, settle, no_violations):
    case = closed(house)
    settle()
    operations.learn_from(case.pk, by=SYSTEM)
    operations.learn_from(case.pk, by=SYSTEM)
    lesson = Lesson.objects.get()
    assert (lesson.cause, lesson.evidence, lesson.model) == ("source", {"menu": "no"}, "55Q8")


def test_a_case_that_comes_back_takes_its_lesson_back(house, settle, no_violations):
    case = closed(house)
    settle()
    case_to_confirmation.reopen(case, by=LI)
    settle()
    assert Lesson.objects.get().withdrawn_at is not None
    assert operations.cause_is_owed(case.pk)
    operations.confirm(case, cause="backlight", words="", user=house.lead, by=LI)
    question = case_to_confirmation.resolve(case, user=house.lead, by=LI)
    case_to_confirmation.customer_says(question, solved=True)
    settle()
    assert [one.cause for one in Lesson.objects.filter(withdrawn_at=None)] == ["backlight"]


@pytest.mark.parametrize("cause", ["no-fault", "never-found"])
def test_what_was_never_found_out_teaches_nothing(house, settle, cause):
    closed(house, cause)
    settle()
    assert not Lesson.objects.exists()


def test_the_search_of_a_merged_case_goes_on_where_the_case_does(house):
    away, session = begun(house)
    into = case_of(house, television(), serial="LH-2")
    cases.merge(away, into=into, why="", by=LI)
    session.refresh_from_db()
    assert session.case_id == into.pk
    cases.unmerge(into.merges.get(), by=LI)
    session.refresh_from_db()
    assert session.case_id == away.pk


def test_a_guide_that_is_solved_takes_no_more_answers(house):
    row = fault()
    session, _token = operations.begin_guide(
        product=television(), asset=None, language="en", by=SYSTEM
    )
    session = operations.choose_fault(session, row, by=SYSTEM)
    operations.end(session, state="solved", by=SYSTEM)
    with pytest.raises(SearchIsOver):
        say(session, "menu", "no")
