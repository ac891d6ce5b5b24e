from datetime import UTC, date, datetime

import pytest

from makegood.base.journal.models import Entry
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.records.customers.models import Company
from makegood.records.people.operations import make_team
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import (
    ChangedMeanwhile,
    keep_calendar,
    set_hours,
    set_site_hours,
)
from makegood.records.worktime.queries import (
    calendar_of,
    calendars_of,
    compiled,
    compiled_many,
    hours_of,
    others_of,
    sites_of,
)
from makegood.records.worktime.rules import ALWAYS, is_open

pytestmark = pytest.mark.django_db
OFFICE = [[day, "09:00", "18:00"] for day in range(5)]


@pytest.fixture
def team():
    return make_team(key="berlin", names={"en": "Berlin"}, zone="Europe/Berlin")


def given(team, **days):
    return set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE, **days)


def changes() -> int:
    return Entry.objects.filter(kind="worktime.hours_changed").count()


def test_a_team_without_hours_is_there_day_and_night(team):
    assert hours_of([team.pk]) == {team.pk: ALWAYS}
    assert compiled(None) is ALWAYS
    assert calendars_of([team.pk]) == {}
    assert calendar_of(team).zone == "Europe/Berlin"


def test_a_team_keeps_the_holidays_of_its_place(team):
    given(team, region="DE", subdivision="BE")
    hours = hours_of([team.pk])[team.pk]
    assert not is_open(datetime(2027, 3, 8, 10, tzinfo=UTC), hours)
    assert is_open(datetime(2027, 3, 9, 10, tzinfo=UTC), hours)


def test_the_same_hours_again_change_nothing_and_are_not_told(team):
    first = given(team)
    again = given(team)
    assert (again.pk, again.version, changes()) == (first.pk, 1, 1)
    changed = given(team, region="DE")
    assert (changed.version, changes()) == (2, 2)


def test_what_was_changed_counts_at_once(team):
    given(team)
    day = datetime(2027, 3, 9, 10, tzinfo=UTC)
    assert is_open(day, hours_of([team.pk])[team.pk])
    given(team, exceptions=[{"date": "2027-03-09", "kind": "closed"}])
    assert not is_open(day, hours_of([team.pk])[team.pk])


def test_two_who_change_the_same_hours_are_told(team):
    read = given(team).version
    given(team, region="DE", version=read)
    with pytest.raises(ChangedMeanwhile):
        given(team, region="AT", version=read)
    assert Calendar.objects.get().region == "DE"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"weekly": [[0, "18:00", "09:00"]]}, "weekly"),
        ({"weekly": [[0, "nine", "five"]]}, "weekly"),
        ({"weekly": []}, "weekly"),
        (
            {"weekly": [], "exceptions": [{"date": "2020-01-01", "kind": "like", "like": 0}]},
            "weekly",
        ),
        ({"exceptions": [{"date": "2027-13-01", "kind": "closed"}]}, "exceptions"),
        ({"exceptions": [{"date": "2027-01-01", "kind": "hours", "blocks": []}]}, "exceptions"),
        ({"region": "XX"}, "region"),
        ({"region": "DE", "subdivision": "XX"}, "subdivision"),
    ],
)
def test_hours_that_cannot_be_are_refused_where_they_stand(team, wrong, field):
    with pytest.raises(Invalid) as refused:
        set_hours(team, key="berlin", **{"zone": "UTC", "weekly": OFFICE, **wrong})
    assert refused.value.field == field
    assert not Calendar.objects.exists()


def test_many_calendars_are_read_in_one_query(team, django_assert_num_queries):
    calendar = given(team)
    with django_assert_num_queries(1):
        found = compiled_many([calendar.pk, None, 0])
    assert found[None] is ALWAYS
    assert found[0] is ALWAYS
    assert not is_open(datetime(2027, 3, 6, 10, tzinfo=UTC), found[calendar.pk])
    assert compiled(calendar.pk) is found[calendar.pk]  # worked out once


def test_a_calendar_may_be_shared(team):
    calendar = given(team)
    other = make_team(key="vienna", names={"en": "Vienna"}, zone="Europe/Vienna")
    given(other)
    assert calendars_of([team.pk, other.pk]) == {team.pk: calendar.pk, other.pk: calendar.pk}
    assert others_of(calendar, team) == [other]


def test_a_site_has_hours_of_its_own(team):
    company = Company.objects.create(name="Nordlicht")
    assert sites_of([company.pk]) == {company.pk: ALWAYS}
    calendar = given(team)
    set_site_hours(company, calendar=calendar, by=SYSTEM)
    set_site_hours(company, calendar=calendar, by=SYSTEM)
    assert not is_open(datetime(2027, 3, 6, 10, tzinfo=UTC), sites_of([company.pk])[company.pk])
    assert changes() == 2


def test_days_are_stored_as_they_were_given(team):
    days = [{"date": "2027-12-24", "kind": "half", "name": "Heiligabend"}]
    assert given(team, exceptions=days).exceptions == days
    week = hours_of([team.pk])[team.pk].week
    assert week.blocks(date(2027, 12, 24)) == ((540, 720),)


def test_a_calendar_that_is_shared_tells_those_who_have_it_and_those_who_get_it(team):
    calendar = given(team)
    other = make_team(key="vienna", names={"en": "Vienna"}, zone="Europe/Vienna")
    given(other, region="AT")  # changed, and given to another team
    told = Entry.objects.filter(kind="worktime.hours_changed").order_by("pk")
    assert [(e.facts["team_id"], e.facts["calendar_id"]) for e in told] == [
        (team.pk, calendar.pk),
        (0, calendar.pk),
        (other.pk, calendar.pk),
    ]


def test_a_calendar_of_its_own_needs_a_name():
    with pytest.raises(Invalid) as refused:
        keep_calendar(key="own", names={"en": " "}, zone="UTC", weekly=OFFICE, by=SYSTEM)
    assert refused.value.field == "name"
    assert not Calendar.objects.exists()
