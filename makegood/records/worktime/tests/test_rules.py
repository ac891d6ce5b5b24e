from datetime import UTC, datetime, timedelta

import pytest

from makegood.records.worktime.rules import (
    NeverOpen,
    add,
    is_open,
    read_blocks,
    read_hours,
    said_blocks,
)

OFFICE = [[day, "09:00", "18:00"] for day in range(5)]
SHANGHAI = read_hours("Asia/Shanghai", OFFICE, closed=["2026-02-17"], extra=["2026-02-14"])


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
