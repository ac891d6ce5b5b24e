"""Tells when a team of the demo company is there, in its own zone and by its own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from makegood.world.demo.content import Content, Team

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON = timedelta(days=30)  # no calendar here closes for as long as that


@dataclass(frozen=True)
class Hours:
    """The opening hours of one team; all datetimes in and out are aware."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[time, time], ...], ...]
    closed: frozenset[date]
    worked: frozenset[date]

    def blocks(self, day: date) -> tuple[tuple[time, time], ...]:
        """The blocks of that day; none on a holiday, a Monday's on a weekend worked in exchange."""
        if day in self.closed:
            return ()
        return self.week[0 if day in self.worked else day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at that moment."""
        local = at.astimezone(self.zone)
        return any(start <= local.time() < end for start, end in self.blocks(local.date()))

    def next_open(self, at: datetime) -> datetime:
        """The moment itself if the team is there, else the beginning of its next block."""
        local = at.astimezone(self.zone)
        for ahead in range(_HORIZON.days):
            day = local.date() + timedelta(days=ahead)
            for start, end in self.blocks(day):
                begins = datetime.combine(day, start, self.zone)
                ends = datetime.combine(day, end, self.zone)
                if local < ends:
                    return max(local, begins).astimezone(at.tzinfo)
        return at

    def add(self, at: datetime, work: timedelta) -> datetime:
        """The moment after that much opening time has passed since `at`."""
        here = self.next_open(at)
        while work > timedelta():
            local = here.astimezone(self.zone)
            end = next(
                (end for start, end in self.blocks(local.date()) if start <= local.time() < end),
                None,
            )
            if end is None:
                return here + work
            left = datetime.combine(local.date(), end, self.zone) - local
            step = min(left, work)
            work -= step
            here = here + step
            if work > timedelta():
                here = self.next_open(here + timedelta(seconds=1))
        return here


def hours_of(content: Content, team: Team) -> Hours:
    """The hours of that team with the holidays of its calendar."""
    calendar = content.calendars[team.calendar]
    closed = {
        date.fromisoformat(holiday["from"]) + timedelta(days=n)
        for holiday in calendar["holidays"]
        for n in range(
            (date.fromisoformat(holiday["to"]) - date.fromisoformat(holiday["from"])).days + 1
        )
    }
    return Hours(
        zone=ZoneInfo(team.zone),
        week=tuple(_day(team, name) for name in _DAYS),
        closed=frozenset(closed),
        worked=frozenset(date.fromisoformat(day) for day in calendar["working_days"]),
    )


def _day(team: Team, name: str) -> tuple[tuple[time, time], ...]:
    return tuple(
        (time.fromisoformat(block["from"]), _end(block["to"]))
        for rule in team.hours
        if name in rule["days"]
        for block in rule["blocks"]
    )


def _end(text: str) -> time:
    return time(23, 59, 59, 999999) if text == "24:00" else time.fromisoformat(text)
