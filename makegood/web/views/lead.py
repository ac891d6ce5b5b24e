from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded, principal_of
from makegood.base.live.feed import newest
from makegood.web.lead.board import board
from makegood.web.lead.listing import listing, range_labels
from makegood.web.lead.ways import BREAKDOWNS, RANGES, by_labels

RANGE = "makegood_range"
YEAR = 365 * 24 * 3600


@require_GET
@guarded("promises.oversee")
def lead(request: HttpRequest) -> HttpResponse:
    """The lead's board: who needs help, whether we keep our word, where people wait, who carries too much."""
    since = newest()
    range_ = request.GET.get("range") or request.COOKIES.get(RANGE, "")
    range_ = range_ if range_ in RANGES else "today"
    by = request.GET.get("by", "")
    by = by if by in BREAKDOWNS else "kind"
    context = {
        "section": "lead",
        "since": since,
        "board": board(principal_of(request), range_=range_, by=by),
        "ranges": range_labels(),
        "breakdowns": by_labels(),
    }
    part = request.headers.get("HX-Request") is not None
    response = render(request, "web/_lead.html" if part else "web/lead.html", context)
    if request.GET.get("range") in RANGES:
        response.set_cookie(RANGE, range_, max_age=YEAR, samesite="Lax")
    return response


@require_GET
@guarded("promises.oversee")
def promises(request: HttpRequest) -> HttpResponse:
    """The promises behind a figure, one by one."""
    found = listing(principal_of(request), request.GET)
    context = {"section": "lead", "found": found, "since": newest()}
    return render(request, "web/lead_promises.html", context)
