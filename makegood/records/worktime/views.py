from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of, one_team
from makegood.records.worktime.forms import HoursForm, initial_of
from makegood.records.worktime.operations import set_hours
from makegood.records.worktime.queries import calendar_of


@guarded("administer", find=one_team)
def hours(request: HttpRequest, team: Team) -> HttpResponse:
    """When a team is there. Deadlines count only these hours."""
    form = HoursForm(request.POST or None, initial=initial_of(calendar_of(team)))
    if request.method == "POST" and form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("zone", "weekly", "closed", "extra")}
        try:
            set_hours(team, key=f"team-{team.pk}", by=actor_of(request), **kept)
        except Invalid as error:
            form.add_error("day0", str(error.message))
        else:
            messages.success(request, _("Kept. New deadlines count by these hours."))
            return redirect("people:teams")
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {
        "section": "settings",
        "page": "teams",
        "form": form,
        "name": name_of(team, html_lang()),
    }
    return render(request, "worktime/hours.html", context, status=status)
