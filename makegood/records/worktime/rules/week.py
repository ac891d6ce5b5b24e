"""What is open on which date: the week, the days a public calendar names, and our own named days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from makegood.records.worktime.rules.public import Named, named_days

DAY = 24 * 60
NOON = 12 * 60
KINDS = ("closed", "half", "hours", "like")
Block = tuple[int, int]  # minutes of a local day, from and until
Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Special:
    """A day that differs. `like` is the weekday (Monday 0) whose hours it has, `blocks` its own hours."""

    kind: str
    blocks: Blocks = ()
    like: int = 0
    name: str = ""


@dataclass(frozen=True)
class Week:
    """Open hours in one zone. `weekly` has for each weekday (Monday 0) its blocks in order; `own` days
    go before those of the region's public calendar."""

    zone: str
    weekly: tuple[Blocks, ...]
    own: Mapping[date, Special] = field(default_factory=dict)
    region: str = ""
    subdivision: str = ""

    def blocks(self, day: date) -> Blocks:
        """The open blocks of one date."""
        special = self.own.get(day)
        named = named_days(self.region, self.subdivision, day.year).get(day)
        if special is None:
            return self.weekly[day.weekday()] if named is None else self._of_named(named)
        if special.kind == "hours":
            return special.blocks
        if special.kind == "like":
            return self.weekly[special.like]
        if special.kind == "half":
            return self._half(day, named)
        return ()

    def last_open_day(self) -> date | None:
        """After that date nothing is open any more; None where every week has open hours."""
        if any(self.weekly):
            return None
        return max((day for day, special in self.own.items() if special.blocks), default=date.min)

    def _of_named(self, named: Named) -> Blocks:
        return () if named.works_like is None else self.weekly[named.works_like]

    def _half(self, day: date, named: Named | None) -> Blocks:
        """What lies before noon of the hours that the day would have if it were no holiday."""
        swapped = named.works_like if named else None
        usual = self.weekly[day.weekday() if swapped is None else swapped]
        return tuple((start, min(end, NOON)) for start, end in usual if start < NOON)


def read_week(
    zone: str,
    weekly: Sequence[Sequence[Any]],
    exceptions: Sequence[Mapping[str, Any]] = (),
    region: str = "",
    subdivision: str = "",
) -> Week:
    """A week from its stored form: `weekly` as [weekday, "09:00", "17:30"], `exceptions` as
    {"date", "kind", "blocks", "like", "name"}.

    Raises ValueError or KeyError for what cannot be read.
    """
    ZoneInfo(zone)
    days: list[list[Block]] = [[] for _ in range(7)]
    for weekday, start, end in weekly:
        days[_weekday(weekday)].append(_block(start, end))
    own = {date.fromisoformat(one["date"]): _special(one) for one in exceptions}
    return Week(zone, tuple(_in_order(blocks) for blocks in days), own, region, subdivision)


def _special(one: Mapping[str, Any]) -> Special:
    if one["kind"] not in KINDS:
        raise ValueError(one["kind"])
    blocks = _in_order([_block(start, end) for start, end in one.get("blocks") or ()])
    if one["kind"] == "hours" and not blocks:
        raise ValueError("other hours without hours")
    return Special(
        one["kind"],
        blocks if one["kind"] == "hours" else (),
        _weekday(one.get("like") or 0),
        str(one.get("name") or ""),
    )


def _weekday(value: Any) -> int:
    number = int(value)
    if not 0 <= number <= 6:
        raise ValueError(value)
    return number


def _in_order(blocks: list[Block]) -> Blocks:
    """Blocks in order; those that touch are one. Raises ValueError when two overlap."""
    found: list[Block] = []
    for start, end in sorted(blocks):
        if found and start < found[-1][1]:
            raise ValueError("overlapping hours")
        if found and start == found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _block(start: object, end: object) -> Block:
    opens, closes = minutes_of(str(start)), minutes_of(str(end)) or DAY
    if opens >= closes:
        raise ValueError(f"{start}-{end}")
    return opens, closes


def minutes_of(text: str) -> int:
    """Minutes of the day from "9", "09:00" or "24:00". Raises ValueError."""
    hours, colon, minutes = text.partition(":")
    digits = hours.isascii() and minutes.isascii()
    if not (digits and hours.isdigit() and (minutes.isdigit() or not colon)):
        raise ValueError(text)
    total = int(hours) * 60 + int(minutes or 0)
    if total > DAY or int(minutes or 0) > 59:
        raise ValueError(text)
    return total
