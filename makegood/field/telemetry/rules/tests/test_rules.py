from datetime import UTC, datetime, timedelta

import pytest

from makegood.field.telemetry.rules import (
    Track,
    Unreadable,
    converted,
    events,
    follow,
    key_of,
    moment,
    names_itself,
    plain_unit,
    readings,
)

CAME = datetime(2026, 11, 22, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "at", "right"),
    [
        (None, CAME, True),
        ("2026-11-22T02:12:07Z", CAME - timedelta(seconds=53), True),
        ("2026-11-22T10:12:07+08:00", CAME - timedelta(seconds=53), True),
        ("2026-11-22T02:12:07", CAME - timedelta(seconds=53), True),
        (1795313527, CAME - timedelta(seconds=53), True),
        (1795313527000, CAME - timedelta(seconds=53), True),
        ("1970-01-01T00:00:09Z", CAME, False),
        ("2099-01-01T00:00:00Z", CAME, False),
        (0, CAME, False),
        (1e300, CAME, False),
        ("yesterday", CAME, False),
        ("2025-11-22T02:13:00Z", CAME - timedelta(days=365), True),
    ],
)
def test_a_clock_that_cannot_be_right_gives_way_to_the_arrival(said, at, right):
    assert moment(said, CAME) == (at, right)


@pytest.mark.parametrize(
    ("value", "said", "kept", "unit"),
    [
        (12, "bar", 1.2, "MPa"),
        (100, "psi", 0.689475729316836, "MPa"),
        (212, "°F", 100, "°C"),
        (10, "mi", 16.09344, "km"),
        (90, "min", 1.5, "h"),
        (7, "furlong", 7, "furlong"),
        (7, "", 7, ""),
    ],
)
def test_known_units_are_converted_and_others_kept(value, said, kept, unit):
    assert converted(value, said) == pytest.approx(kept)
    assert plain_unit(said) == unit


def test_a_leap_opens_a_gap_and_what_comes_late_closes_it():
    track = Track()
    follow(track, [5, 6, 9, 10])
    assert (track.newest, track.gaps) == (10, [(7, 8)])
    follow(track, [7])
    assert track.gaps == [(8, 8)]
    follow(track, [8, 6, 11])
    assert (track.newest, track.gaps, track.restarts) == (11, [], 0)


def test_a_count_that_begins_anew_is_no_gap():
    track = Track(newest=900, gaps=[(40, 41)])
    follow(track, [0, 1, 2])
    assert (track.newest, track.gaps, track.restarts) == (2, [(40, 41)], 1)
    follow(track, [10**9])
    assert (track.gaps, track.restarts) == ([(40, 41)], 2)


def test_gaps_without_end_are_bounded():
    track = Track()
    follow(track, range(0, 4000, 2))
    assert len(track.gaps) == 200
    assert track.gaps[-1] == (3997, 3997)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"code": ""}',
        b'{"code": "E-1", "state": "perhaps"}',
        b'{"code": "E\\u0000"}',
        b'{"code": "E-1", "seq": -1}',
        b'{"code": {"a": 1}}',
        b"[" * 5000,
        b'{"code": "E-1", "facts": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(payload):
    with pytest.raises(Unreadable, match=r"\w"):
        events(payload)


def test_words_of_devices_become_ours():
    [one] = events(
        b'{"code": 1042, "state": "RESOLVED", "severity": "Fatal", "id": 7, "colour": "red"}'
    )
    assert (one.code, one.state, one.severity, one.id) == ("1042", "cleared", "critical", "7")


def test_values_that_are_no_numbers_are_left_out():
    [one] = readings(
        b'{"values": {"p": 1, "on": true, "text": "x", " q": 2, "": 3, "far": 1e16}, "units": {"p": "bar"}}'
    )
    assert one.values == [("p", 1.0, "bar"), ("on", 1.0, "")]
    with pytest.raises(Unreadable):
        readings(b'{"values": {"p": "x"}}')


def test_a_number_of_hundreds_of_digits_is_no_value_and_breaks_nothing():
    digits = b"9" * 400
    [taken] = readings(b'{"values": {"p": 1, "q": %s, "r": -%s}}' % (digits, digits))
    assert taken.values == [("p", 1.0, "")]
    with pytest.raises(Unreadable):
        readings(b'{"values": {"q": %s}}' % digits)


def test_only_a_message_that_names_itself_is_the_same_message():
    said, bare = b'{"code": "E-1", "seq": 3}', b'{"code": "E-1"}'
    assert names_itself(said)
    assert not names_itself(bare)
    assert key_of(1, 1, said, named=True) == key_of(1, 1, said, named=True)
    assert len({key_of(a, k, said, named=True) for a in (1, 2) for k in (1, 2)}) == 4
    assert key_of(1, 1, bare, named=False) != key_of(1, 1, bare, named=False)
