"""Tells when a team of the demo company is there, in its own zone and by its own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.records.worktime import rules
from makegood.records.worktime.rules.public import named_days
from makegood.world.demo.content import Content, Team

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS = (2026, 2027, 2028)  # the named days of a calendar are written down for these


@dataclass(frozen=True)
class Hours:
    """The opening hours of one team; all datetimes in and out are aware."""

    zone: ZoneInfo
    open: rules.Hours
    region: str
    subdivision: str

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at that moment."""
        return rules.is_open(at, self.open)

    def next_open(self, at: datetime) -> datetime:
        """The moment itself if the team is there, else the beginning of its next block."""
        return rules.next_open(at, self.open).astimezone(at.tzinfo)

    def add(self, at: datetime, work: timedelta) -> datetime:
        """The moment after that much opening time has passed since `at`."""
        return rules.add(at, work, self.open).astimezone(at.tzinfo)

    def is_holiday(self, day: date) -> bool:
        """Whether that date is a public holiday here."""
        named = named_days(self.region, self.subdivision, day.year).get(day)
        return named is not None and named.works_like is None


def hours_of(content: Content, team: Team) -> Hours:
    """The hours of that team with the holidays of its calendar."""
    told = written(content, team)
    return Hours(
        ZoneInfo(team.zone), rules.shared_hours(**told), told["region"], told["subdivision"]
    )


def written(content: Content, team: Team) -> dict[str, Any]:
    """Zone, week, holidays and named days of a team as the product stores them."""
    calendar = content.calendars[team.calendar]
    return {
        "zone": team.zone,
        "weekly": [
            [DAYS.index(day), block["from"], block["to"]]
            for rule in team.hours
            for day in rule["days"]
            for block in joined(rule["blocks"])
        ],
        "region": calendar["region"],
        "subdivision": calendar["subdivision"],
        "exceptions": [
            {
                "date": date(year, one["month"], one["day"]).isoformat(),
                "kind": one["kind"],
                "name": one["name"],
            }
            for one in calendar["days"]
            for year in YEARS
            if date(year, one["month"], one["day"]).weekday() < 5
        ],
    }


def joined(blocks: tuple[dict[str, str], ...] | list[dict[str, str]]) -> list[dict[str, str]]:
    """Opening times in order, those that touch as one: shifts change, the desk stays open."""
    found: list[dict[str, str]] = []
    for block in blocks:
        if found and found[-1]["to"] == block["from"]:
            found[-1] = {"from": found[-1]["from"], "to": block["to"]}
        else:
            found.append(dict(block))
    return found
