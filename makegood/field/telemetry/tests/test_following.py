"""From stored messages to what is known: once, in order, and nobody held up by another's message."""

import json
from datetime import timedelta

import pytest

from makegood.base.invariants.checks import INVARIANTS
from makegood.field.telemetry import ports, queries
from makegood.field.telemetry.models import Aside, Batch, Gap, Last, Raw, Reading, Span, Stand
from makegood.field.telemetry.operations import (
    Arrived,
    accept,
    parse_waiting,
    try_again,
    values,
)
from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.kernel import clock
from makegood.kernel.clock import now
from makegood.records.assets.models import Usage
from makegood.records.assets.operations import heard_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def device():
    return heard_of(["MG-1"])["MG-1"]


@pytest.fixture
def heard(monkeypatch):
    batch = []
    monkeypatch.setattr(ports, "HEARERS", [batch.extend])
    return batch


@pytest.fixture
def measured(monkeypatch):
    batch = []
    monkeypatch.setattr(ports, "READERS", [batch.extend])
    return batch


def event(asset, **more):
    return Arrived(asset, EVENTS, json.dumps({"code": "E-1", **more}).encode())


def reading(asset, values, **more):
    return Arrived(asset, READINGS, json.dumps({"values": values, **more}).encode())


def follow_all():
    while parse_waiting():
        pass


def test_the_same_message_is_stored_once_and_a_nameless_one_each_time(device, heard):
    same, bare = event(device, id="a", seq=1), event(device)
    assert accept([same, same, bare, bare]) == 3
    assert accept([same, bare]) == 1
    assert accept([same]) == 0
    follow_all()
    assert [one.message_id for one in heard].count("a") == 1
    assert len(heard) == 4
    assert not Batch.objects.exists()
    assert Stand.objects.get(pk=device).messages == 4
    ours = [one for name, one in INVARIANTS.items() if name.startswith("field.telemetry")]
    assert ours
    assert not [row for one in ours for row in one.check()]


def test_the_same_name_with_other_words_is_another_message(device, heard):
    accept([event(device, id="a"), event(device, id="a", state="cleared")])
    follow_all()
    assert {one.state for one in heard} == {"active", "cleared"}


def test_events_are_told_in_the_order_in_which_they_happened(device, heard):
    first, then = now() - timedelta(hours=3), now() - timedelta(hours=1)
    accept([event(device, at=then.isoformat()), event(device, at=first.isoformat())])
    follow_all()
    assert [one.at for one in heard] == [first, then]
    assert all(one.clock for one in heard)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_a_wrong_clock_is_marked_and_the_arrival_used(device, heard, at):
    accept([event(device, at=at), reading(device, {"pressure": 3}, at=at)])
    follow_all()
    [one] = heard
    assert one.at == one.came_at
    assert not one.clock
    assert Stand.objects.get(pk=device).wrong_clock == 2
    [value] = queries.newest(device)
    assert not value.clock
    assert now() - value.at < timedelta(minutes=5)


def test_a_missing_number_is_a_gap_until_it_comes(device, heard):
    accept([event(device, seq=1), event(device, seq=4), reading(device, {"p": 1}, seq=1)])
    follow_all()
    assert list(Gap.objects.values_list("kind", "first", "last")) == [(EVENTS, 2, 3)]
    assert queries.missing_of(device) == 2
    accept([event(device, seq=3), event(device, seq=2), event(device, seq=5)])
    follow_all()
    assert queries.missing_of(device) == 0
    assert Stand.objects.get(pk=device).event_seq == 5


def test_readings_late_doubled_and_out_of_order_are_each_there_once(device, measured):
    at = now().replace(minute=20, second=0, microsecond=0) - timedelta(hours=2)
    times = [at + timedelta(minutes=m) for m in (0, 10, 20)]
    late = [reading(device, {"pressure": m}, at=t.isoformat()) for m, t in enumerate(times)]
    accept([late[2], late[0], late[0]])
    follow_all()
    accept([late[1], reading(device, {"pressure": 99, "flow": 1}, at=times[1].isoformat())])
    follow_all()
    assert list(
        Reading.objects.filter(name__name="pressure").order_by("at").values_list("value", flat=True)
    ) == [0, 1, 2]
    hour = Span.objects.get(name__name="pressure", size="h")
    assert (hour.count, hour.low, hour.high, hour.sum) == (3, 0, 2, 3)
    assert Last.objects.get(name__name="pressure").value == 2
    assert [(m.name, m.value) for m in measured] == [
        ("pressure", 0), ("pressure", 2), ("pressure", 1), ("flow", 1),
    ]  # fmt: skip


def test_units_are_mixed_without_harm(device, measured):
    start = now() - timedelta(minutes=4)
    for minute, (value, unit) in enumerate([(1.2, "MPa"), (12, "bar"), (1.2, ""), (3, "furlong")]):
        at = (start + timedelta(minutes=minute)).isoformat()
        units = {"pressure": unit} if unit else {}
        accept([reading(device, {"pressure": value}, units=units, at=at)])
        follow_all()
    assert [(m.unit, round(m.value, 6)) for m in measured] == [
        ("MPa", 1.2), ("MPa", 1.2), ("MPa", 1.2), ("furlong", 3),
    ]  # fmt: skip
    assert [(n.unit, round(n.value, 6)) for n in queries.newest(device)] == [
        ("MPa", 1.2),
        ("furlong", 3),
    ]


def test_what_cannot_be_read_is_kept_and_seen_and_the_others_go_on(device, heard):
    accept([Arrived(device, EVENTS, b"\xff not json"), event(device, seq=1)])
    follow_all()
    assert len(heard) == 1
    [aside] = queries.set_aside(device)
    assert aside.why == Aside.Why.UNREADABLE
    assert "malformed" in aside.reason
    assert bytes(Raw.objects.get(pk=aside.raw).payload) == b"\xff not json"
    assert "not json" in "".join(one.text for one in queries.came(device))


def test_a_message_that_breaks_who_hears_it_is_set_aside_alone_and_tried_again(device, monkeypatch):
    heard, broken = [], [True]

    def hear(batch):
        heard.extend(one.message_id for one in batch)
        if broken and any(one.message_id == "bad" for one in batch):
            raise ZeroDivisionError("no")

    monkeypatch.setattr(ports, "HEARERS", [hear])
    accept([event(device, id=name) for name in ("a", "bad", "b")])
    follow_all()
    [aside] = queries.set_aside()
    assert (aside.why, aside.reason) == ("failed", "ZeroDivisionError: no")
    assert Stand.objects.get(pk=device).messages == 2
    assert not Batch.objects.exists()
    broken.clear()
    assert try_again() == 0
    later = now() + timedelta(minutes=3)
    clock.install(lambda: later)
    assert try_again() == 1
    assert not Aside.objects.exists()
    assert Stand.objects.get(pk=device).messages == 3


def test_of_batches_that_fail_together_only_the_one_with_the_bad_message_goes_one_by_one(
    device, monkeypatch
):
    told = []

    def hear(batch):
        names = [one.message_id for one in batch]
        told.append(names)
        if "bad" in names:
            raise ZeroDivisionError("no")

    monkeypatch.setattr(ports, "HEARERS", [hear])
    for names in (("a", "b"), ("c", "bad", "d"), ("e", "f")):
        accept([event(device, id=name) for name in names])
    assert parse_waiting() == 7
    assert told[1:] == [["a", "b"], ["c", "bad", "d"], ["c"], ["bad"], ["d"], ["e", "f"]]
    assert (queries.set_aside()[0].reason, Aside.objects.count()) == ("ZeroDivisionError: no", 1)
    assert (Stand.objects.get(pk=device).messages, Batch.objects.count()) == (6, 0)


def test_many_names_of_series_do_not_fill_the_table(device, monkeypatch):
    monkeypatch.setattr("makegood.field.telemetry.operations.values.MOST_NAMES", 2)
    accept([reading(device, {"a": 1, "b": 2})])
    follow_all()
    accept([reading(device, {"c": 3, "a": 4})])
    follow_all()
    assert [one.name for one in queries.newest(device)] == ["a", "b"]


def test_a_device_that_makes_up_names_takes_none_from_others(device, measured, monkeypatch):
    monkeypatch.setattr(values, "MOST_OF_DEVICE", 3)
    other = heard_of(["MG-2"])["MG-2"]
    accept([reading(device, {f"made up {n}": n for n in range(5)}, seq=1)])
    follow_all()
    accept([reading(device, {"made up 0": 1, "one more": 2}, seq=2)])
    accept([reading(other, {"pressure": 1.5}, seq=1)])
    follow_all()
    assert [one.name for one in measured] == [
        "made up 0", "made up 1", "made up 2", "made up 0", "pressure",
    ]  # fmt: skip


def test_the_chart_is_drawn_from_what_fits_the_time(device):
    at = now() - timedelta(hours=5)
    accept(
        [reading(device, {"p": i}, at=(at + timedelta(minutes=i)).isoformat()) for i in range(60)]
    )
    follow_all()
    [value] = queries.newest(device)

    def drawn(**back):
        return queries.series(device, value.name_id, since=now() - timedelta(**back))

    assert (drawn(days=1).step, len(drawn(days=1).dots)) == ("single", 60)
    assert drawn(days=30).step == "hour"
    assert sum(1 for _ in drawn(days=300).dots) in (1, 2)
    assert not Usage.objects.exists()


def test_the_spike_of_one_hour_is_drawn_however_long_the_chart_is(device, monkeypatch):
    monkeypatch.setattr(queries, "MOST_POINTS", 4)
    begin = now().replace(minute=0, second=0, microsecond=0) - timedelta(days=60)
    hours = {n: begin + timedelta(hours=n) for n in range(24)}
    accept([reading(device, {"p": 900 if n == 7 else 1}, at=str(at)) for n, at in hours.items()])
    follow_all()
    [value] = queries.newest(device)
    found = queries.series(
        device, value.name_id, since=begin - timedelta(hours=12), until=begin + timedelta(hours=60)
    )
    assert found.step == "hour"
    assert len(found.dots) <= 5
    assert max(dot.high for dot in found.dots) == 900
    assert found.dots[0].at == begin
