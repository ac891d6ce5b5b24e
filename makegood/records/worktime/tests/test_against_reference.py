"""The fast arithmetic equals the slow walk along the wall clock, where clocks jump and days differ."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from makegood.records.worktime.rules import (
    add,
    between,
    is_open,
    next_open,
    read_hours,
    subtract,
)
from makegood.records.worktime.tests.reference import Wall

# For each zone the days around which its clock changes, and a day that is only itself.
CHANGES = {
    "Europe/Berlin": ["2026-03-29", "2026-10-25", "2031-10-26"],
    "America/New_York": ["2026-03-08", "2026-11-01"],
    "Australia/Lord_Howe": ["2026-04-05", "2026-10-04"],  # half an hour
    "Africa/Casablanca": ["2026-02-15", "2026-03-22"],  # around Ramadan
    "America/Santiago": ["2026-04-05", "2026-09-06"],  # at midnight
    "Asia/Shanghai": ["2026-02-14", "2026-10-10"],
    "Pacific/Apia": ["2011-12-30"],  # a date that never was
    "UTC": ["2028-02-29", "2026-12-31"],
}
CLOCKS = st.integers(0, 24 * 4).map(lambda q: f"{q // 4:02d}:{q % 4 * 15:02d}")


@st.composite
def blocks(draw: st.DrawFn) -> list[list[str]]:
    """Up to three blocks of a day in order; every one has some length."""
    edges = sorted(draw(st.sets(CLOCKS, min_size=2, max_size=6)))
    return [edges[n : n + 2] for n in range(0, len(edges) - 1, 2)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[list[object]], dict[date, list[list[str]]], datetime]:
    """A zone, a week, some named days near a change of its clock, and a moment to start from."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = date.fromisoformat(draw(st.sampled_from(CHANGES[zone])))
    open_days = draw(st.sets(st.integers(0, 6), min_size=1))
    weekly = [[n, *block] for n in sorted(open_days) for block in draw(blocks())]
    near = st.integers(-3, 6).map(lambda n: day + timedelta(days=n))
    named = draw(st.dictionaries(near, st.one_of(st.just([]), blocks()), max_size=3))
    seconds = draw(st.integers(-3 * 86400, 2 * 86400))
    start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(
        seconds=seconds, microseconds=draw(st.sampled_from([0, 1, 999_999]))
    )
    return zone, weekly, named, start


def both(zone, weekly, named):
    written = [
        {"date": day.isoformat(), "kind": "hours" if told else "closed", "blocks": told}
        for day, told in named.items()
    ]
    return read_hours(zone, weekly, written), Wall(zone, weekly, named)


SPANS = st.integers(1, 30 * 3600).map(lambda s: timedelta(seconds=s))


@settings(max_examples=250, deadline=None)
@given(cases(), SPANS)
def test_a_deadline_is_where_the_wall_clock_says(case, span):
    zone, weekly, named, start = case
    fast, slow = both(zone, weekly, named)
    expected = slow.add(start, span, give_up=timedelta(days=12))
    found = add(start, span, fast)
    if expected is None:
        assert found >= start + timedelta(days=12)
    else:
        assert found == expected
        assert between(start, found, fast) == span
        assert subtract(found, span, fast) >= start
        assert between(subtract(found, span, fast), found, fast) == span


@settings(max_examples=120, deadline=None)
@given(cases(), st.integers(0, 4 * 86400).map(lambda s: timedelta(seconds=s)))
def test_open_time_between_two_moments_is_what_the_wall_clock_shows(case, apart):
    zone, weekly, named, start = case
    fast, slow = both(zone, weekly, named)
    assert between(start, start + apart, fast) == slow.between(start, start + apart)
    assert between(start + apart, start, fast) == -between(start, start + apart, fast)


@settings(max_examples=120, deadline=None)
@given(cases())
def test_what_is_open_is_open_on_the_wall_clock(case):
    zone, weekly, named, start = case
    fast, slow = both(zone, weekly, named)
    for minutes in range(0, 36 * 60, 7):
        moment = start + timedelta(minutes=minutes)
        assert is_open(moment, fast) == slow.is_open(moment)
    opens = next_open(start, fast)
    assert opens >= start
    assert is_open(opens, fast)
    assert slow.between(start, min(opens, start + timedelta(days=3))) == timedelta()


@settings(max_examples=100, deadline=None)
@given(cases(), SPANS, st.integers(0, 3 * 86400).map(lambda s: timedelta(seconds=s)))
@example(
    case=("Europe/Berlin", [[6, "01:00", "04:00"]], {}, datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
    span=timedelta(hours=3),
    paused=timedelta(hours=1),
)
def test_a_pause_costs_what_was_open_in_it_and_nothing_else(case, span, paused):
    """Paused after half, resumed later: what is left is owed from then on."""
    zone, weekly, named, start = case
    fast, slow = both(zone, weekly, named)
    pause = start + paused / 2
    left = span - between(start, pause, fast)
    if left <= timedelta():
        return
    resume = pause + paused
    due = add(resume, left, fast)
    assert slow.between(start, pause) + between(resume, due, fast) == span


@settings(max_examples=60, deadline=None)
@given(
    cases(),
    st.lists(st.integers(-40 * 365, 40 * 365), min_size=2, max_size=6),
    st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(hours=60)),
)
def test_what_was_asked_before_changes_no_answer(case, order, span):
    """The horizon grows forwards and backwards as it is asked; a fresh calendar agrees each time."""
    zone, weekly, named, start = case
    kept, _ = both(zone, weekly, named)
    for days in order:
        fresh, _ = both(zone, weekly, named)
        moment = start + timedelta(days=days)
        assert add(moment, span, kept) == add(moment, span, fresh)
        assert subtract(moment, span, kept) == subtract(moment, span, fresh)


@pytest.mark.parametrize(
    ("zone", "start", "hours", "due"),
    [
        ("Europe/Berlin", "2026-03-29T00:30", 3, "2026-03-29T04:30"),  # 02:00-03:00 is not there
        ("Europe/Berlin", "2026-10-25T00:30", 3, "2026-10-25T02:30"),  # 02:00-03:00 comes twice
        ("America/New_York", "2026-11-01T00:30", 3, "2026-11-01T02:30"),
        ("Australia/Lord_Howe", "2026-04-05T00:30", 3, "2026-04-05T03:00"),
        ("Australia/Lord_Howe", "2026-10-04T00:30", 3, "2026-10-04T04:00"),
        ("Africa/Casablanca", "2026-02-15T00:30", 3, "2026-02-15T02:30"),
        ("Africa/Casablanca", "2026-03-22T00:30", 3, "2026-03-22T04:30"),
        ("America/Santiago", "2026-09-05T23:30", 3, "2026-09-06T03:30"),  # midnight is not there
        ("America/Santiago", "2026-04-04T22:30", 3, "2026-04-05T00:30"),  # 23:00-24:00 comes twice
        ("Asia/Shanghai", "2026-03-29T00:30", 3, "2026-03-29T03:30"),
        ("UTC", "2028-02-28T23:00", 26, "2028-03-01T01:00"),
    ],
)
def test_clocks_that_jump_are_counted_as_they_run(zone, start, hours, due):
    every_hour = [[day, "00:00", "24:00"] for day in range(7)]
    begun = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    found = add(begun, timedelta(hours=hours), read_hours(zone, every_hour))
    assert found.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()[:16] == due
