"""A message that ends the process that follows it: it stops nobody else, and is set aside in the end."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import OperationalError

from makegood.field.telemetry import operations as telemetry
from makegood.field.telemetry import ports
from makegood.field.telemetry.models import Aside, Batch, Raw
from makegood.field.telemetry.operations import Arrived, parsing
from makegood.field.telemetry.operations.aside import put_aside
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.kernel import clock
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.assets.tests.make import make_asset

pytestmark = pytest.mark.usefixtures("real_commits")


class Ended(BaseException):
    """What nobody catches: the process is gone, and its transaction with it."""


@pytest.fixture
def heard(monkeypatch):
    told: list[str] = []

    def hear(batch: Sequence[ports.Happening]) -> None:
        names = [one.message_id for one in batch]
        if "deadly" in names:
            raise Ended
        told.extend(names)

    monkeypatch.setattr(ports, "HEARERS", [hear])
    return told


def say(asset: Asset, *names: str, slow: bool = False) -> None:
    said = [{"code": "E-1", "id": name} for name in names]
    telemetry.accept(
        [Arrived(asset.pk, EVENTS, json.dumps(one).encode()) for one in said], slow=slow
    )


def wait(**time: float) -> None:
    moment = now() + timedelta(**time)
    clock.install(lambda: moment)


def starts() -> int:
    return Batch.objects.get(messages=2).attempts


def follow_all() -> None:
    while telemetry.parse_waiting():
        pass


def test_it_holds_up_nobody_and_is_set_aside(heard):
    asset = make_asset()
    say(asset, "a", "deadly")
    say(asset, "b")
    with pytest.raises(Ended):
        telemetry.parse_waiting()
    assert starts() == 0  # so soon nobody suspects it
    for n in (1, 2, 3):
        wait(minutes=2.1)
        with pytest.raises(Ended):
            telemetry.parse_waiting()
        assert starts() == n
        say(asset, f"new {n}")
        follow_all()
        assert heard[-1] == f"new {n}"
    assert heard == ["new 1", "b", "new 2", "new 3"]
    wait(minutes=2.1)
    follow_all()
    assert Batch.objects.count() == 0
    assert set(Aside.objects.values_list("why", "attempts")) == {(Aside.Why.FAILED, 0)}
    wait(minutes=2.1)
    with pytest.raises(Ended):
        telemetry.try_again()
    assert heard[-1] == "a"
    [left] = Aside.objects.all()
    assert (left.attempts, left.next_try) == (1, now() + timedelta(minutes=15))
    assert telemetry.try_again() == 0


def test_what_waited_long_is_followed_together_and_not_left_for_the_next(heard):
    asset = make_asset()
    for n in range(20):
        say(asset, f"{n}")
    wait(minutes=10)
    assert telemetry.parse_waiting() == 16
    assert telemetry.parse_waiting() == 4
    assert (len(heard), Batch.objects.count()) == (20, 0)


def test_fresh_words_in_front_do_not_hide_that_one_is_overdue(heard):
    """Of a device that says too much, and so last in every turn."""
    asset = make_asset()
    say(asset, "a", "deadly", slow=True)
    wait(minutes=1)
    for n in range(3):
        say(asset, f"{n}")
    assert telemetry.parse_waiting() == 3
    with pytest.raises(Ended):
        telemetry.parse_waiting()
    assert starts() == 1


def test_a_database_that_was_away_is_not_held_against_a_batch(heard, monkeypatch):
    asset = make_asset()
    say(asset, "a", "b")
    wait(minutes=1)

    def away(batch: Sequence[ports.Happening]) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(ports, "HEARERS", [away])
    for _again in range(5):
        with pytest.raises(OperationalError):
            telemetry.parse_waiting()
        assert starts() == 0
        wait(seconds=6)
    [(raw, came_at)] = Raw.objects.order_by("id").values_list("id", "came_at")[:1]
    put_aside([(raw, came_at, asset.pk, "no")], why=Aside.Why.FAILED)
    Aside.objects.update(next_try=now())
    with pytest.raises(OperationalError):
        telemetry.try_again()
    assert Aside.objects.get().attempts == 0


def test_what_would_be_too_much_at_once_is_not_marked(heard, monkeypatch):
    monkeypatch.setattr(parsing, "MOST_BYTES", 1)
    asset = make_asset()
    for n in range(3):
        say(asset, f"{n}")
    wait(minutes=1)
    assert telemetry.parse_waiting() == 1
    assert list(Batch.objects.values_list("attempts", flat=True)) == [0, 0]
    follow_all()
    assert heard == ["0", "1", "2"]
