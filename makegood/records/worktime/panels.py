"""Where hours stand in the settings, and how a calendar shows itself: two years, and when things are due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as django_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from makegood.base.ui import times
from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.zones import zone_name
from makegood.kernel.clock import now
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.ports import Moves
from makegood.records.worktime.queries import place_of, ready
from makegood.records.worktime.rules import Hours, NeverOpen, add, is_open, next_open
from makegood.records.worktime.rules.public import Named, named_days, swaps_announced
from makegood.records.worktime.rules.said import said_minutes
from makegood.records.worktime.rules.week import Week

EXAMPLE = timedelta(hours=4)
SHORT = 0.7  # a day with less than this share of the longest is a short one

add_section(
    Section(
        name="hours",
        label=gettext_lazy("Working hours"),
        icon="calendar",
        url_name="worktime:teams",
        group="promises",
        order=10,
        act="administer",
    )
)


@dataclass(frozen=True)
class Cell:
    """A day in the strip; `css` says how open it is, `title` only what is special."""

    css: str
    title: str = ""


@dataclass(frozen=True)
class Line:
    """A named day in words. `add` is its date when it may become a day of our own."""

    when: str
    name: str
    what: str
    tone: str
    add: str = ""


@dataclass(frozen=True)
class Year:
    """One year of a calendar."""

    number: int
    months: list[tuple[str, list[Cell]]]
    summary: str
    past: list[Line]
    coming: list[Line]


@dataclass(frozen=True)
class Preview:
    """What a calendar means: whether it is open now, when four hours have passed, and two years."""

    zone: str
    now_open: bool
    changes: str
    due: str
    years: list[Year]
    unannounced: int | None  # a year whose exchanged days are not published yet


def preview_of(hours: Hours, language: str) -> Preview | None:
    """How these hours look from now on; nothing when they never open."""
    week, moment = hours.week, now()
    if week is None:
        return None
    zone = ZoneInfo(week.zone)
    today = moment.astimezone(zone).date()
    try:
        due, opens = add(moment, EXAMPLE, hours), next_open(moment, hours)
    except NeverOpen:
        return None
    with timezone.override(zone):
        return Preview(
            zone=week.zone.replace("_", " "),
            now_open=is_open(moment, hours),
            changes=times.by_when(opens, moment),
            due=times.by_when(due, moment),
            years=[_year(week, number, today, language) for number in (today.year, today.year + 1)],
            unannounced=_unannounced(week.region, today.year + 1),
        )


def moved(last: Moves | None) -> str:
    """What the last change did to what was open, in a sentence; empty when there was none."""
    if last is None:
        return ""
    if not last.done:
        return _("The deadlines are being counted anew.")
    count = last.earlier + last.later
    if not count:
        return _("At the last change, no open deadline moved.")
    sentence = ngettext(
        "At the last change, %(n)s open deadline moved: %(earlier)s earlier, %(later)s later.",
        "At the last change, %(n)s open deadlines moved: %(earlier)s earlier, %(later)s later.",
        count,
    )
    return sentence % {"n": count, "earlier": last.earlier, "later": last.later}


def _year(week: Week, number: int, today: date, language: str) -> Year:
    usual = max((_length(blocks) for blocks in week.weekly), default=0)
    public = named_days(week.region, week.subdivision, number, language)
    months = []
    for month in range(1, 13):
        days = list(_month(number, month))
        label = django_format(days[0], "M")
        months.append((label, [_cell(week, day, usual, public, today) for day in days]))
    opened = sum(bool(week.blocks(day)) for month in range(1, 13) for day in _month(number, month))
    special = sorted({*public, *(day for day in week.own if day.year == number)})
    sentence = ngettext("%(n)s day open", "%(n)s days open", opened)
    return Year(
        number,
        months,
        sentence % {"n": opened},
        [_line(week, day, public.get(day), today) for day in special if day < today],
        [_line(week, day, public.get(day), today) for day in special if day >= today],
    )


def _month(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += timedelta(days=1)


def _cell(week: Week, day: date, usual: int, public: Mapping[date, Named], today: date) -> Cell:
    length = _length(week.blocks(day))
    css = "off" if not length else "part" if length < usual * SHORT else "on"
    special = day in week.own or day in public
    if special:
        css += " rest" if not length else " own"
    if day == today:
        css += " today"
    title = f"{_when(day)}: {_what(week, day)}" if special else ""
    return Cell(css, title)


def _line(week: Week, day: date, public: Named | None, today: date) -> Line:
    own = week.own.get(day)
    name = (own.name if own else "") or (public.name if public else "")
    if not name and public is not None and public.works_like is not None:
        name = _("Worked in exchange")
    open_at_all = bool(week.blocks(day))
    tone = "dim" if day < today else "on" if open_at_all else "off"
    add = "" if own or day < today else day.isoformat()
    return Line(_when(day), name, _what(week, day), tone, add)


def _when(day: date) -> str:
    parts = {
        "weekday": times.WEEKDAYS[day.weekday()],
        "date": times.day_month(day, day),
    }
    return _("%(weekday)s %(date)s") % parts


def _what(week: Week, day: date) -> str:
    return said_minutes(week.blocks(day)) or pgettext("hours of a day", "closed")


def _length(blocks: tuple[tuple[int, int], ...]) -> int:
    return sum(end - start for start, end in blocks)


def _unannounced(region: str, year: int) -> int | None:
    return year if swaps_announced(region, year) is False else None


def summary_of(calendar: Calendar | None, language: str) -> str:
    """A calendar in one line: its zone, its open hours a week, and whose holidays it keeps."""
    if calendar is None:
        return _("Day and night")
    week = ready(calendar).week
    minutes = sum(_length(blocks) for blocks in week.weekly) if week else 0
    parts = [
        zone_name(calendar.zone),
        _("%(hours)s h a week") % {"hours": f"{minutes / 60:.4g}"},
        place_of(calendar, language),
    ]
    return " · ".join(part for part in parts if part)
