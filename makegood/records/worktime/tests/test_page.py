from datetime import UTC, datetime

import pytest
from django.test import Client

from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.records.people.operations import hire, make_team
from makegood.records.worktime import ports
from makegood.records.worktime.models import Calendar, TeamHours
from makegood.records.worktime.operations import set_hours
from makegood.records.worktime.queries import calendar_of

pytestmark = pytest.mark.django_db
OFFICE = [[day, "09:00", "18:00"] for day in range(5)]


@pytest.fixture
def team():
    return make_team(key="berlin", names={"en": "Berlin desk"}, zone="Europe/Berlin")


@pytest.fixture
def page(team):
    """The page of the hours, as an administrator on a Sunday morning."""
    clock.install(lambda: datetime(2026, 11, 22, 9, tzinfo=UTC))
    user = hire(email="a@lanhe.test", name="Gu", role="administrator", teams=[], by=SYSTEM)
    client = Client()
    client.force_login(user)
    return Page(client, f"/settings/teams/{team.pk}/hours/")


class Page:
    """Sends the form as a browser does."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url

    def open(self) -> str:
        return self.client.get(self.url).content.decode()

    def send(self, rows=(), **typed):
        week = {f"day{n}": "09:00-18:00" if n < 5 else "" for n in range(7)}
        data = {"zone": "Europe/Berlin", "region": "DE", "subdivision": "BY", **week, **typed}
        data |= {"d-TOTAL_FORMS": str(len(rows)), "d-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"d-{number}-{name}": value for name, value in row.items()}
        return self.client.post(self.url, data)


def day(date, kind, hours="", name=""):
    return {"date": date, "kind": kind, "hours": hours, "name": name}


def test_the_page_offers_office_hours_and_says_when_a_case_is_due(page):
    text = page.open()
    assert "09:00-18:00" in text
    assert "Closed now. Opens tomorrow 09:00, by the clock of Europe/Berlin." in text
    assert "A case that comes in now with 4 h is due tomorrow 13:00." in text


def test_what_is_saved_is_kept(page, team):
    rows = [
        day("2027-12-24", "half", name="Christmas Eve"),
        day("2027-03-06", "like4"),
        day("2027-05-03", "hours", "10-12, 13-15"),
    ]
    assert page.send(rows, day5="10-14").status_code == 302
    kept = calendar_of(team)
    assert (kept.region, kept.subdivision, kept.zone) == ("DE", "BY", "Europe/Berlin")
    assert [5, "10:00", "14:00"] in kept.weekly
    assert kept.exceptions == [
        {"date": "2027-03-06", "kind": "like", "like": 4, "name": ""},
        {
            "date": "2027-05-03",
            "kind": "hours",
            "name": "",
            "blocks": [["10:00", "12:00"], ["13:00", "15:00"]],
        },
        {"date": "2027-12-24", "kind": "half", "name": "Christmas Eve"},
    ]
    text = page.open()
    assert "Christmas Eve" in text
    assert "10:00-12:00, 13:00-15:00" in text
    assert 'value="2027-03-06"' in text


@pytest.mark.parametrize(
    ("rows", "typed", "sentence"),
    [
        ([], {"day0": "nine to five"}, "These hours cannot be read."),
        ([], {"day0": "18-9"}, "These hours cannot be read."),
        ([], {f"day{n}": "" for n in range(7)}, "This calendar never opens."),
        ([], {"zone": "Mars/Olympus"}, "Choose one of these."),
        ([], {"region": "XX"}, "Choose one of these."),
        ([day("2027-02-30", "closed")], {}, "Enter a valid date."),
        ([day("", "half")], {}, "This field is required."),
        ([day("2027-02-03", "hours")], {}, "Say from when to when, or choose Closed."),
        ([day("2027-02-03", "hours", "noon")], {}, "These hours cannot be read."),
        ([day("2027-02-03", "closed", "9-12")], {}, "Hours are given: choose Other hours"),
        ([day("2027-02-03", "maybe")], {}, "Choose one of these."),
        (
            [day("2027-02-03", "closed"), day("2027-02-03", "half")],
            {},
            "This date stands twice.",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_place_and_nothing_typed_is_lost(
    page, team, rows, typed, sentence
):
    answer = page.send([*rows, day("2027-08-09", "closed", name="Stocktaking")], **typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Stocktaking"' in text
    assert 'value="09:00-18:00"' in text or typed.get("day1") == ""
    assert not TeamHours.objects.exists()


def test_the_preview_follows_what_is_typed_and_keeps_nothing(page):
    text = page.send(look="", day6="10:00-16:00").content.decode()
    assert "Open now, by the clock of Europe/Berlin." in text
    assert "due today 14:00" in text
    assert not Calendar.objects.exists()


def test_a_row_more_and_a_row_less_keep_the_rest(page):
    first, second = day("2027-03-01", "closed", name="One"), day("2027-03-02", "half", name="Two")
    text = page.send([first, second], add="2027-08-15", day0="typed nonsense").content.decode()
    assert all(word in text for word in ("One", "Two", "2027-08-15", "typed nonsense"))
    text = page.send([first, second], drop="0").content.decode()
    assert 'value="One"' not in text
    assert 'value="Two"' in text
    assert page.send([first], drop="7").status_code == 200
    assert "This field is required." not in page.send([first], add="").content.decode()
    assert page.send([first, day("", "closed")]).status_code == 302  # an empty row is none
    assert page.send([first], drop="x").status_code in (302, 422)


def test_a_broken_form_is_no_crash(page):
    for count in ("", "-1", "many", "99999999999999999999", "٣"):
        answer = page.client.post(page.url, {"d-TOTAL_FORMS": count, "add": ""})
        assert answer.status_code == 200
        assert page.client.post(page.url, {"d-TOTAL_FORMS": count}).status_code == 422


def test_another_part_is_forgotten_with_its_country(page, team):
    assert page.send(region="AT", subdivision="BY").status_code == 302
    kept = calendar_of(team)
    assert (kept.region, kept.subdivision) == ("AT", "")


def test_days_of_past_years_stay_though_the_page_no_longer_shows_them(page, team):
    old = {"date": "2024-05-10", "kind": "closed", "name": "Bridge"}
    set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE, exceptions=[old])
    assert "2024-05-10" not in page.open()
    page.send([day("2027-05-07", "closed")], version="1")
    assert [one["date"] for one in calendar_of(team).exceptions] == ["2024-05-10", "2027-05-07"]


def test_who_saves_over_somebody_else_is_told_and_may_do_it(page, team):
    set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE)
    set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE, region="AT")
    answer = page.send(version="1", day0="07:00-11:00")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed these hours while you did." in text
    assert "07:00-11:00" in text
    assert '<input type="hidden" name="version" value="2"' in text
    assert page.send(version="2", day0="07:00-11:00").status_code == 302
    assert calendar_of(team).region == "DE"


def test_the_swapped_days_that_nobody_knows_yet_are_said(page):
    text = page.send(look="", region="CN", zone="Asia/Shanghai").content.decode()
    assert "Worked in exchange" in text
    if "not published yet" not in text:  # the calendars have learnt of 2027 since
        assert text.count("Worked in exchange") > 6


def test_the_page_says_what_follows_these_hours(page, team, monkeypatch):
    calendar = set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE)

    class Seven:
        def open_by(self, calendar_id):
            return 7 if calendar_id == calendar.pk else 0

        def last_moves(self, calendar_id):
            return None

    monkeypatch.setattr(ports, "_FOLLOWERS", [Seven()])
    assert "7 open deadlines follow these hours" in page.open()


def test_every_team_stands_in_the_list_with_its_hours(page, team):
    set_hours(team, key="b", zone="Europe/Berlin", weekly=OFFICE, region="DE", subdivision="BY")
    make_team(key="night", names={"en": "Night"}, zone="UTC")
    text = page.client.get("/settings/hours/").content.decode()
    assert "Berlin time · 45 h a week · Germany, Bayern" in text
    assert "Day and night" in text


def test_a_contract_has_a_calendar_of_its_own(page):
    page.url = "/settings/hours/new/"
    text = page.open()
    assert 'name="key" value="own-' in text
    assert page.send(name=" ").status_code == 422
    first = page.send(name="Gold, weekdays", key="own-a1b2c3d4", version="0")
    again = page.send(name="Gold, weekdays", key="own-a1b2c3d4", version="0")
    assert first.url == again.url
    kept = Calendar.objects.get()
    assert kept.names == {"en": "Gold, weekdays"}
    page.url = first.url
    assert "Hours of Gold, weekdays" in page.open()
    assert page.send(name="Gold", version="1", day5="9-12").status_code == 302
    assert Calendar.objects.get().names == {"en": "Gold"}
    assert "Gold" in page.client.get("/settings/hours/").content.decode()


def test_a_calendar_of_a_team_is_changed_at_the_team_only(page, team):
    kept = set_hours(team, key="berlin", zone="Europe/Berlin", weekly=OFFICE)
    assert page.client.get(f"/settings/hours/{kept.pk}/").status_code == 404
    assert page.client.get("/settings/hours/99999/").status_code == 404
