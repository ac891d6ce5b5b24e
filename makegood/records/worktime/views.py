from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

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
from makegood.records.worktime.operations import ChangedMeanwhile, check_hours, set_hours
from makegood.records.worktime.panels import moved, preview_of, summary_of
from makegood.records.worktime.ports import last_moves, open_by
from makegood.records.worktime.queries import calendar_of, others_of, teams_with_hours
from makegood.records.worktime.rules import Hours


@guarded("administer")
def teams(request: HttpRequest) -> HttpResponse:
    """Every team with its hours in a line."""
    language = html_lang()
    shown = [
        (team, name_of(team, language), summary_of(calendar, language))
        for team, calendar in teams_with_hours()
    ]
    return render(request, "worktime/teams.html", {**_PLACE, "teams": shown})


@guarded("administer", find=one_team)
def hours(request: HttpRequest, team: Team) -> HttpResponse:
    """When a team is there. Deadlines count only these hours."""
    calendar = calendar_of(team)
    recent, older = shown_days(calendar)
    if request.method != "POST":
        form = HoursForm(initial=initial_of(calendar))
        return _page(request, team, form, NamedDaySet(initial=recent, prefix="d"))
    asked = _asked(request.POST)
    typed = changed_rows(request.POST, **asked) if asked else request.POST
    form, days = HoursForm(typed.dict()), NamedDaySet(typed, prefix="d")
    good = form.is_valid() & days.is_valid()
    if asked or "look" in request.POST:
        return _page(request, team, form, days, asked=asked)
    if good and _kept(request, team, calendar, form, [*older, *days.stored()]):
        return redirect("worktime:hours", pk=team.pk)
    return _page(request, team, form, days, status=422)


_PLACE = {"section": "settings", "page": "hours"}


def _asked(typed: Mapping[str, str]) -> dict[str, Any]:
    """A row more or less, when one of those buttons was pressed."""
    if "add" in typed:
        return {"add": typed["add"]}
    drop = typed.get("drop", "")
    return {"drop": int(drop)} if drop.isascii() and drop.isdigit() else {}


def _kept(
    request: HttpRequest,
    team: Team,
    calendar: Calendar,
    form: HoursForm,
    exceptions: list[dict[str, Any]],
) -> bool:
    """Whether the hours were kept; if not, the form says why and what was typed stays."""
    data = form.cleaned_data
    try:
        set_hours(
            team,
            key=calendar.key or f"team-{team.pk}",
            by=actor_of(request),
            version=data["version"],
            exceptions=exceptions,
            **{name: data[name] for name in ("zone", "weekly", "region", "subdivision")},
        )
    except Invalid as error:
        place = {"weekly": "day0", "exceptions": None}
        form.add_error(place.get(error.field, error.field), str(error.message))
    except ChangedMeanwhile as error:
        form.add_error(None, str(error.message))
        form.data = {**form.data, "version": calendar_of(team).version}
    else:
        messages.success(request, _("Kept. What is open is counted by these hours from now on."))
        return True
    return False


def _page(
    request: HttpRequest,
    team: Team,
    form: HoursForm,
    days: NamedDays,
    *,
    status: int = 200,
    asked: Mapping[str, Any] | None = None,
) -> HttpResponse:
    calendar, language = calendar_of(team), html_lang()
    now_shown = _hours_now(form, days, calendar)
    context = {
        **_PLACE,
        "form": form,
        "days": days,
        "new": len(days.forms) - 1 if asked and "add" in asked else None,
        "name": name_of(team, language),
        "preview": preview_of(now_shown, language) if now_shown else None,
        "others": [name_of(other, language) for other in others_of(calendar, team)],
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
