import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.records.assets.rules import Point, judge, trend, unit_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def point(day: float, value: float, unit: str = "h", at: datetime | None = None) -> Point:
    moment = START + timedelta(days=day)
    return Point(value, at or moment, moment, unit)


def judged(*points: Point, unit: str = "h") -> list[Point]:
    """As they come one by one, each judged with those before it."""
    known: list[Point] = []
    for one in points:
        judge(known, [one], unit=unit)
        known = sorted([*known, one], key=lambda p: p.at)
    return list(points)


def test_a_counter_that_goes_on_is_believed() -> None:
    found = judged(*(point(day, 5600 + 8 * day) for day in range(10)))
    assert [p.doubt for p in found] == [""] * 10
    assert found[-1].total == 5672
    run = trend(found, unit="h")
    assert run is not None
    assert run.total == 5672
    assert run.per_day == pytest.approx(8)
    assert not run.doubtful


def test_a_replaced_controller_counts_on_when_it_is_sure() -> None:
    before = [point(day, 5600 + 8 * day) for day in range(10)]
    after = [point(10, 2), point(11, 10), point(12, 18)]
    judged(*before, after[0])
    assert after[0].doubt == "back"
    found = judged(*before, *after)
    assert [p.doubt for p in found] == [""] * 13
    assert [p.total for p in after] == [5674, 5682, 5690]
    run = trend(found, unit="h")
    assert run is not None
    assert run.total == 5690
    assert run.per_day == pytest.approx(8, rel=0.1)


def test_a_counter_that_rolls_over_goes_on() -> None:
    found = judged(
        *(point(day, (99_700 + 100 * day) % 100_000, "km") for day in range(8)), unit="km"
    )
    assert [p.total for p in found] == [99_700 + 100 * day for day in range(8)]
    assert not any(p.doubt for p in found)


def test_an_odometer_turned_back_neither_jumps_nor_stands_still() -> None:
    before = [point(day, 78_000 + 240 * day, "km") for day in range(8)]
    after = [point(8 + day, 40_000 + 240 * day, "km") for day in range(5)]
    found = judged(*before, *after, unit="km")
    assert {p.doubt for p in after} == {"back"}
    assert [p.total for p in after] == [79_680 + 240 * day for day in range(5)]
    run = trend(found, unit="km")
    assert run is not None
    assert run.doubtful
    assert run.total == 80_640


def test_a_leap_does_not_count() -> None:
    found = judged(point(0, 100), point(1, 108), point(2, 99_999), point(3, 124))
    assert [p.doubt for p in found] == ["", "", "leap", ""]
    assert found[-1].total == 124
    run = trend(found, unit="h")
    assert run is not None
    assert run.total == 124
    assert not run.doubtful


def test_one_zero_in_between_changes_nothing() -> None:
    found = judged(point(0, 100), point(1, 0), point(2, 116))
    assert [p.doubt for p in found] == ["", "back", ""]
    assert [p.total for p in found] == [100, 100, 116]


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_clock_that_cannot_be_is_marked(at: datetime) -> None:
    found = judged(point(0, 100), point(1, 108, at=at), point(2, 116))
    assert [p.doubt for p in found] == ["", "clock", ""]
    run = trend(found, unit="h")
    assert run is not None
    assert (run.total, run.at) == (116, START + timedelta(days=2))


def test_another_unit_is_kept_and_does_not_count() -> None:
    found = judged(point(0, 100), point(1, 5000, "km"), point(2, 116))
    assert [p.doubt for p in found] == ["", "unit", ""]
    assert trend(found[:2], unit="h").doubtful  # type: ignore[union-attr]


def test_what_comes_late_fits_between_its_neighbours() -> None:
    found = judged(point(0, 100), point(4, 132), point(2, 116), point(3, 500), point(1, 20))
    assert [p.doubt for p in found] == ["", "", "", "leap", "back"]
    assert found[2].total == 116


def test_no_day_has_more_than_24_hours() -> None:
    found = judged(point(0, 100), point(1, 124), point(2, 160))
    assert [p.doubt for p in found] == ["", "", "leap"]


def test_many_small_rises_at_one_moment_are_a_leap_together() -> None:
    found = judged(point(0, 100), *(point(1, 110 + 2 * n) for n in range(12)), point(2, 126))
    assert [p.doubt for p in found] == ["", "", ""] + ["leap"] * 10 + [""]
    assert max(p.total for p in found if not p.doubt) == 126


def test_doubtful_readings_of_several_counters_do_not_confirm_each_other() -> None:
    found = judged(point(0, 11), point(1, 9), point(0, 0), *(point(1, 0) for _n in range(3)))
    assert max(p.total for p in found if not p.doubt) == 11


def test_three_years_or_eighty_thousand() -> None:
    found = judged(
        *(point(day, 79_900 - 240 * (30 - day), "km") for day in range(0, 31, 3)), unit="km"
    )
    run = trend(found, unit="km")
    assert run is not None
    assert run.per_day == pytest.approx(240)
    reached = run.reaches(80_000)
    assert reached is not None
    assert timedelta(hours=9) < reached - run.at < timedelta(hours=11)


def test_a_trend_needs_two_days() -> None:
    run = trend(judged(point(0, 100)), unit="h")
    assert run is not None
    assert run.per_day is None
    assert run.reaches(200) is None
    assert trend([], unit="h") is None


def test_units_have_one_name() -> None:
    assert unit_of("Hours") == ("h", 1)
    assert unit_of("分钟") == ("h", 1 / 60)
    assert unit_of("公里") == ("km", 1)
    assert unit_of("strokes") == ("strokes", 1)


readings = st.lists(
    st.tuples(st.floats(0, 60), st.floats(0, 200_000), st.sampled_from(["h", "km", "cycles"])),
    max_size=25,
)


@settings(max_examples=200)
@given(readings, st.sampled_from(["h", "km", "cycles"]))
def test_whatever_comes_the_total_never_runs_faster_than_it_can(
    came: list[tuple[float, float, str]], unit: str
) -> None:
    found = judged(*(point(day, value, one) for day, value, one in came), unit=unit)
    trusted = sorted((p for p in found if not p.doubt), key=lambda p: p.at)
    for before, after in itertools.pairwise(trusted):
        assert after.total >= before.total - 8
        if unit == "h":
            days = (after.at - before.at) / timedelta(days=1)
            assert after.total - before.total <= 24.5 * days + 8
    run = trend(found, unit=unit)
    if run is not None and trusted:
        assert run.total >= max(p.total for p in trusted[-8:])
