from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from makegood.records.worktime.rules import (
    Hours,
    NeverOpen,
    add,
    between,
    is_open,
    next_open,
    owed_by,
    read_blocks,
    read_hours,
    said_blocks,
    subtract,
)

OFFICE = [[day, "09:00", "18:00"] for day in range(5)]
SHANGHAI = read_hours(
    "Asia/Shanghai",
    OFFICE,
    [{"date": "2026-02-17", "kind": "closed"}, {"date": "2026-02-14", "kind": "like", "like": 0}],
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-02-16T10:00+08:00", 4, "2026-02-16T14:00+08:00"),
        ("2026-02-16T17:00+08:00", 2, "2026-02-18T10:00+08:00"),  # the 17th is closed
        ("2026-02-13T17:00+08:00", 2, "2026-02-14T10:00+08:00"),  # a Saturday that is worked
        ("2026-02-15T03:00+08:00", 1, "2026-02-16T10:00+08:00"),
        ("2026-02-16T08:59+08:00", 9, "2026-02-16T18:00+08:00"),
    ],
)
def test_a_deadline_counts_only_open_hours(start: str, hours: int, due: str):
    assert add(at(start), timedelta(hours=hours), SHANGHAI) == at(due)


def test_the_hour_that_a_clock_skips_is_not_counted():
    london = read_hours("Europe/London", [[6, "00:00", "24:00"]])
    assert add(at("2026-03-29T00:30+00:00"), timedelta(hours=1), london) == at(
        "2026-03-29T01:30+00:00"
    )
    assert is_open(at("2026-03-29T22:30+00:00"), london)
    assert not is_open(at("2026-03-29T23:30+00:00"), london)


def test_a_calendar_that_never_opens_is_refused():
    with pytest.raises(NeverOpen):
        add(at("2026-02-16T10:00+08:00"), timedelta(minutes=1), read_hours("UTC", []))


@pytest.mark.parametrize(
    ("line", "blocks"),
    [
        ("", []),
        ("9-18", [["09:00", "18:00"]]),
        ("09:00–12:00, 13:00–17:30", [["09:00", "12:00"], ["13:00", "17:30"]]),
        ("9：00 至 12：00；13:00~24:00", [["09:00", "12:00"], ["13:00", "24:00"]]),
        ("0-24", [["00:00", "24:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(line: str, blocks: list[list[str]]):
    assert read_blocks(line) == blocks
    assert read_blocks(said_blocks([[0, *block] for block in blocks])) == blocks


@pytest.mark.parametrize(
    "line", ["nine to five", "18-9", "9-12, 11-13", "9", "25-26", "9:61-10", "-", "9-9", "٩-١٠x"]
)
def test_hours_that_mean_nothing_are_refused(line: str):
    with pytest.raises(ValueError):
        read_blocks(line)


def test_hours_that_touch_are_one():
    night = read_hours("Asia/Shanghai", [[0, "22:00", "24:00"], [1, "00:00", "06:00"]])
    start = at("2026-11-23T23:00+08:00")
    assert between(start, at("2026-11-24T09:00+08:00"), night) == timedelta(hours=7)
    assert add(start, timedelta(hours=7), night) == at("2026-11-24T06:00+08:00")


def test_without_any_span_it_is_the_next_open_moment():
    assert add(at("2026-02-15T03:00+08:00"), timedelta(), SHANGHAI) == at("2026-02-16T09:00+08:00")
    assert next_open(at("2026-02-16T09:30+08:00"), SHANGHAI) == at("2026-02-16T09:30+08:00")


def test_a_deadline_falls_on_the_end_of_a_day_rather_than_on_the_next_morning():
    assert add(at("2026-02-16T09:00+08:00"), timedelta(hours=9), SHANGHAI) == at(
        "2026-02-16T18:00+08:00"
    )


@pytest.mark.parametrize(
    ("named", "opens", "closes"),
    [
        ({"kind": "closed"}, None, None),
        ({"kind": "half"}, "09:00", "12:00"),
        ({"kind": "hours", "blocks": [["10:30", "11:00"]]}, "10:30", "11:00"),
        ({"kind": "like", "like": 4}, "09:00", "15:00"),
    ],
)
def test_a_named_day_is_what_it_is_said_to_be(named, opens, closes):
    weekly = [[day, "09:00", "18:00"] for day in range(4)] + [[4, "09:00", "15:00"]]
    hours = read_hours("UTC", weekly, [{"date": "2026-12-24", **named}])
    assert str(open_day(date(2026, 12, 24), hours)) == str(
        timedelta() if opens is None else at(f"2026-12-24T{closes}Z") - at(f"2026-12-24T{opens}Z")
    )


def open_day(day: date, hours: Hours) -> timedelta:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return between(start, start + timedelta(days=1), hours)


def test_our_own_day_goes_before_the_public_one():
    closed = read_hours("Europe/Berlin", OFFICE, region="DE", subdivision="BE")
    worked = read_hours(
        "Europe/Berlin",
        OFFICE,
        [{"date": "2027-03-08", "kind": "half", "name": "Women's Day, half"}],
        region="DE",
        subdivision="BE",
    )
    assert open_day(date(2027, 3, 8), closed) == timedelta()
    assert open_day(date(2027, 3, 8), worked) == timedelta(hours=3)


def test_a_promise_of_three_thousand_days_knows_the_holidays_on_its_way():
    begun = at("2026-11-23T09:00+08:00")
    plain = read_hours("Asia/Shanghai", OFFICE)
    china = read_hours("Asia/Shanghai", OFFICE, region="CN")
    span = timedelta(hours=9 * 3000)
    assert add(begun, span, plain) == at("2038-05-21T18:00+08:00")
    due = add(begun, span, china)
    assert due > at("2038-08-01T00:00+08:00")
    assert between(begun, due, china) == span
    assert subtract(due, span, china) == begun


@pytest.mark.parametrize(
    ("hours", "span"),
    [
        (read_hours("UTC", []), timedelta(minutes=1)),
        (
            read_hours(
                "UTC", [], [{"date": "2026-12-24", "kind": "hours", "blocks": [["9", "12"]]}]
            ),
            timedelta(hours=4),
        ),
        (read_hours("UTC", [], [{"date": "2026-12-24", "kind": "half"}]), timedelta(minutes=1)),
        (read_hours("UTC", [[0, "09:00", "09:01"]]), timedelta(days=400)),
    ],
)
def test_what_never_comes_is_refused_but_holds_up_nobody(hours, span):
    start = at("2026-11-23T10:00+00:00")
    with pytest.raises(NeverOpen):
        add(start, span, hours)
    assert owed_by(start, int(span.total_seconds() // 60), hours) == start + span


@pytest.mark.parametrize("year", [1, 1850, 2301, 9999])
def test_a_year_that_no_calendar_knows_is_refused_at_once(year):
    moment = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(NeverOpen):
        add(moment, timedelta(hours=1), SHANGHAI)
    assert owed_by(moment, 60, SHANGHAI) == moment + timedelta(hours=1)


def test_a_span_is_never_negative():
    with pytest.raises(ValueError, match="subtract"):
        add(at("2026-11-23T10:00+00:00"), timedelta(minutes=-1), SHANGHAI)
    with pytest.raises(ValueError, match="add"):
        subtract(at("2026-11-23T10:00+00:00"), timedelta(minutes=-1), SHANGHAI)


def test_all_time_is_plain_time_whatever_the_clock_does():
    berlin = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert add(berlin, timedelta(days=1)) == at("2026-03-29T13:00+02:00")
    assert between(berlin, at("2026-03-29T13:00+02:00")) == timedelta(days=1)
    assert subtract(at("2026-03-29T13:00+02:00"), timedelta(days=1)) == berlin
    assert is_open(berlin)
    assert next_open(berlin) == berlin


def test_many_threads_may_ask_one_calendar():
    wanted = [at("2026-11-23T10:00+00:00") + timedelta(days=n * 97 - 9000) for n in range(200)]
    alone = read_hours("Europe/Berlin", OFFICE, region="DE")
    expected = [add(moment, timedelta(hours=30), alone) for moment in wanted]
    shared = read_hours("Europe/Berlin", OFFICE, region="DE")
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda moment: add(moment, timedelta(hours=30), shared), wanted * 3)
        assert list(found) == expected * 3


@pytest.mark.parametrize(
    "written",
    [
        {"zone": "Mars/Olympus", "weekly": OFFICE},
        {"zone": "UTC", "weekly": [[7, "09:00", "18:00"]]},
        {"zone": "UTC", "weekly": [[0, "18:00", "09:00"]]},
        {"zone": "UTC", "weekly": [[0, "09:00", "12:00"], [0, "11:00", "13:00"]]},
        {"zone": "UTC", "weekly": OFFICE, "exceptions": [{"date": "2027-02-30", "kind": "closed"}]},
        {"zone": "UTC", "weekly": OFFICE, "exceptions": [{"date": "2027-02-03", "kind": "maybe"}]},
        {"zone": "UTC", "weekly": OFFICE, "exceptions": [{"date": "2027-02-03", "kind": "hours"}]},
        {"zone": "UTC", "weekly": OFFICE, "exceptions": [{"kind": "closed"}]},
    ],
)
def test_what_cannot_be_read_is_refused(written):
    with pytest.raises((ValueError, KeyError)):
        read_hours(**written)
