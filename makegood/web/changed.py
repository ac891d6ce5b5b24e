"""What an act on a case changes of the page that shows it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from makegood.base.access.http import principal_of
from makegood.base.access.policy import may
from makegood.base.ui.asking import done
from makegood.care.cases.models import Case
from makegood.care.cases.queries import Place, place_of
from makegood.web.opened import Opened


def on(opened: Opened) -> dict[str, Any]:
    """For a dialog on a case: the case, and the parts of its page that read themselves again."""
    return {"case": opened.row, "stirs": "changed", "about": _about(opened)}


def changed(opened: Place, text: str, *, composer: bool = False) -> HttpResponse:
    """It is done: the parts of the page that changed are read again."""
    return done(text, stirs="changed", about=_about(opened, composer=composer))


def left(request: HttpRequest, opened: Place, text: str) -> HttpResponse:
    """It is done, and the case may be out of sight with it: then its page gives way to the list."""
    case = Case.objects.select_related("queue").get(pk=opened.case)
    shown = f"/cases/{opened.case}/" in request.headers.get("HX-Current-URL", "")
    if not shown or may(principal_of(request), "cases.see", place_of(case)):
        return changed(opened, text)
    messages.success(request, text)
    response = HttpResponse()
    response["HX-Redirect"] = reverse("web:work")
    return response


def _about(opened: Place, *, composer: bool = False) -> dict[str, Any]:
    return {"case": opened.case, "composer": composer}
