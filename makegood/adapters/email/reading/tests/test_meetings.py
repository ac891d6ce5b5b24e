"""Invitations: the moment, whatever the zone is called, inside the process that may open no file."""

import pytest

from makegood.adapters.email.reading.cage import Cage
from makegood.adapters.email.reading.meetings import Meeting
from makegood.adapters.email.reading.parsed import ParsedMail

ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


def invitation(*lines: str, method: str = "REQUEST", zone: str = "") -> bytes:
    inner = "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"])
    calendar = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\n{zone}{inner}\r\nEND:VCALENDAR"
    )
    return (
        "From: li@mail.test\r\nSubject: 上门\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n{calendar}\r\n"
    ).encode()


@pytest.fixture(scope="module")
def cage():
    with Cage() as opened:
        yield opened


def met(cage: Cage, raw: bytes) -> Meeting | None:
    got = cage.read(raw)
    assert isinstance(got, ParsedMail)
    return got.meeting


@pytest.mark.parametrize(
    ("start", "zone", "said"),
    [
        ("DTSTART:20261201T020000Z", "", "2026-12-01T02:00:00+00:00"),
        ("DTSTART;TZID=Asia/Shanghai:20261201T100000", "", "2026-12-01T02:00:00+00:00"),
        ("DTSTART;TZID=China Standard Time:20261201T100000", "", "2026-12-01T02:00:00+00:00"),
        ("DTSTART;TZID=Home:20261201T100000", ZONE, "2026-12-01T02:00:00+00:00"),
        ("DTSTART;TZID=Nowhere:20261201T100000", "", "2026-12-01T10:00:00"),
        ("DTSTART:20261201T100000", "", "2026-12-01T10:00:00"),
        ("DTSTART;VALUE=DATE:20261201", "", "2026-12-01"),
        ("SUMMARY:no time", "", ""),
    ],
)
def test_the_moment_is_the_one_that_is_meant(cage: Cage, start: str, zone: str, said: str) -> None:
    found = met(cage, invitation(start, zone=zone))
    assert found is not None
    assert found.start == said


def test_everything_that_a_reader_asks_is_there(cage: Cage) -> None:
    found = met(
        cage,
        invitation(
            "DTSTART:20261201T020000Z",
            "DURATION:PT90M",
            "SUMMARY:上门\r\n 安装\\, 净水器",
            "LOCATION:上海市",
            'ORGANIZER;CN="Li, Na":mailto:li@mail.test',
            "RRULE:FREQ=WEEKLY;COUNT=3",
        ),
    )
    assert found == Meeting(
        method="REQUEST",
        what="上门安装, 净水器",
        start="2026-12-01T02:00:00+00:00",
        end="2026-12-01T03:30:00+00:00",
        where="上海市",
        organiser="Li, Na <li@mail.test>",
        repeats="weekly",
    )


def test_whole_days_end_on_the_day_that_people_call_the_last(cage: Cage) -> None:
    found = met(cage, invitation("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203"))
    assert found is not None
    assert (found.start, found.end) == ("2026-12-01", "2026-12-02")


def test_a_reply_says_whether_they_come(cage: Cage) -> None:
    raw = invitation(
        "DTSTART:20261201T020000Z",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:wang@mail.test",
        method="REPLY",
    )
    found = met(cage, raw)
    assert found is not None
    assert (found.method, found.answer) == ("REPLY", "declined")


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:not a time",
        "DTSTART;TZID=../../etc/passwd:20261201T100000",
        "RRULE:FREQ=SECONDLY;BYSECOND=" + ",".join(map(str, range(60))) * 500,
        "DTSTART:99999999T999999Z",
        "DTEND;VALUE=DATE:00010101",
        "ORGANIZER:" + "x" * 100_000,
    ],
)
def test_broken_calendar_data_cost_nothing_but_themselves(cage: Cage, line: str) -> None:
    met(cage, invitation(line))
    assert met(cage, invitation("DTSTART:20261201T020000Z")) is not None
