"""When somebody can come to a company: its site hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.records.worktime.models import SiteHours
from makegood.records.worktime.operations import set_site_hours
from makegood.records.worktime.panels import summary_of
from makegood.records.worktime.queries import calendar_name, named_calendars
from makegood.web.settings.sites.forms import SiteForm

SHOWN = 500


@guarded("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def sites(request: HttpRequest) -> HttpResponse:
    """Every company with hours of its own, and giving one its hours."""
    form = SiteForm(request.POST or None, initial={"company": request.GET.get("company", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        set_site_hours(data["company"], calendar=data["calendar"], by=actor_of(request))
        messages.success(request, _("Kept."))
        return redirect("settings:sites")
    language = html_lang()
    found = SiteHours.objects.select_related("company", "calendar").order_by("company__name")
    context = {
        "section": "settings",
        "page": "hours",
        "form": form,
        "has_calendars": bool(named_calendars()),
        "lines": [
            (one.company, calendar_name(one.calendar, language), summary_of(one.calendar, language))
            for one in found[:SHOWN]
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/settings/sites.html", context, status=status)
