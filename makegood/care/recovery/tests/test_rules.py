"""How likely it is kept, when he must hear, what time is said: pure sums."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from makegood.care.recovery.forms import money
from makegood.care.recovery.rules import (
    AT_RISK,
    FINE,
    WILL_BE_MISSED,
    Known,
    Line,
    assess,
    below,
    last_moment,
    most,
    new_due,
    next_look,
    nudge_due,
    reaches,
    rounded,
    send_at,
    very_last,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def known(**more):
    told = {"due": NOON + 2 * HOUR, "moment": NOON, "left": 7200, "chance": 0.95}
    return Known(**(told | more))


@pytest.mark.parametrize(
    ("more", "level", "because"),
    [
        ({}, FINE, ""),
        ({"chance": 0.3, "busy": True}, WILL_BE_MISSED, "load"),
        ({"chance": 0.3}, WILL_BE_MISSED, "late"),
        ({"here": False, "away": True}, AT_RISK, "absent"),
        ({"here": False, "away": True, "left": 1800}, WILL_BE_MISSED, "absent"),
        ({"here": False, "left": 5 * 3600}, FINE, ""),
        ({"here": False, "left": 1800}, WILL_BE_MISSED, "late"),  # a closed browser is no absence
        ({"task_until": NOON - HOUR}, WILL_BE_MISSED, "task"),
        ({"task_until": NOON - HOUR, "left": 0}, WILL_BE_MISSED, "task"),
        ({"task_until": NOON - HOUR, "moment": NOON + 3 * HOUR}, WILL_BE_MISSED, "task"),
        ({"task_until": NOON + HOUR}, AT_RISK, "task"),
        ({"left": 0}, WILL_BE_MISSED, "closed"),
        ({"handoff_until": NOON + HOUR}, AT_RISK, "handoff"),
        ({"handoff_until": NOON + 3 * HOUR}, WILL_BE_MISSED, "handoff"),
        ({"task_until": NOON + 3 * HOUR}, WILL_BE_MISSED, "task"),
        ({"waits_for_third": True}, WILL_BE_MISSED, "third"),
        ({"chance": 0.2, "writing": True}, AT_RISK, "late"),
        ({"chance": 0.2, "writing": True, "here": False}, WILL_BE_MISSED, "late"),
        ({"moment": NOON + 3 * HOUR, "left": 0}, WILL_BE_MISSED, "late"),
    ],
)
def test_the_worst_of_what_is_known_decides_and_gives_the_reason(more, level, because):
    risk = assess(known(**more))
    assert (risk.level, risk.because) == (level, because)
    assert 0 <= risk.chance <= 1


@pytest.mark.parametrize("minutes", [3, 10, 60, 240, 3 * 24 * 60])
def test_he_hears_before_the_moment_whatever_it_is(minutes):
    made, due = NOON, NOON + minutes * MINUTE
    assert made < last_moment(made, due) <= very_last(made, due) < due
    for passed in range(0, minutes, max(1, minutes // 7)):
        moment = made + passed * MINUTE
        assert send_at(moment, made, due) <= max(moment, last_moment(made, due))


def test_what_is_late_waits_for_a_person_a_quarter_of_an_hour_or_for_ever():
    assert send_at(NOON + MINUTE, NOON - HOUR, NOON) == NOON + 16 * MINUTE
    assert send_at(NOON + 24 * HOUR, NOON - HOUR, NOON) is None


def test_what_is_near_is_looked_at_each_minute_and_what_is_far_once_an_hour():
    assert next_look(NOON, NOON + 5 * MINUTE) == NOON + MINUTE
    assert next_look(NOON, NOON - HOUR) == NOON + MINUTE
    assert next_look(NOON, NOON + timedelta(days=30)) == NOON + HOUR


def test_the_new_time_is_round_later_and_has_more_room_each_time():
    told = {"earliest": NOON + HOUR + MINUTE, "due": NOON, "moment": NOON - HOUR}
    first, second = (new_due(**told, times_before=n) for n in (0, 1))
    assert first == NOON + HOUR + 15 * MINUTE
    assert second > first > told["due"]
    assert (first.minute % 15, rounded(first)) == (0, first)


def test_a_new_time_that_could_be_sooner_than_the_old_is_said_later_than_it():
    said = new_due(earliest=NOON - HOUR, due=NOON, moment=NOON - 2 * HOUR, times_before=0)
    assert said > NOON


def test_the_dearest_is_held_and_what_is_below_the_contract_is_named():
    lines = [Line(Decimal(5), Decimal(10)), Line(Decimal(9), Decimal(30))]
    assert most(lines) == 9
    assert below(lines, Decimal(20)) == lines[:1]
    assert most([]) == 0


def test_roles_reach_upwards_only():
    assert reaches("lead", "agent")
    assert reaches("agent", "agent")
    assert not reaches("agent", "lead")
    assert not reaches("", "agent")


def test_reminders_come_one_at_a_time_and_in_order():
    steps = {"first": 2, "second": 5, "final": 10}
    assert [nudge_due(days, 0, **steps) for days in (0, 1, 2, 30)] == [None, None, 1, 1]
    assert [nudge_due(days, 1, **steps) for days in (4, 5)] == [None, 2]
    assert [nudge_due(days, 2, **steps) for days in (9, 10)] == [None, 3]
    assert nudge_due(99, 3, **steps) is None


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("en", "50", "CNY", "50 CNY"),
        ("zh-hans", "50", "CNY", "¥50"),
        ("zh-hant", "12.5", "TWD", "NT$12.50"),
        ("zh-hans", "8", "CHF", "8 CHF"),
    ],
)
def test_a_sum_is_written_as_the_reader_writes_it(language, amount, currency, said):
    with override(language):
        assert money(Decimal(amount), currency) == said
