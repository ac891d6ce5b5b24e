"""The life of a machine, computed and not stored: asked twice for the same hour it gives the same answer.

A fault begins on a day that the dice name, has one cause drawn by the fault table's priors, reports the codes
that this cause shows, bends the gauges, and ends when somebody has repaired it.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from makegood.world.demo.content import data_json
from makegood.world.demo.story import dice

DAY = timedelta(days=1)
REPEAT = timedelta(minutes=20)  # how often a machine that is not well says so
MOST_REPEATS = 30
SLOW = 0.3  # of its length until a fault is at its worst


@dataclass(frozen=True)
class Gauge:
    """Something that is measured: its usual value, its swing over a day, its noise, and what a fault adds."""

    unit: str
    usual: float
    swing: float
    noise: float
    sick: float


@dataclass(frozen=True)
class Kind:
    """A kind of machine. `faults` a year; `codes` where no fault table names them."""

    faults: float
    gauges: Mapping[str, Gauge]
    per_day: float = 0.0
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """One machine as far as its life goes. `counter`: what it counts, `total` how far it is at `at`."""

    serial: str
    product: str
    kind: str
    firmware: str
    born: datetime
    counter: str = ""
    total: float = 0.0
    at: datetime | None = None
    per_day: float | None = None


@dataclass(frozen=True)
class Fault:
    """One time that it was not well. `cause` is a key of the fault table, "" where there is none."""

    table: str
    cause: str
    codes: tuple[str, ...]
    begins: datetime
    ends: datetime

    def depth(self, at: datetime) -> float:
        """How bad it is, from 0 to 1."""
        if not self.begins <= at < self.ends:
            return 0.0
        gone = (at - self.begins) / (self.ends - self.begins)
        return min(1.0, gone / SLOW)


@dataclass(frozen=True)
class Told:
    """What a machine reports: a code that is there now, or gone."""

    at: datetime
    code: str
    state: str
    severity: str


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of machines that speak."""
    return {name: _kind(row) for name, row in _read().items() if name != "worse"}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))


def _kind(row: dict[str, Any]) -> Kind:
    gauges = {name: Gauge(**gauge) for name, gauge in row["gauges"].items()}
    return Kind(
        row["faults"], gauges, per_day=row.get("per_day", 0.0), codes=tuple(row.get("codes", ()))
    )


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The first fault table of each kind of machine, as the content has it."""
    found: dict[str, dict[str, Any]] = {}
    for product in data_json("products")["products"]:
        for table in product["faults"][:1]:
            found.setdefault(product["kind"], table)
    return found


def faults(machine: Machine, since: datetime, until: datetime, *, now: datetime) -> list[Fault]:
    """Its faults that begin from `since` to before `until`, in order. `now` is when the story is told."""
    kind = kinds().get(machine.kind)
    if kind is None:
        return []
    found = []
    day = datetime(since.year, since.month, since.day, tzinfo=UTC)
    while day < until:
        luck = dice("fault", machine.serial, day.date().toordinal())
        if luck.random() < kind.faults / 365 * _worse(machine, day, now):
            begins = day + timedelta(minutes=luck.randrange(24 * 60))
            if machine.born <= begins and since <= begins < until:
                found.append(_fault(machine, kind, begins, luck))
        day += DAY
    return found


def _worse(machine: Machine, day: datetime, now: datetime) -> float:
    times = 1.0
    for row in _read()["worse"]:
        is_of_it = row["kind"] == machine.kind and row["firmware"] == machine.firmware
        if is_of_it and now - timedelta(days=row["days"]) <= day:
            times *= row["times"]
    return times


def _fault(machine: Machine, kind: Kind, begins: datetime, luck: Any) -> Fault:
    length = timedelta(hours=luck.uniform(5, 60))
    table = tables().get(machine.kind)
    if table is None:
        return Fault("", "", (luck.choice(kind.codes),), begins, begins + length)
    causes = table["causes"]
    cause = luck.choices([c["id"] for c in causes], [c["prior"] for c in causes])[0]
    shown = [
        code
        for symptom in table["symptoms"]
        if symptom["kind"] == "code" and luck.random() < symptom["probability"][cause]
        for code in table["codes"]
        if code.lower().endswith(symptom["id"][-4:].lower().lstrip("-"))
    ]
    return Fault(
        table["id"], cause, tuple(dict.fromkeys(shown)) or (table["codes"][0],), begins, begins + length
    )  # fmt: skip


def told_of(fault: Fault) -> Iterator[Told]:
    """What is reported of a fault: again and again while it lasts, and that it is over."""
    steps = min(MOST_REPEATS, int((fault.ends - fault.begins) / REPEAT))
    for step in range(steps):
        at = fault.begins + step * REPEAT
        severity = "critical" if step > steps * SLOW else "major"
        for code in fault.codes:
            yield Told(at, code, "active", severity)
    for code in fault.codes:
        yield Told(fault.ends, code, "cleared", "info")


def readings(machine: Machine, at: datetime, ill: list[Fault]) -> dict[str, float]:
    """What its gauges show at a moment, and how far its counter has come."""
    kind = kinds().get(machine.kind)
    if kind is None:
        return {}
    luck = dice("reading", machine.serial, int(at.timestamp()))
    turn = math.sin((at.hour + at.minute / 60 - 9) / 24 * 2 * math.pi)
    depth = max((fault.depth(at) for fault in ill), default=0.0)
    shown = {
        name: round(
            gauge.usual
            + gauge.swing * turn
            + gauge.sick * depth
            + luck.gauss(0, gauge.noise * (1 + 2 * depth)),
            2,
        )
        for name, gauge in kind.gauges.items()
    }
    if machine.counter and machine.at is not None:
        rate = machine.per_day if machine.per_day is not None else kind.per_day
        gone = (at - machine.at) / DAY
        shown[machine.counter] = round(max(0.0, machine.total + rate * gone), 2)
    return shown
