"""Readings are judged one by one: limits with a way back, changes within minutes, silence."""

import pytest

from makegood.field.alarms.rules.conditions import (
    Condition,
    Seen,
    condition_from,
    is_missing,
    judged,
    seen_from,
    stored,
)


def run(one, *points):
    """After each (minute, value): whether it holds."""
    seen, found = Seen(), []
    for minute, value in points:
        seen = judged(one, seen_from(seen.kept()), value=value, at=minute * 60.0 + 1)
        found.append(seen.on)
    return found


def test_a_limit_has_a_way_back_so_that_it_does_not_tremble():
    hot = Condition(on="above", reading="oil", limit=95, back=90)
    assert run(hot, (0, 94), (1, 96), (2, 94), (3, 91), (4, 90), (5, 94)) == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_below_is_the_same_from_the_other_side():
    low = Condition(on="below", reading="pressure", limit=9, back=11)
    assert run(low, (0, 9.5), (1, 8), (2, 10), (3, 11), (4, 10)) == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_it_falls_by_so_much_within_so_many_minutes():
    falls = Condition(on="falls", reading="pressure", limit=3, within=10)
    assert run(falls, (0, 16), (5, 14), (9, 12.5), (30, 12)) == [False, False, True, False]
    assert run(falls, (0, 16), (11, 12.5)) == [False, False]  # too slowly


def test_it_rises_by_so_much_within_so_many_minutes():
    rises = Condition(on="rises", reading="oil", limit=20, within=5)
    assert run(rises, (0, 60), (2, 75), (4, 81), (20, 85)) == [False, False, True, False]


def test_a_window_keeps_few_points_however_many_come():
    falls = Condition(on="falls", reading="p", limit=1, within=60)
    seen = Seen()
    for n in range(5000):
        seen = judged(falls, seen, value=10 - n / 10000, at=1 + n * 0.7)
    assert len(seen.window) <= 61


def test_a_late_reading_changes_nothing():
    hot = Condition(on="above", reading="oil", limit=95)
    seen = judged(hot, Seen(), value=100, at=1000)
    assert judged(hot, seen, value=20, at=500) is seen


def test_a_device_that_never_spoke_is_not_missing():
    silent = Condition(on="missing", within=30)
    assert not is_missing(silent, Seen(), moment=1e9)
    assert not is_missing(silent, Seen(at=1000), moment=1000 + 29 * 60)
    assert is_missing(silent, Seen(at=1000), moment=1000 + 30 * 60)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"on": "else"}, "on"),
        ({"on": "code"}, "codes"),
        ({"on": "above", "limit": 3}, "reading"),
        ({"on": "above", "reading": "p", "limit": "much"}, "limit"),
        ({"on": "above", "reading": "p", "limit": "nan"}, "limit"),
        ({"on": "above", "reading": "p", "limit": 3, "back": 4}, "back"),
        ({"on": "falls", "reading": "p", "limit": 3}, "within"),
        ({"on": "falls", "reading": "p", "limit": -3, "within": 5}, "limit"),
        ({"on": "missing", "within": 0}, "within"),
    ],
)
def test_a_condition_that_cannot_be_is_named_by_its_field(told, field):
    with pytest.raises(ValueError, match=f"^{field}$"):
        condition_from(told)


def test_what_is_stored_is_what_was_meant():
    for one in (
        Condition(on="code", codes=("E-1042", "E-10*")),
        Condition(on="below", reading="p", limit=9, back=11),
        Condition(on="falls", reading="p", limit=3, within=10),
        Condition(on="missing", within=30),
    ):
        assert condition_from(stored(one)) == one


def test_a_code_may_hold_a_star():
    assert Condition(on="code", codes=("E-10*",)).hears("E-1042")
    assert not Condition(on="code", codes=("E-10*",)).hears("E-2042")
