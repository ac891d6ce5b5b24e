from datetime import date, timedelta

import pytest

from makegood.records.worktime.rules import read_hours
from makegood.records.worktime.rules.public import (
    knows,
    named_days,
    subdivisions,
    swaps_announced,
)

OFFICE = [[day, "09:00", "18:00"] for day in range(4)] + [[4, "09:00", "15:00"]]
# The notice of the State Council: the days off of each holiday, and what is worked for it.
NOTICE = {
    2025: {
        "off": [
            ("01-01", "01-01"),
            ("01-28", "02-04"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("05-31", "06-02"),
            ("10-01", "10-08"),
        ],
        "worked": ["01-26", "02-08", "04-27", "09-28", "10-11"],
    },
    2026: {
        "off": [
            ("01-01", "01-03"),
            ("02-15", "02-23"),
            ("04-04", "04-06"),
            ("05-01", "05-05"),
            ("06-19", "06-21"),
            ("09-25", "09-27"),
            ("10-01", "10-07"),
        ],
        "worked": ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    },
}


@pytest.mark.parametrize("year", NOTICE)
def test_an_office_in_china_works_on_exactly_the_days_of_the_notice(year):
    off, worked = set(), {date.fromisoformat(f"{year}-{day}") for day in NOTICE[year]["worked"]}
    for first, last in NOTICE[year]["off"]:
        day = date.fromisoformat(f"{year}-{first}")
        while day <= date.fromisoformat(f"{year}-{last}"):
            off.add(day)
            day += timedelta(days=1)
    week = read_hours("Asia/Shanghai", OFFICE, region="CN").week
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert bool(week.blocks(day)) == expected, day
        day += timedelta(days=1)


def test_a_swapped_day_has_the_hours_of_the_day_it_is_worked_for():
    week = read_hours("Asia/Shanghai", OFFICE, region="CN").week
    assert week.blocks(date(2026, 2, 14)) == ((540, 900),)  # a Saturday, for Friday the 20th
    assert week.blocks(date(2026, 2, 28)) == ((540, 1080),)  # a Saturday, for Monday the 23rd
    assert week.blocks(date(2026, 9, 20)) == ((540, 1080),)  # a Sunday, for Tuesday 6 October


def test_a_swapped_day_of_the_old_year_may_be_worked_for_the_new_one():
    assert named_days("CN", "", 2011)[date(2011, 12, 31)].works_like == 1  # for 3 January 2012


def test_it_is_known_whether_the_swaps_of_a_year_are_published():
    assert swaps_announced("CN", 2026) is True
    assert swaps_announced("CN", 2099) is None  # nobody can know, nor say that there are any
    assert swaps_announced("DE", 2027) is None


def test_parts_of_a_country_have_days_of_their_own():
    assert date(2027, 1, 6) in named_days("DE", "BY", 2027)
    assert date(2027, 1, 6) not in named_days("DE", "BE", 2027)
    assert date(2027, 3, 8) in named_days("DE", "BE", 2027)


def test_names_come_in_the_language_of_the_reader_where_the_calendar_speaks_it():
    day = date(2026, 10, 1)
    assert named_days("CN", "", 2026, "zh-Hans")[day].name == "国庆节"
    assert named_days("CN", "", 2026, "en")[day].name == "National Day"
    assert named_days("HK", "", 2026, "zh-Hant")[day].name == "國慶日"
    assert (
        named_days("DE", "", 2026, "zh-Hans")[date(2026, 10, 3)].name == "Tag der Deutschen Einheit"
    )


def test_a_country_that_nobody_knows_has_no_days():
    assert not knows("XX")
    assert not knows("")
    assert not knows("DE", "Atlantis")
    assert knows("DE", "BY")
    assert "BY" in subdivisions()["DE"]
    assert named_days("XX", "", 2026) == {}
    assert named_days("DE", "Atlantis", 2026) == {}


def test_years_beyond_the_calendar_have_no_days():
    assert named_days("CN", "", 2200) == {}
    assert named_days("CN", "", 1900) == {}


def test_every_country_and_every_part_of_one_can_be_read():
    places = [(region, "") for region in subdivisions()]
    places += [(region, part) for region, parts in subdivisions().items() for part in parts[:2]]
    days = {place: named_days(*place, 2026, "zh-Hant") for place in places}
    assert len(places) > 300
    assert [place for place, found in days.items() if any(d.year != 2026 for d in found)] == []
    assert [
        place
        for place in days
        if not all(n.name or n.works_like is not None for n in days[place].values())
    ] == []
    swapped = {
        region
        for (region, _), found in days.items()
        if any(n.works_like is not None for n in found.values())
    }
    assert "CN" in swapped
