"""Deadlines against a slow reference that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.records.worktime.rules import ALWAYS, Hours, NeverOpen, add, is_open, read_hours

OFFICE = [[day, "09:00", "12:00"] for day in range(5)] + [
    [day, "13:00", "17:30"] for day in range(5)
]


def open_at(moment: datetime, hours: Hours) -> bool:
    local = moment.astimezone(ZoneInfo(hours.zone))
    clock = local.time().replace(fold=0)
    return any(a <= clock and (clock < b or b == time.max) for a, b in hours.blocks(local.date()))


def slow_add(start: datetime, minutes: int, hours: Hours) -> datetime:
    moment, left = start, minutes
    while left:
        if open_at(moment, hours):
            left -= 1
        moment += timedelta(minutes=1)
    return moment


zones = st.sampled_from(
    [
        "UTC",
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
    ]
)
starts = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(zone=zones, start=starts, minutes=st.integers(1, 1500), closed=st.booleans())
@settings(max_examples=150, deadline=None)
def test_adding_equals_the_minute_by_minute_walk(zone, start, minutes, closed):
    day = start.astimezone(ZoneInfo(zone)).date()
    hours = read_hours(zone, OFFICE, [day.isoformat()] if closed else [])
    assert add(start, timedelta(minutes=minutes), hours) == slow_add(start, minutes, hours)


def test_a_saturday_that_is_worked_in_exchange_has_the_hours_of_a_monday():
    hours = read_hours("Asia/Shanghai", OFFICE, extra=["2026-02-14"])
    saturday = datetime(2026, 2, 14, 2, 0, tzinfo=UTC)
    assert is_open(saturday, hours)
    assert add(saturday, timedelta(hours=1), hours) == saturday + timedelta(hours=1)


def test_day_and_night_is_plain_time():
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert add(start, timedelta(hours=5), ALWAYS) == start + timedelta(hours=5)


def test_a_calendar_that_never_opens_is_refused():
    with pytest.raises(NeverOpen):
        add(datetime(2026, 1, 1, tzinfo=UTC), timedelta(minutes=1), read_hours("UTC", []))


def test_a_block_to_midnight_ends_with_the_day():
    hours = read_hours("UTC", [[day, "22:00", "24:00"] for day in range(7)])
    start = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    assert add(start, timedelta(hours=1), hours) == datetime(2026, 1, 2, 22, 30, tzinfo=UTC)
    assert hours.blocks(date(2026, 1, 1))
