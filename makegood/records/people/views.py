from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.kernel.errors import Refused
from makegood.records.people import operations, queries
from makegood.records.people.forms import InviteForm, LeavingForm, StaffForm, TeamForm, names_out
from makegood.records.people.models import Presence, Team

SETTINGS = {"section": "settings", "page": "people"}


def _page(
    request: HttpRequest, template: str, form: forms.Form | None = None, **said: Any
) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and not form.is_valid() else 200
    context = {**SETTINGS, "form": form, **said}
    return render(request, f"people/{template}.html", context, status=status)


@guarded("administer")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and who worked here."""
    language = html_lang()
    shown = [
        (user, [queries.name_of(team, language) for team in user.teams.all()])
        for user in queries.staff()
    ]
    return _page(request, "people", people=shown)


@guarded("administer")
def invite(request: HttpRequest) -> HttpResponse:
    """A new colleague; the answer shows the link by which he chooses a password, this once."""
    who = principal_of(request).user
    own = {"language": html_lang(), "zone": who.zone if who else "UTC"}
    form = InviteForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        try:
            user, link = operations.invite(**form.cleaned_data, by=actor_of(request))
        except Refused as error:
            at_field(form, error)
        else:
            return _page(request, "link", person=user, link=link)
    return _page(request, "invite", form)


@guarded("administer", find=queries.staff_member)
def person(request: HttpRequest, user: User) -> HttpResponse:
    """Role and teams of a colleague."""
    form = StaffForm(request.POST or None, initial={"role": user.role, "teams": user.teams.all()})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_staff(user, **form.cleaned_data, by=actor_of(request))
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. Open pages follow at once."))
            return redirect("people:people")
    return _page(request, "person", form, person=user)


@guarded("administer", find=queries.staff_member)
def link(request: HttpRequest, user: User) -> HttpResponse:
    """A new link to a password, shown this once."""
    if request.method != "POST" or not user.is_active:
        return redirect("people:person", pk=user.pk)
    return _page(
        request, "link", person=user, link=operations.give_link(user, by=actor_of(request))
    )


@guarded("administer", find=queries.staff_member)
def leaving(request: HttpRequest, user: User) -> HttpResponse:
    """End an account; a colleague takes over everything it was responsible for."""
    form = LeavingForm(request.POST or None, leaving=user)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["takes_over"]
        try:
            operations.deactivate(user, takes_over=heir, by=actor_of(request))
        except Refused as error:
            at_field(form, error)
        else:
            said = _("%(name)s is signed out everywhere. %(heir)s has taken over.")
            messages.success(request, said % {"name": user.name, "heir": heir.name})
            return redirect("people:people")
    return _page(request, "leaving", form, person=user)


@guarded("administer")
def teams(request: HttpRequest) -> HttpResponse:
    """All teams with their people."""
    return _page(request, "teams", page="teams", teams=_with_names())


def _with_names() -> list[tuple[Team, str, int]]:
    found = list(queries.teams())
    members = queries.members_of([team.pk for team in found])
    return [(team, queries.name_of(team, html_lang()), len(members[team.pk])) for team in found]


@guarded("administer")
def team_new(request: HttpRequest) -> HttpResponse:
    """A new team."""
    return _team(request, None)


@guarded("administer", find=queries.one_team)
def team(request: HttpRequest, found: Team) -> HttpResponse:
    """Name and zone of a team."""
    return _team(request, found)


def _team(request: HttpRequest, found: Team | None) -> HttpResponse:
    initial = {**names_out(found.names), "zone": found.zone} if found else {"zone": "UTC"}
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {"names": form.names(), "zone": form.cleaned_data["zone"], "by": actor_of(request)}
        try:
            if found:
                operations.change_team(found, **told)
            else:
                operations.make_team(**told)
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("people:teams")
    name = queries.name_of(found, html_lang()) if found else ""
    return _page(request, "team", form, page="teams", name=name)


@guarded("staff")
def presence(request: HttpRequest) -> HttpResponse:
    """What I say of myself: available, busy, away. The menu of the rail shows and changes it."""
    user = principal_of(request).user
    if user is None:
        raise TypeError("this page stands behind a guard for staff")
    if request.method == "POST":
        state, reason = request.POST.get("state", ""), request.POST.get("reason", "")
        operations.set_presence(user, state=state, reason=reason, by=actor_of(request))
    context = {
        "presence": queries.presence_of(user),
        "states": Presence.State.choices,
        "breaks": Presence.Break.choices,
    }
    return render(request, "people/_presence.html", context)
