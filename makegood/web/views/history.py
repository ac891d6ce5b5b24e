from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded
from makegood.base.ui.tables import csv_response
from makegood.web.history import PAGE, history_of
from makegood.web.opened import Opened, case_of


@require_GET
@guarded("cases.work", find=case_of)
def history(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Everything that happened to the case, the newest first, a page at a time."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    lines = history_of(opened.row, before=before, limit=PAGE + 1)
    onward = lines[PAGE - 1].id if len(lines) > PAGE else None
    context = {"section": "work", "case": opened.row, "lines": lines[:PAGE], "onward": onward}
    return render(request, "web/history.html", context)


@require_GET
@guarded("cases.work", find=case_of)
def export(_request: HttpRequest, opened: Opened) -> HttpResponse:
    """The same as a table to keep, whole, the oldest first."""
    header = [_("Number"), _("When"), _("Who"), _("What"), _("Before"), _("After"), _("Why")]
    rows = [
        (one.id, one.at.isoformat(), one.who, one.what, one.before, one.after, one.why)
        for one in reversed(history_of(opened.row, limit=None))
    ]
    return csv_response(f"{opened.row.number}-history.csv", header, rows)
