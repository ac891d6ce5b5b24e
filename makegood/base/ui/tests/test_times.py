from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from makegood.base.ui import times

MOMENT = datetime(2026, 2, 19, 5, 48, tzinfo=UTC)  # 13:48 in Shanghai, a Thursday


@pytest.fixture(autouse=True)
def in_shanghai():
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        yield


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-12, "12 min late"),
        (-180, "3 h late"),
        (-2 * 24 * 60, "2 days late"),
        (-24 * 60, "1 day late"),
        (72, "1:12 left"),
        (35, "0:35 left"),
        (222, "17:30"),
    ],
)
def test_the_edge_of_a_row_says_how_near_a_promise_is(minutes, said):
    assert times.left(MOMENT + timedelta(minutes=minutes), MOMENT) == said


def test_another_day_is_named_by_its_weekday_and_a_far_one_by_its_date():
    assert times.left(MOMENT + timedelta(days=4), MOMENT) == "Mon"
    assert times.left(MOMENT + timedelta(days=7), MOMENT) == "26 Feb"
    assert times.left(MOMENT + timedelta(days=400), MOMENT) == "26 Mar 2027"


def test_the_strip_says_hours_and_minutes():
    assert times.left_long(MOMENT + timedelta(minutes=72), MOMENT) == "1 h 12 min left"
    assert times.left_long(MOMENT + timedelta(minutes=5), MOMENT) == "5 min left"
    assert times.left_long(MOMENT + timedelta(seconds=40), MOMENT) == "due now"
    assert times.left_long(MOMENT + timedelta(days=3), MOMENT) == "3 days left"


def test_days_are_those_of_the_viewer_and_not_of_the_server():
    late_evening = datetime(2026, 2, 18, 17, 0, tzinfo=UTC)  # already the 19th in Shanghai
    assert times.by_when(late_evening, MOMENT) == "today 01:00"
    with timezone.override(ZoneInfo("UTC")):
        assert times.by_when(late_evening, MOMENT) == "yesterday 17:00"


def test_dividers_name_today_yesterday_and_older_days():
    assert times.day_label(MOMENT, MOMENT) == "Today"
    assert times.day_label(MOMENT - timedelta(days=1), MOMENT) == "Yesterday"
    assert times.day_label(MOMENT - timedelta(days=2), MOMENT) == "Tue 17 Feb"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.3, "0.3 s"), (42, "42 s"), (840, "14 min"), (7300, "2 h"), (200000, "2 d")],
)
def test_an_age_is_said_in_the_largest_unit_that_fits(seconds, said):
    assert times.age(timedelta(seconds=seconds)) == said


def test_risk_is_late_soon_or_ok():
    said = [times.risk_of(MOMENT + timedelta(minutes=m), MOMENT) for m in (0, 119, 121)]
    assert said == ["late", "soon", "ok"]
