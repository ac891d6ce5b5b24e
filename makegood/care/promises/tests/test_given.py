"""Somebody gives his word: what is past, endless or unlikely is refused, and who may overrule says why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from makegood.care.promises import ports
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import (
    NewPromise,
    NotAllowed,
    Unlikely,
    feasible,
    make_many,
    overrule,
    why_unlikely,
)
from makegood.care.promises.ports import Ask, Verdict, ask, install_knower
from makegood.care.promises.tests.make import MONDAY, make_house, open_case, promise, stand_at
from makegood.kernel.actor import SYSTEM
from makegood.kernel.because import because, in_words
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.operations import deactivate

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setattr(ports, "KNOWERS", dict(ports.KNOWERS))
    stand_at(MONDAY)
    return make_house()


def doubts(chance=0.2, **more):
    told = {"reasons": ("The route is full.",), "sentence": "We come on Friday."} | more
    install_knower("routes", lambda _question: Verdict(chance=chance, **told))


@pytest.mark.parametrize("ago", [timedelta(), timedelta(seconds=1), timedelta(days=3000)])
@pytest.mark.parametrize("kind", ["person", "contract", "remedy", "handoff", "task"])
def test_a_moment_that_has_passed_is_refused_with_what_to_do(house, ago, kind):
    with pytest.raises(
        Invalid, match=r"This moment has passed\. Promise one that is still to come"
    ):
        promise(open_case(house), kind, due=now() - ago)


def test_three_thousand_days_are_a_promise_and_ten_years_are_not(house):
    case = open_case(house)
    assert promise(case, due=now() + timedelta(days=3000)).pk
    for due in (now() + timedelta(days=3653), datetime.max.replace(tzinfo=UTC)):
        with pytest.raises(Invalid, match="more than ten years"):
            promise(case, due=due)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(kind="person").update(due=now() + timedelta(days=4000))
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.filter(kind="person").update(feasibility=None)


def test_everybodys_word_was_asked_for_before_it_was_given(house):
    made = promise(open_case(house), what="We call")
    assert (made.feasibility.verdict, made.feasibility.what) == ("feasible", "We call")
    assert made.feasibility.case_id == made.case_id


def test_what_is_unlikely_is_refused_with_the_reasons_and_leaves_nothing(house):
    doubts()
    with pytest.raises(Unlikely, match="The route is full") as refused:
        promise(open_case(house, first=False))
    assert refused.value.feasibility.sentence == "We come on Friday."
    assert not Promise.objects.exists()


def test_who_may_overrules_with_a_reason_and_the_promise_begins_at_risk(house):
    doubts()
    case = open_case(house)
    due = now() + timedelta(days=1)
    asked = feasible(Ask(case=case, what="We come", kind="person", due=due), by=SYSTEM)
    agent = house.hire("lin")
    with pytest.raises(NotAllowed, match="A lead or a specialist"):
        overrule(asked, user=agent, why="I will")
    with pytest.raises(Invalid, match="Say why"):
        overrule(asked, user=house.lead, why=" ")
    asked = overrule(asked, user=house.lead, why="I drive there myself")
    made = promise(case, due=due, feasibility=asked)
    assert (made.risk, made.risk_why, made.chance) == (1, "I drive there myself", 0.2)


def test_what_was_overruled_for_one_promise_does_not_serve_a_sooner_one_or_another_case(house):
    doubts()
    case, other = open_case(house), open_case(house)
    asked = feasible(
        Ask(case=case, what="x", kind="person", due=now() + timedelta(days=2)), by=SYSTEM
    )
    asked = overrule(asked, user=house.lead, why="I know")
    for where, days in ((case, 1), (other, 3)):
        with pytest.raises(Unlikely), transaction.atomic():
            promise(where, due=now() + timedelta(days=days), feasibility=asked)
    assert promise(case, due=now() + timedelta(days=3), feasibility=asked).risk == 1


def test_what_the_customer_has_heard_already_counts_and_is_at_risk(house):
    doubts()
    made = promise(open_case(house), already_said=True, said="Ich komme morgen")
    assert (made.risk, made.said) == (1, "Ich komme morgen")
    assert made.feasibility.verdict == "unlikely"


def test_those_who_know_are_merged(house):
    early, late = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    ports.KNOWERS.clear()
    question = Ask(case=open_case(house), what="", kind="person", due=late)
    assert ask(question) == Verdict()
    install_knower("silent", lambda _question: None)
    install_knower(
        "a", lambda _question: Verdict(chance=0.8, earliest=early, reasons=("a",), sentence="A")
    )
    install_knower("b", lambda _question: Verdict(chance=0.3, earliest=late, reasons=("b", "a")))
    assert ask(question) == Verdict(chance=0.3, earliest=late, reasons=("b", "a"), sentence="A")


def test_people_cannot_promise_what_nobody_works_for(house):
    case = open_case(house)
    evening = MONDAY + timedelta(hours=9)
    stand_at(evening)
    found = feasible(
        Ask(case=case, what="x", kind="person", due=evening + timedelta(hours=2)), by=SYSTEM
    )
    assert (found.verdict, found.reasons) == ("unlikely", ["nobody_works_then"])
    assert found.earliest == MONDAY + timedelta(days=1, minutes=40)
    assert found.sentence.startswith("You will hear from us by tomorrow 09:40")


def test_who_owes_much_before_it_is_told_so(house):
    lin = house.hire("lin")
    for _ in range(11):
        promise(
            open_case(house, owner_id=lin.pk), due=now() + timedelta(hours=1), already_said=True
        )
    case = open_case(house, owner_id=lin.pk)
    sooner = Ask(case=case, what="x", kind="person", due=now() + timedelta(hours=2))
    found = feasible(sooner, by=SYSTEM)
    assert found.verdict == "unlikely"
    assert in_words(found.reasons[1]) == "lin owes 11 other things before then."
    safe = Ask(case=case, what="x", kind="person", due=found.earliest)
    assert feasible(safe, by=SYSTEM).verdict == "feasible"


def test_who_has_left_cannot_keep_it(house):
    gone = house.hire("gone")
    deactivate(gone, takes_over=house.lead, by=SYSTEM)
    gone.refresh_from_db()
    asked = Ask(
        case=open_case(house), what="x", kind="person", due=now() + timedelta(days=9), by_user=gone
    )
    found = feasible(asked, by=SYSTEM)
    assert found.reasons == [because("works_here_no_more", name="gone")]
    assert why_unlikely(found) == "gone no longer works here."


def test_a_promise_that_is_refused_in_a_batch_makes_none_of_them(house):
    case = open_case(house, first=False)
    new = [
        NewPromise(case=case, kind="person", due=now() + timedelta(days=1)),
        NewPromise(case=case, kind="person", due=now() - timedelta(days=1)),
    ]
    with pytest.raises(Invalid):
        make_many(new, by=SYSTEM)
    assert not Promise.objects.exists()
    assert not Feasibility.objects.exists()
