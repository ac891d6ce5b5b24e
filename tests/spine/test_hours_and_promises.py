"""When the working hours change, what is open follows them; what a person said stays."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.base.invariants.checks import violations
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Move, Promise, Recompute
from makegood.care.promises.operations import NewPromise, make_many, recompute_waiting
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock
from makegood.loops.contact_to_case import file_waiting
from makegood.loops.hours_to_promises import OpenPromises
from makegood.records.customers.models import Company
from makegood.records.worktime.operations import set_hours, set_site_hours
from tests.make import arrive, company

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
OFFICE = [[day, "09:00", "17:00"] for day in range(5)]


@pytest.fixture
def lanhe(settle):
    clock.install(VirtualClock(MONDAY))
    made = company()
    set_hours(made.team, key="lanhe", zone="UTC", weekly=OFFICE)
    settle()
    recompute_waiting()
    return made


def opened(lanhe) -> Case:
    raw = arrive(lanhe.account)
    file_waiting()
    return Case.objects.get(strands__conversation__messages__raw=raw)


def given(case: Case, lanhe, due: datetime) -> Promise:
    """A person's word, for which he asked."""
    by = actors.user(lanhe.lead.pk)
    asked = Feasibility.objects.create(
        case=case,
        by=str(by),
        what="call back",
        kind="person",
        due=due,
        chance=1,
        verdict="feasible",
    )
    new = NewPromise(case=case, kind="person", what="call back", due=due, feasibility=asked)
    return make_many([new], by=by)[0]


def later(lanhe, **days):
    """The team begins at noon from now on."""
    weekly = [[day, "12:00", "20:00"] for day in range(5)]
    by = actors.user(lanhe.lead.pk)
    return set_hours(lanhe.team, key="lanhe", zone="UTC", weekly=weekly, by=by, **days)


def test_a_deadline_follows_the_hours_and_a_word_given_does_not(lanhe, settle, no_violations):
    case = opened(lanhe)
    first = case.promises.get(kind="first_answer")
    assert first.due == MONDAY.replace(hour=13)
    word = given(case, lanhe, MONDAY.replace(hour=18))
    calendar = later(lanhe)
    settle()
    recompute_waiting()
    first.refresh_from_db()
    word.refresh_from_db()
    assert first.due == MONDAY.replace(hour=16)
    assert word.due == MONDAY.replace(hour=18)
    assert not Move.objects.filter(promise=word).exists()
    move = Move.objects.get(promise=first)
    assert (move.before, move.after) == (MONDAY.replace(hour=13), MONDAY.replace(hour=16))
    case.refresh_from_db()
    assert case.next_deadline == MONDAY.replace(hour=16)
    told = OpenPromises().last_moves(calendar.pk)
    assert told is not None
    assert (told.done, told.later, told.earlier) == (True, 1, 0)
    assert told.most_later == timedelta(hours=3)
    logged = Entry.objects.filter(kind="promises.recomputed", actor=f"user:{lanhe.lead.pk}")
    assert logged.get().facts["later"] == 1


def test_the_page_counts_only_what_will_follow(lanhe):
    case = opened(lanhe)
    given(case, lanhe, MONDAY.replace(hour=18))
    calendar = later(lanhe)
    assert OpenPromises().open_by(calendar.pk) == 1
    assert OpenPromises().open_by(0) == 0
    assert OpenPromises().last_moves(0) is None


def test_a_team_that_is_given_its_first_hours_counts_by_them(settle, no_violations):
    clock.install(VirtualClock(MONDAY))
    lanhe = company()
    case = opened(lanhe)
    assert case.promises.get(kind="first_answer").due == MONDAY + timedelta(hours=4)
    set_hours(lanhe.team, key="lanhe", zone="UTC", weekly=OFFICE)
    settle()
    recompute_waiting()
    assert case.promises.get(kind="first_answer").due == MONDAY.replace(hour=13)


def test_the_same_hours_again_count_nothing_anew(lanhe, settle):
    opened(lanhe)
    settle()
    before = Recompute.objects.count()
    set_hours(lanhe.team, key="lanhe", zone="UTC", weekly=OFFICE)
    settle()
    assert Recompute.objects.count() == before


def test_the_hours_of_a_site_move_no_deadline_of_ours(lanhe, settle):
    opened(lanhe)
    settle()
    before = Recompute.objects.count()
    calendar = lanhe.team.hours.calendar
    site = Company.objects.create(name="Nordlicht")
    set_site_hours(site, calendar=calendar, by=actors.user(lanhe.lead.pk))
    settle()
    assert Recompute.objects.count() == before


def test_a_named_day_moves_what_would_be_due_on_it(lanhe, settle, no_violations):
    case = opened(lanhe)
    days = [{"date": "2026-11-23", "kind": "closed", "name": "Stocktaking"}]
    set_hours(lanhe.team, key="lanhe", zone="UTC", weekly=OFFICE, exceptions=days)
    settle()
    recompute_waiting()
    assert case.promises.get(kind="first_answer").due == MONDAY.replace(day=24, hour=13)
    assert violations() == {}
