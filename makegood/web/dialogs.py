"""A dialog on a case: what it shows, what it did, what it could not use."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from makegood.base.access.http import principal_of
from makegood.base.access.policy import may
from makegood.base.ui.toasts import toast
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseChanged
from makegood.care.cases.queries import Place, place_of
from makegood.kernel.errors import Invalid
from makegood.web.opened import Opened
from makegood.web.shown import version_known


def answered(
    request: HttpRequest,
    opened: Opened,
    template: str,
    act: Callable[[], str],
    *,
    leaves: bool = False,
    **context: object,
) -> HttpResponse:
    """GET shows the dialog; POST acts. What cannot be used comes back as 422, what is about something
    older as 409, both with what was typed."""
    version = version_known(request) or opened.row.version
    shown = {"case": opened.row, "typed": request.POST, "version": version, **context}
    if request.method == "GET":
        return render(request, template, shown)
    try:
        text = act()
        return leave(request, opened, text) if leaves else done(opened, text)
    except CaseChanged as error:
        opened.row.refresh_from_db()
        shown |= {"error": error.message, "field": "version", "version": opened.row.version}
        status = 409
    except Invalid as error:
        shown |= {"error": error.message, "field": error.field}
        status = 422
    response = render(request, template, shown, status=status)
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    return response


def leave(request: HttpRequest, opened: Place, text: str) -> HttpResponse:
    """What was asked is done, and the case may be out of sight with it: then its page gives way to the list."""
    case = Case.objects.select_related("queue").get(pk=opened.case)
    shown = f"/cases/{opened.case}/" in request.headers.get("HX-Current-URL", "")
    if not shown or may(principal_of(request), "cases.see", place_of(case)):
        return done(opened, text)
    messages.success(request, text)
    response = HttpResponse()
    response["HX-Redirect"] = reverse("web:work")
    return response


def done(opened: Place, text: str, *, composer: bool = False) -> HttpResponse:
    """What was asked is done: the dialog closes, the parts of the page that changed are read again."""
    response = HttpResponse(status=204)
    told = {"changed": {"case": opened.case, "composer": composer}}
    response["HX-Trigger"] = json.dumps(told)
    return toast(response, text)
