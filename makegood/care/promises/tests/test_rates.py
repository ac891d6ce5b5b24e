"""Do we keep our word: what became of promises, counted by hand beside it; who may count what."""

from datetime import timedelta

import pytest

from makegood.base.access.policy import NOBODY, principal_of_user
from makegood.base.database import rows
from makegood.care.cases.operations import assign
from makegood.care.promises.models import Promise
from makegood.care.promises.queries.rates import (
    Rate,
    Wanted,
    added,
    promise_rates,
    promises_behind,
    rates_of_weeks,
    scope_of,
)
from makegood.care.promises.rules import wilson
from makegood.care.promises.tests.make import MONDAY, open_case, promise, stand_at
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from tests.make import company

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE, UNTIL = MONDAY - 7 * DAY, MONDAY


@pytest.fixture
def clock():
    return stand_at(MONDAY - 30 * DAY)


@pytest.fixture
def house(clock):
    return company()


def ended(case, state, *, due, at=None, **more):
    """A promise to the customer with this end; `at` is when it ended."""
    kind = more.pop("kind", "person")
    made = promise(case, kind, due=MONDAY + 30 * DAY)
    if state == "missed":
        more = {"told_at": at, "amends": "none", "untold_why": "late"} | more
    Promise.objects.filter(pk=made.pk).update(state=state, due=due, ended_at=at, **more)
    return made


def a_week(house):
    """Of ten that were decided: five kept in time, one kept late, three missed, one released."""
    case = open_case(house, first=False)
    friday = MONDAY - 3 * DAY
    for n in range(5):
        ended(case, "kept", due=friday, at=friday - n * HOUR)
    ended(case, "kept", due=friday, at=friday + HOUR, told_at=friday - HOUR)
    ended(case, "missed", due=friday, at=friday + HOUR, amends="offered")
    ended(case, "open", due=friday)  # nobody has done anything about it
    ended(case, "released", due=friday, at=friday + HOUR)  # released when it was too late
    ended(case, "released", due=friday, at=friday - HOUR)
    return case


def counted(rate):
    return rate.kept, rate.late, rate.missed, rate.released, rate.told_first, rate.made_good


def test_the_interval_is_that_of_the_books():
    known = {(8, 10): (0.4902, 0.9433), (0, 10): (0.0, 0.2775), (10, 10): (0.7225, 1.0)}
    known[254, 270] = (0.9059, 0.9632)
    for (kept, of), ends in known.items():
        found = wilson(kept, of)
        assert (round(found.low, 4), round(found.high, 4)) == ends
        assert found.share == kept / of
    assert wilson(0, 0) is None


def test_every_promise_is_counted_once_by_what_became_of_it(house, clock):
    a_week(house)
    clock.moment = MONDAY
    [rate] = promise_rates(principal_of_user(house.lead), SINCE, UNTIL)
    assert counted(rate) == (5, 1, 3, 1, 1, 1)
    assert rate.broken == 4
    assert (rate.interval.share, rate.interval.of) == (5 / 9, 9)


def test_what_runs_is_paused_internal_or_of_another_week_is_not_counted(house, clock):
    case = open_case(house, first=False)
    ended(case, "open", due=MONDAY + HOUR)
    ended(case, "open", due=MONDAY - DAY, paused_at=MONDAY - 2 * DAY, paused_because="customer")
    for kind in ("handoff", "task", "follow_up", "confirmation"):
        ended(case, "kept", kind=kind, due=MONDAY - DAY, at=MONDAY - DAY)
    ended(
        case, "kept", due=MONDAY - DAY, at=SINCE - HOUR
    )  # decided when it was kept, a week before
    ended(case, "kept", due=UNTIL + DAY, at=UNTIL)
    clock.moment = MONDAY
    assert promise_rates(principal_of_user(house.lead), SINCE, UNTIL) == []


@pytest.mark.parametrize("since", [SINCE, MONDAY - 80 * DAY])
def test_each_is_responsible_for_his_own_time(house, clock, since):
    case = open_case(house, first=False)
    he = house.hire("he")
    clock.moment = MONDAY - 4 * DAY
    ended(case, "kept", due=MONDAY - 5 * DAY, at=MONDAY - 5 * DAY)
    assign(case, to=he, reason="Lead is away", by=SYSTEM)
    ended(case, "missed", due=MONDAY - 2 * DAY, at=MONDAY - DAY)
    ended(case, "kept", due=MONDAY - 2 * DAY, at=MONDAY - 2 * DAY, keeper=house.lead)
    clock.moment = MONDAY
    found = promise_rates(principal_of_user(house.lead), since, UNTIL, by="person")
    assert {r.group: (r.kept, r.missed) for r in found} == {house.lead.pk: (2, 0), he.pk: (0, 1)}
    mine = Wanted(since=SINCE, until=UNTIL, person=he.pk)
    assert [d.person_id for d in promises_behind(principal_of_user(house.lead), mine)] == [he.pk]


def test_a_lead_counts_what_his_teams_promised_and_nobody_else_anything(house, clock):
    a_week(house)
    agent = house.hire("agent")
    other = people.make_team(key="other", names={"en": "Other"})
    stranger = house.hire("stranger", "lead", teams=[other])
    administrator = house.hire("root", "administrator", teams=[])
    clock.moment = MONDAY
    for user, kept in ((house.lead, [5]), (administrator, [5]), (stranger, []), (agent, [])):
        who = principal_of_user(user)
        assert [r.kept for r in promise_rates(who, SINCE, UNTIL)] == kept
        wanted = Wanted(since=SINCE, until=UNTIL)
        assert bool(promises_behind(who, wanted)) is bool(kept)
    assert promise_rates(NOBODY, SINCE, UNTIL) == []
    assert scope_of(principal_of_user(agent)).queues == ()


@pytest.mark.parametrize(("by", "group"), [("kind", "person"), ("channel", "echo"), ("all", "")])
def test_the_groups_add_up(house, clock, by, group):
    a_week(house)
    clock.moment = MONDAY
    [rate] = promise_rates(principal_of_user(house.lead), SINCE, UNTIL, by=by)
    assert (rate.group, rate.kept, rate.broken) == (group, 5, 4)


def test_an_unknown_group_is_refused(house):
    with pytest.raises(KeyError):
        promise_rates(principal_of_user(house.lead), SINCE, UNTIL, by="mood; DROP TABLE x")


def test_weeks_without_anything_are_there_and_empty(house, clock):
    case = a_week(house)
    ended(case, "kept", due=MONDAY - 10 * DAY, at=MONDAY - 10 * DAY)
    clock.moment = MONDAY
    weeks = rates_of_weeks(principal_of_user(house.lead), weeks=13)
    assert [w.kept for w in weeks] == [0] * 11 + [1, 5]
    assert weeks[-1].group == MONDAY
    assert weeks[0].interval is None


def test_every_figure_leads_to_its_rows(house, clock):
    a_week(house)
    clock.moment = MONDAY
    who = principal_of_user(house.lead)
    [rate] = promise_rates(who, SINCE, UNTIL)
    figures = {
        name: getattr(rate, name) for name in ("kept", "late", "missed", "released", "broken")
    }
    figures |= {"told_first": rate.told_first, "made_good": rate.made_good, "": 10}
    for outcome, number in figures.items():
        wanted = Wanted(since=SINCE, until=UNTIL, outcome=outcome)
        assert len(promises_behind(who, wanted)) == number, outcome


def test_the_rows_come_page_by_page_each_once(house, clock):
    a_week(house)
    clock.moment = MONDAY
    who, wanted = principal_of_user(house.lead), Wanted(since=SINCE, until=UNTIL)
    seen, after = [], None
    while page := promises_behind(who, wanted, after=after, limit=3):
        seen += [d.promise.pk for d in page]
        after = (page[-1].at, page[-1].promise.pk)
    assert len(seen) == len(set(seen)) == 10


def test_what_still_runs_is_listed_by_when_it_is_due(house, clock):
    case = open_case(house, first=False)
    late, soon = promise(case, due=MONDAY + DAY), promise(case, due=MONDAY + HOUR)
    clock.moment = MONDAY + 2 * HOUR
    wanted = Wanted(since=SINCE, until=UNTIL, outcome="open", person=house.lead.pk)
    found = promises_behind(principal_of_user(house.lead), wanted)
    assert [(d.promise.pk, d.outcome) for d in found] == [(soon.pk, "open"), (late.pk, "open")]


def test_any_number_costs_the_same_statements(house, clock, django_assert_num_queries):
    for _ in range(3):
        a_week(house)
    clock.moment = MONDAY
    who = principal_of_user(house.lead)
    scope = scope_of(who)
    with django_assert_num_queries(3):
        promise_rates(who, SINCE, UNTIL, by="person", scope=scope)
        rates_of_weeks(who, weeks=13, scope=scope)
        promise_rates(who, SINCE, UNTIL, by="team", scope=scope)
    with django_assert_num_queries(2):
        assert len(promises_behind(who, Wanted(since=SINCE, until=UNTIL), scope=scope)) == 30


def test_the_index_serves_the_rates():
    rows("SET enable_seqscan = off")
    plan = rows(
        "EXPLAIN SELECT 1 FROM promises_promise p WHERE LEAST(p.due, p.ended_at) >= now() - interval '1 day'"
        " AND LEAST(p.due, p.ended_at) < now()"
        " AND NOT (p.kind IN ('handoff', 'task', 'follow_up', 'confirmation'))"
    )
    assert "promise_decided" in str(plan)


def test_what_was_decided_since_is_added_group_by_group():
    before = [Rate("task", 1, 2, 3, 4, 5, 6), Rate("person", 1, 0, 0, 0, 0, 0)]
    since = [Rate("task", 1, 1, 1, 1, 1, 1), Rate("remedy", 2, 0, 0, 0, 0, 0)]
    assert added(before, since) == [
        Rate("task", 2, 3, 4, 5, 6, 7),
        Rate("person", 1, 0, 0, 0, 0, 0),
        Rate("remedy", 2, 0, 0, 0, 0, 0),
    ]
