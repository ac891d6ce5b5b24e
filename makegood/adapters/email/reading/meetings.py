"""A calendar invitation: what, when, where and whose, as plain values."""

import functools
import zoneinfo
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import msgspec

from makegood.adapters.email.reading import charsets

MOST_OCTETS = 512 * 1024
METHODS = frozenset({"REQUEST", "REPLY", "CANCEL", "COUNTER", "PUBLISH", "ADD", "DECLINECOUNTER"})
_WARMING = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Here
BEGIN:STANDARD
DTSTART:20001029T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Here:20261201T100000
END:VEVENT
END:VCALENDAR
"""
_ANSWERS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE"})


class Meeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """One meeting. `start` and `end` are ISO 8601: with an offset, or without one where the calendar
    names no zone, or a bare date for whole days (`end` is then the last day)."""

    method: str = ""
    what: str = ""
    start: str = ""
    end: str = ""
    where: str = ""
    organiser: str = ""
    answer: str = ""  # of a reply: accepted, declined, tentative
    repeats: str = ""  # daily, weekly, monthly, yearly


@functools.cache
def load() -> Any:
    """The library's source of zones, with every zone read now: later this process may open no file."""
    from icalendar import Calendar  # noqa: PLC0415
    from icalendar.timezone import tzp  # noqa: PLC0415
    from icalendar.timezone.zoneinfo import ZONEINFO  # noqa: PLC0415

    known = {name: zoneinfo.ZoneInfo(name) for name in sorted(zoneinfo.available_timezones())}

    class Zones(ZONEINFO):
        def timezone(self, name: str) -> tzinfo | None:
            return known.get(name)

        def knows_timezone_id(self, tzid: str) -> bool:
            return tzid in known

    zones = Zones()
    tzp.use(zones)
    Calendar.from_ical(_WARMING)  # the library imports more when it first meets a zone of its own
    return zones


def meeting_in(octets: bytes, charset: str = "") -> Meeting | None:
    """The first meeting of calendar data; None where there is none or it cannot be read."""
    from icalendar import Calendar  # noqa: PLC0415
    from icalendar.timezone import tzp  # noqa: PLC0415

    if len(octets) > MOST_OCTETS or b"BEGIN:VEVENT" not in octets.upper():
        return None
    text = charsets.decode(octets, charset or "utf-8")
    tzp.use(load())  # afresh: what one mail calls a zone is nothing to the next
    try:
        calendar: Any = Calendar.from_ical(text)
        event = calendar.walk("VEVENT")[0]
        return _meeting(str(calendar.get("METHOD", "")).upper(), event)
    except Exception:  # noqa: BLE001 - the library raises whatever broken calendar data make it raise
        return None


def _meeting(method: str, event: Any) -> Meeting:
    start = _moment(event, "DTSTART")
    end = _moment(event, "DTEND")
    if end is None and start is not None and event.get("DURATION") is not None:
        end = start + event["DURATION"].dt
    return Meeting(
        method=method if method in METHODS else "",
        what=_line(event.get("SUMMARY"), 200),
        start=_iso(start),
        end=_iso(_last(start, end)),
        where=_line(event.get("LOCATION"), 200),
        organiser=_person(event.get("ORGANIZER")),
        answer=_answer(event) if method == "REPLY" else "",
        repeats=_repeats(event),
    )


def _moment(event: Any, name: str) -> date | None:
    found = event.get(name)
    value = getattr(found, "dt", None)
    return value if isinstance(value, date) else None


def _last(start: date | None, end: date | None) -> date | None:
    """Whole days end where the next one begins: people call the day before the last."""
    if end is None or isinstance(end, datetime) or isinstance(start, datetime):
        return end
    return max(end - timedelta(days=1), start or end)


def _iso(moment: date | None) -> str:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat() if moment is not None else ""


def _line(value: Any, most: int) -> str:
    return " ".join(charsets.clean(str(value or "")).split())[:most]


def _person(value: Any) -> str:
    """Name and address of who invites."""
    if value is None:
        return ""
    address = _line(value, 254)
    if address.lower().startswith("mailto:"):
        address = address[7:]
    name = _line(value.params.get("CN", ""), 100)
    return f"{name} <{address}>" if name and name.lower() != address.lower() else address


def _answer(event: Any) -> str:
    people = event.get("ATTENDEE") or []
    first = people[0] if isinstance(people, list) and people else people
    said = str(getattr(first, "params", {}).get("PARTSTAT", "")).upper()
    return said.lower() if said in _ANSWERS else ""


def _repeats(event: Any) -> str:
    rule = event.get("RRULE") or {}
    rule = rule[0] if isinstance(rule, list) else rule
    how = [str(one).lower() for one in rule.get("FREQ", [])]
    return how[0] if how and how[0] in {"daily", "weekly", "monthly", "yearly"} else ""
