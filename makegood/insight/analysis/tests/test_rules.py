from dataclasses import replace
from random import Random

import pytest

from makegood.insight.analysis.rules import (
    is_over,
    quality,
    rate,
    rise,
    shape_of,
    shrunk,
)


def poisson(luck: Random, mean: float) -> int:
    gone, count = luck.expovariate(1.0), 0
    while gone < mean:
        gone, count = gone + luck.expovariate(1.0), count + 1
    return count


def test_the_interval_of_a_rate_holds_the_truth_as_often_as_it_says():
    luck = Random(4)
    inside = sum(
        one.low <= 3.0 <= one.high
        for one in (rate(poisson(luck, 3.0 * 2.5), 2.5) for _ in range(2000))
    )
    assert inside / 2000 >= 0.9


def test_nothing_seen_has_an_upper_end_and_no_time_has_none():
    assert rate(0, 10).low == 0
    assert rate(0, 10).high == pytest.approx(0.29957, abs=1e-4)
    assert rate(0, 0).high == float("inf")


def test_a_rise_is_found_where_it_is():
    luck = Random(7)
    counts = [poisson(luck, 1.0) for _ in range(18)] + [poisson(luck, 6.0) for _ in range(8)]
    found = rise(counts, [1.0] * 26)
    assert found is not None
    assert abs(found.at - 18) <= 1
    assert found.chance < 1e-5
    assert found.after > 3 * found.before


def test_where_nothing_changed_a_rise_is_seldom_claimed():
    luck = Random(11)
    claimed = sum(
        one is not None and one.chance < 0.05
        for one in (rise([poisson(luck, 2.0) for _ in range(26)], [1.0] * 26) for _ in range(1000))
    )
    assert claimed <= 50


def test_more_devices_are_no_rise():
    found = rise([2] * 13 + [20] * 13, [1.0] * 13 + [10.0] * 13)
    assert found is None or found.chance > 0.5


def test_few_faults_are_no_rise():
    assert rise([0] * 24 + [2, 2], [1.0] * 26) is None


def test_quiet_after_the_cure_is_told_from_luck():
    assert is_over(0, 1.0, before=1.0, after=8.0)
    assert not is_over(0, 0.1, before=1.0, after=8.0)
    assert not is_over(80, 20.0, before=1.0, after=8.0)  # half of it is not gone
    assert is_over(25, 20.0, before=1.0, after=8.0)


def test_groups_that_differ_by_chance_alone_are_drawn_together():
    luck = Random(3)
    alike = [(poisson(luck, 4.0), 2.0) for _ in range(300)]
    assert shape_of(alike) > 20
    differ = [(poisson(luck, luck.gammavariate(1.0, 4.0)), 2.0) for _ in range(300)]
    assert 0.6 < shape_of(differ) < 1.7
    assert shrunk(0, 1.0, shape=1000.0, mean=2.0) == pytest.approx(2.0, rel=0.01)
    assert shrunk(9, 1.0, shape=0.1, mean=2.0) > 8


def test_forecasts_are_judged_by_what_came():
    perfect = quality([(0.9, True), (0.8, True), (0.2, False), (0.1, False)])
    assert perfect.area == 1.0
    assert quality([(0.5, True), (0.5, False)]).area == 0.5
    assert quality([(0.5, False)]).area is None
    assert perfect.expected == pytest.approx(2.0)


def test_a_forecast_that_stands_for_several_counts_as_often():
    once = [(0.9, True), (0.6, False), (0.4, True), (0.2, False)]
    many = [(0.9, True), (0.9, True), (0.6, False), (0.4, True), *[(0.2, False)] * 5]
    weighed, plain = quality(once, [2, 1, 1, 5]), quality(many)
    assert weighed == replace(plain, area=weighed.area, expected=weighed.expected)
    assert (weighed.area, weighed.expected) == pytest.approx((plain.area, plain.expected))
    assert quality([*once, (0.99, False)], [2, 1, 1, 5, 0]) == weighed
