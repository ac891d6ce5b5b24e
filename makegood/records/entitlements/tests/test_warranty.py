"""Whether something is covered, by the calendar and by the counter."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel.because import read
from makegood.records.entitlements.rules import rates
from makegood.records.entitlements.rules.dates import add_months, end_of
from makegood.records.entitlements.rules.picking import between, counted, lines
from makegood.records.entitlements.rules.service import Interval, caught_up, next_due
from makegood.records.entitlements.rules.warranty import Offered, Run, decide

SOLD = date(2023, 12, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CAR = Offered(months=36, usage=80_000, unit="km")
DATES = {"bought": SOLD, "installed": None, "zone": "Asia/Shanghai"}


def run(total: float, per_day: float | None = 240.0, at: datetime = NOW, **more) -> Run:
    return Run(total=total, at=at, unit="km", per_day=per_day, **more)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 5, 3), 36, date(2026, 5, 3)),
        (date(2023, 5, 3), 1200 * 100, date(9000, 1, 1)),
    ],
)
def test_months_are_counted_as_contracts_count_them(day, months, last):
    assert add_months(day, months) == last


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin"])
def test_a_day_ends_at_midnight_where_the_device_stands(zone):
    last = end_of(date(2026, 3, 29), zone).astimezone(ZoneInfo(zone))
    assert (last.date(), last.hour, last.minute) == (date(2026, 3, 30), 0, 0)


def test_a_device_is_covered_until_the_last_moment_of_its_last_day():
    ends = end_of(date(2026, 12, 22), "Asia/Shanghai")
    offered = Offered(months=36)
    before = decide(offered, run=None, at=ends - timedelta(seconds=1), **DATES)
    after = decide(offered, run=None, at=ends, **DATES)
    assert (before.covered, before.ends_on, before.ends_by) == (True, date(2026, 12, 22), "time")
    assert (after.covered, after.certain) == (False, True)


def test_a_car_near_its_last_kilometre_ends_by_distance_tomorrow():
    at = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)  # 16:40 in Shanghai
    found = decide(CAR, run=run(79_900, at=at, low=200, high=300), at=at, **DATES)
    assert (found.covered, found.ends_by, found.ends_on) == (True, "usage", date(2026, 11, 23))
    assert found.earliest == date(2026, 11, 23)
    assert found.latest == date(2026, 11, 23)
    said = dict(read(one) for one in found.because)
    assert said["terms_both"] == {"months": 36, "limit": "80000", "unit": "km"}
    assert said["reading"] == {"total": "79900", "unit": "km", "day": "2026-11-22"}
    assert said["trend"] == {"per_day": "240", "unit": "km"}


def test_what_is_only_foreseen_takes_nothing_from_anybody():
    old = NOW - timedelta(days=60)
    found = decide(CAR, run=run(79_000, at=old), at=NOW, **DATES)
    assert (found.covered, found.certain) == (True, False)
    assert "maybe_over" in {read(one)[0] for one in found.because}


def test_whichever_ends_last_covers_for_as_long_as_one_of_them_does():
    later = Offered(months=36, usage=80_000, unit="km", ends="last")
    assert decide(later, run=run(80_001), at=NOW, **DATES).covered
    over = end_of(add_months(SOLD, 36), "Asia/Shanghai")
    assert decide(later, run=run(10_000), at=over, **DATES).covered
    assert not decide(later, run=run(80_001), at=over, **DATES).covered


def test_the_clock_begins_with_the_installation_but_not_for_ever():
    bought, installed = date(2024, 1, 1), date(2025, 1, 1)
    offered = Offered(months=12, at_latest=180)
    found = decide(offered, bought=bought, installed=installed, run=None, at=NOW, zone="UTC")
    assert found.starts_on == date(2024, 6, 29)
    assert found.ends_on == date(2025, 6, 29)
    by_purchase = Offered(months=12, starts="bought")
    told = decide(by_purchase, bought=bought, installed=installed, run=None, at=NOW, zone="UTC")
    assert told.starts_on == bought


def test_an_installation_before_the_purchase_is_a_slip_of_the_pen():
    found = decide(
        Offered(months=12), bought=SOLD, installed=date(2003, 1, 1), run=None, at=NOW, zone="UTC"
    )
    assert found.starts_on == SOLD


def test_within_fifteen_days_it_is_exchanged_whatever_the_rest_says():
    only = Offered(exchange=15)
    last = end_of(SOLD + timedelta(days=15), "Asia/Shanghai")
    before = decide(only, run=None, at=last - timedelta(seconds=1), **DATES)
    assert (before.covered, before.rule) == (True, "exchange")
    assert not decide(only, run=None, at=last, **DATES).covered


def test_a_part_that_was_fitted_later_counts_from_there():
    part = Offered(usage=10_000, unit="km", part="BRK-1")
    fitted = run(79_900, before=75_000)
    assert decide(part, run=fitted, at=NOW, **DATES).covered
    assert not decide(part, run=run(85_001, before=75_000), at=NOW, **DATES).covered


def test_nobody_decides_without_terms_or_a_date():
    assert decide(None, run=None, at=NOW, **DATES).because == ("no_terms",)
    found = decide(CAR, bought=None, installed=None, run=None, at=NOW, zone="UTC")
    assert (found.covered, found.because) == (False, ("no_start",))


def test_readings_in_another_unit_count_nothing():
    hours = Run(total=90_000, at=NOW, unit="h", per_day=20)
    found = decide(CAR, run=hours, at=NOW, **DATES)
    assert (found.covered, found.ends_by) == (True, "time")


TOTALS = st.floats(0, 200_000)
RATES = st.floats(0, 2_000)
ENDS = st.sampled_from(["first", "last"])


@given(TOTALS, TOTALS, RATES, ENDS)
def test_more_use_never_lengthens(total, more, rate, ends):
    offered = Offered(months=36, usage=80_000, unit="km", ends=ends)
    less = decide(offered, run=run(total, rate), at=NOW, **DATES)
    used = decide(offered, run=run(total + more, rate), at=NOW, **DATES)
    assert used.covered <= less.covered
    if less.ends_at and used.ends_at and ends == "first":
        assert used.ends_at <= less.ends_at


@given(TOTALS, RATES, RATES)
def test_a_faster_pace_never_lengthens(total, rate, more):
    slow = decide(CAR, run=run(total, rate), at=NOW, **DATES)
    fast = decide(CAR, run=run(total, rate + more), at=NOW, **DATES)
    assert fast.ends_at is not None
    assert slow.ends_at is not None
    assert fast.ends_at <= slow.ends_at


@given(st.integers(1, 600), st.integers(0, 600), TOTALS, RATES)
def test_longer_terms_never_end_earlier(months, more, total, rate):
    short = Offered(months=months, usage=80_000, unit="km")
    long = Offered(months=months + more, usage=80_000, unit="km")
    one, other = (decide(o, run=run(total, rate), at=NOW, **DATES) for o in (short, long))
    assert other.covered >= one.covered
    assert one.ends_at is not None
    assert other.ends_at is not None
    assert other.ends_at >= one.ends_at


@given(TOTALS, RATES)
def test_the_last_of_two_ends_never_before_the_first(total, rate):
    first = decide(CAR, run=run(total, rate), at=NOW, **DATES)
    last = decide(
        Offered(months=36, usage=80_000, unit="km", ends="last"),
        run=run(total, rate),
        at=NOW,
        **DATES,
    )
    assert last.covered >= first.covered


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 1200))
def test_months_never_go_backwards(day, months):
    there = add_months(day, months)
    assert there >= day
    assert there.day <= day.day


def test_the_range_lies_around_how_it_ran():
    points = [(NOW + timedelta(days=n), 240.0 * n + (40 if n % 3 == 0 else 0)) for n in range(30)]
    found = rates.between(points)
    assert found is not None
    low, high = found
    assert low < 240 < high
    assert rates.between(points[:1]) is None


def test_a_service_is_due_by_what_comes_first():
    every = Interval(months=12, usage=10_000, unit="km")
    soon = next_due(every, since=date(2026, 6, 1), ran=70_000, run=run(79_900), zone="UTC")
    assert soon is not None
    assert (soon.by, soon.on) == ("usage", date(2026, 11, 22))
    slow = next_due(every, since=date(2026, 6, 1), ran=70_000, run=run(71_000, 1), zone="UTC")
    assert slow is not None
    assert (slow.by, slow.on) == ("time", date(2027, 6, 1))
    assert next_due(Interval(), since=SOLD, ran=0, run=None, zone="UTC") is None


def test_what_nobody_planned_is_not_overdue():
    every = Interval(months=12, usage=10_000, unit="km")
    since, ran = caught_up(every, since=date(2020, 2, 29), run=run(79_900), begins=NOW.date())
    assert (since, ran) == (date(2026, 2, 28), 70_000)
    due = next_due(every, since=since, ran=ran, run=run(79_900), zone="UTC")
    assert due is not None
    assert due.on >= NOW.date()
    young, _ran = caught_up(every, since=date(2026, 6, 1), run=None, begins=NOW.date())
    assert young == date(2026, 6, 1)


def test_serial_numbers_are_counted_as_people_do():
    assert counted("K-9") < counted("K-10")
    assert between("", "") is None


def test_a_list_is_read_however_it_is_written():
    assert lines("B1, B2\nB1;；B3、B4 ") == ["B1", "B2", "B3", "B4"]
