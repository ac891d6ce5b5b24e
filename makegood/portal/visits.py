"""The customer says which of the proposed times for a visit suits him."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.base.access.http import guarded
from makegood.care.cases.models import Case
from makegood.field.alarms.models import VisitRequest
from makegood.field.alarms.operations import times_of
from makegood.field.alarms.queries import last_request
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.alarm_to_visit import choose, said_time, zone_of
from makegood.portal.opening import ended, held, link, private
from makegood.portal.status import Opened, brand_of

NONE = "none"


@require_safe
@guarded("public", find=link)
@held
def visit(request: HttpRequest, page: Opened) -> HttpResponse:
    """The times, or what he chose. Reading changes nothing: links are opened by scanners too. As a part of the
    status page only what waits for him is shown."""
    row = _row(page)
    part = request.headers.get("HX-Request") is not None
    if page.case is None or row is None:
        return HttpResponse(status=204) if part else ended(request)
    if part:
        return private(render(request, "portal/_visit.html", _context(page, page.case, row, {})))
    return _page(request, page, page.case, row, {})


@require_POST
@guarded("public", find=link)
@held
def chosen(request: HttpRequest, page: Opened) -> HttpResponse:
    """One of them, or none; twice is once."""
    row = _row(page)
    if page.case is None or row is None:
        return ended(request)
    told, words = request.POST.get("time", ""), request.POST.get("words", "").strip()[:500]
    typed: dict[str, Any] = {"time": told, "words": words}
    if told != NONE and not (told.isdigit() and len(told) < 3):
        typed["unchosen"] = _("Choose one of these. We do not choose for you.")
        return _page(request, page, page.case, row, typed, code=422)
    try:
        choose(row, place=None if told == NONE else int(told), words=words)
    except Invalid as error:
        return _page(request, page, page.case, row, {**typed, "unchosen": error.message}, code=422)
    except Refused as error:
        return _page(request, page, page.case, row, {**typed, "refusal": error.message}, code=409)
    return private(HttpResponseRedirect(reverse("portal:visit", args=[page.token])))


def _row(page: Opened) -> VisitRequest | None:
    if page.case is None or not page.is_full or page.read_only:
        return None
    return last_request(page.case)


def _context(page: Opened, case: Case, row: VisitRequest, typed: dict[str, Any]) -> dict[str, Any]:
    moment = now()
    with timezone.override(zone_of(case)):
        times = [
            (place, said_time(time), time[0] <= moment) for place, time in enumerate(times_of(row))
        ]
        mine = said_time((row.begins, row.ends)) if row.begins and row.ends else ""
    return {
        "case": case,
        "token": page.token,
        "row": row,
        "times": times,
        "mine": mine,
        "typed": typed,
        "owner": case.owner,
        "brand": brand_of(page.talks[0].account) if page.talks else "",
    }


def _page(
    request: HttpRequest,
    page: Opened,
    case: Case,
    row: VisitRequest,
    typed: dict[str, Any],
    *,
    code: int = 200,
) -> HttpResponse:
    context = _context(page, case, row, typed)
    return private(render(request, "portal/visit.html", context, status=code))
