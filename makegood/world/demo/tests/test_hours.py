from datetime import UTC, datetime, timedelta

from makegood.world.demo.content import read
from makegood.world.demo.hours import hours_of, joined


def billing():
    content = read()
    return hours_of(content, content.teams["billing"])


def shanghai(*parts):
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=8)


def test_a_team_is_there_in_its_blocks_and_not_at_lunch():
    hours = billing()
    assert hours.is_open(shanghai(2026, 11, 24, 9, 30))
    assert not hours.is_open(shanghai(2026, 11, 24, 12, 30))
    assert not hours.is_open(shanghai(2026, 11, 22, 10, 0))


def test_work_stops_at_the_end_of_a_block_and_goes_on_in_the_next():
    hours = billing()
    assert hours.add(shanghai(2026, 11, 24, 11, 30), timedelta(hours=1)) == shanghai(
        2026, 11, 24, 14, 0
    )


def test_a_holiday_is_skipped_and_a_swapped_weekend_is_worked():
    hours = billing()
    assert hours.next_open(shanghai(2026, 10, 1, 10, 0)) == shanghai(2026, 10, 8, 9, 0)
    assert hours.is_open(shanghai(2026, 10, 10, 10, 0))  # a Saturday worked in exchange


def test_the_machine_line_never_closes():
    content = read()
    hours = hours_of(content, content.teams["heavy-line"])
    night = shanghai(2026, 10, 3, 3, 12)
    assert hours.next_open(night) == night
    assert hours.add(night, timedelta(hours=30)) - night < timedelta(hours=30, seconds=5)


def test_opening_times_that_touch_are_one():
    blocks = [("08:00", "12:30"), ("12:30", "18:00"), ("18:30", "22:00")]
    found = joined([{"from": start, "to": end} for start, end in blocks])
    assert [tuple(block.values()) for block in found] == [("08:00", "18:00"), ("18:30", "22:00")]


def test_the_desks_abroad_keep_their_own_holidays():
    content = read()
    hong_kong = hours_of(content, content.teams["hk"])
    assert not hong_kong.is_open(shanghai(2026, 4, 6, 10, 0))  # Easter Monday
    assert hong_kong.is_open(shanghai(2026, 10, 6, 10, 0))  # a holiday over the border
    london = hours_of(content, content.teams["london"])
    assert london.is_open(datetime(2026, 12, 24, 10, 0, tzinfo=UTC))
    assert not london.is_open(datetime(2026, 12, 24, 14, 0, tzinfo=UTC))
