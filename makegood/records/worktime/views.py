import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of, one_team
from makegood.records.worktime.forms import (
    HoursForm,
    NamedDays,
    NamedDaySet,
    changed_rows,
    initial_of,
    shown_days,
)
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import (
    ChangedMeanwhile,
    check_hours,
    keep_calendar,
    set_hours,
)
from makegood.records.worktime.panels import moved, preview_of, summary_of
from makegood.records.worktime.ports import last_moves, open_by
from makegood.records.worktime.queries import (
    OFFICE_HOURS,
    calendar_name,
    calendar_of,
    named_calendars,
    one_calendar,
    others_of,
    teams_with_hours,
    version_of,
)
from makegood.records.worktime.rules import Hours


@dataclass(frozen=True)
class Edited:
    """Whose hours a page changes, and how they are kept."""

    name: str
    calendar: Calendar
    keep: Callable[..., Calendar]
    url: str = ""
    team: Team | None = None


@require_safe
@guarded("administer")
def teams(request: HttpRequest) -> HttpResponse:
    """Every team with its hours in a line, and the calendars of contracts and sites."""
    language = html_lang()
    shown = [
        (team, name_of(team, language), summary_of(calendar, language))
        for team, calendar in teams_with_hours()
    ]
    calendars = [
        (calendar, calendar_name(calendar, language), summary_of(calendar, language))
        for calendar in named_calendars()
    ]
    context = {**_PLACE, "teams": shown, "calendars": calendars}
    return render(request, "worktime/teams.html", context)


@guarded("administer", find=one_team)
def hours(request: HttpRequest, team: Team) -> HttpResponse:
    """When a team is there. Deadlines count only these hours."""
    calendar = calendar_of(team)
    key = calendar.key or f"team-{team.pk}"
    keep = partial(set_hours, team, key=key)
    return _edit(request, Edited(name_of(team, html_lang()), calendar, keep, request.path, team))


@guarded("administer")
def new(request: HttpRequest) -> HttpResponse:
    """A calendar for contracts and sites. The key comes with the page: sent twice, it is made once."""
    key = request.POST.get("key", "")
    if not re.fullmatch(r"own-[a-z0-9]{8}", key):
        key = f"own-{secrets.token_hex(4)}"
    zone = timezone.get_current_timezone_name()
    first = Calendar(key=key, zone=zone, weekly=OFFICE_HOURS, version=0)
    return _edit(request, Edited("", first, partial(keep_calendar, key=key)))


@guarded("administer", find=one_calendar)
def calendar(request: HttpRequest, calendar: Calendar) -> HttpResponse:
    """The hours of a contract or a site."""
    name = calendar_name(calendar, html_lang())
    return _edit(
        request, Edited(name, calendar, partial(keep_calendar, key=calendar.key), request.path)
    )


def _edit(request: HttpRequest, edited: Edited) -> HttpResponse:
    named = edited.team is None
    recent, older = shown_days(edited.calendar)
    if request.method != "POST":
        form = HoursForm(initial=initial_of(edited.calendar), named=named)
        return _page(request, edited, form, NamedDaySet(initial=recent, prefix="d"))
    asked = _asked(request.POST)
    typed = changed_rows(request.POST, **asked) if asked else request.POST
    form, days = HoursForm(typed.dict(), named=named), NamedDaySet(typed, prefix="d")
    good = form.is_valid() & days.is_valid()
    if asked or "look" in request.POST:
        return _page(request, edited, form, days, asked=asked)
    kept = _kept(request, edited, form, [*older, *days.stored()]) if good else None
    if kept is not None:
        return redirect(edited.url or reverse("worktime:calendar", args=[kept.pk]))
    return _page(request, edited, form, days, status=422)


_PLACE = {"section": "settings", "page": "hours"}


def _asked(typed: Mapping[str, str]) -> dict[str, Any]:
    """A row more or less, when one of those buttons was pressed."""
    if "add" in typed:
        return {"add": typed["add"]}
    drop = typed.get("drop", "")
    return {"drop": int(drop)} if drop.isascii() and drop.isdigit() else {}


def _kept(
    request: HttpRequest, edited: Edited, form: HoursForm, exceptions: list[dict[str, Any]]
) -> Calendar | None:
    """The calendar as it was kept; if it was not, the form says why and what was typed stays."""
    data = form.cleaned_data
    written = {name: data[name] for name in ("zone", "weekly", "region", "subdivision")}
    if edited.team is None:
        written["names"] = {**edited.calendar.names, html_lang(): data["name"]}
    try:
        kept = edited.keep(
            by=actor_of(request), version=data["version"], exceptions=exceptions, **written
        )
    except Invalid as error:
        place = {"weekly": "day0", "exceptions": None}
        form.add_error(place.get(error.field, error.field), str(error.message))
    except ChangedMeanwhile as error:
        form.add_error(None, str(error.message))
        form.data = {**form.data, "version": version_of(edited.calendar)}
    else:
        messages.success(request, _("Kept. What is open is counted by these hours from now on."))
        return kept
    return None


def _page(
    request: HttpRequest,
    edited: Edited,
    form: HoursForm,
    days: NamedDays,
    *,
    status: int = 200,
    asked: Mapping[str, Any] | None = None,
) -> HttpResponse:
    calendar, language = edited.calendar, html_lang()
    now_shown = _hours_now(form, days, calendar)
    context = {
        **_PLACE,
        "form": form,
        "days": days,
        "new": len(days.forms) - 1 if asked and "add" in asked else None,
        "name": edited.name,
        "key": "" if calendar.pk or edited.team else calendar.key,
        "preview": preview_of(now_shown, language) if now_shown else None,
        "others": [name_of(other, language) for other in others_of(calendar, edited.team)],
        "open_by": open_by(calendar.pk),
        "moved": moved(last_moves(calendar.pk)),
    }
    return render(request, "worktime/hours.html", context, status=status)


def _hours_now(form: HoursForm, days: NamedDays, calendar: Calendar) -> Hours | None:
    """The hours as they are typed; nothing while something in them cannot be read."""
    if not form.is_bound:
        written: dict[str, Any] = initial_of(calendar) | {"weekly": calendar.weekly}
        exceptions = calendar.exceptions
    elif form.is_valid() and days.is_valid():
        written, exceptions = form.cleaned_data, days.stored()
    else:
        return None
    try:
        return check_hours(
            written["zone"],
            written["weekly"],
            exceptions=exceptions,
            region=written["region"],
            subdivision=written["subdivision"],
        )
    except Invalid:
        return None
