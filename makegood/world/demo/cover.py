"""Who is away in the demo company, who covers, and the list of a shift that waits for a signature."""

from datetime import datetime, timedelta
from typing import Any

from makegood.care.cover import operations as cover
from makegood.care.cover.queries import cases_to_decide
from makegood.kernel.actor import user as actor_of
from makegood.world.demo.content import data_toml
from makegood.world.demo.house import House

FILE = "cover"


def cover_all(house: House, *, now: datetime) -> None:
    """Plan and accept absences, begin those whose time has come, and send the lists of shifts."""
    told = data_toml(FILE)
    for one in told["absence"]:
        _absence(house, one, now)
    cover.begin_due()
    for one in told["shift"]:
        _shift(house, one, now)


def _absence(house: House, told: dict[str, Any], now: datetime) -> None:
    person, other = house.users[told["person"]], house.users[told["cover"]]
    by = actor_of(person.pk)
    absence = cover.plan(
        person,
        starts=now + timedelta(hours=told["starts"]),
        ends=now + timedelta(hours=told["ends"]),
        cover=other,
        reason=told["reason"],
        by=by,
    )
    if told["accepted"]:
        cover.accept(absence, user=other, by=actor_of(other.pk))
        for case in cases_to_decide(person):
            cover.decide(absence, case, choice="cover", by=by)


def _shift(house: House, told: dict[str, Any], now: datetime) -> None:
    person = house.users[told["person"]]
    by = actor_of(person.pk)
    ends = now + timedelta(hours=told["ends"])
    handover = cover.begin_handover(person, at=ends, by=by)
    for line in handover.lines.exclude(choice="hand").order_by("case")[: told["hand"]]:
        cover.set_line(line, choice="hand", by=by)
    cover.send(handover, receiver=house.users[told["receiver"]], note=told["note"], by=by)
