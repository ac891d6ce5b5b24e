"""Complaints, whatever channel they came by: all of them, and what one of us does with one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.live.feed import newest
from makegood.base.ui.asking import done, user_of
from makegood.care.cases.queries import FoundCase, found_case
from makegood.care.feedback import operations, queries
from makegood.desk.routing.operations import settle_hints
from makegood.desk.routing.queries import hints_of
from makegood.loops.complaint_to_lead import complaint as complaint_made


@require_GET
@guarded("reviews.list")
def complaints(request: HttpRequest) -> HttpResponse:
    """Those not closed first; who has read them."""
    found = queries.complaints(principal_of(request))
    context = {"section": "reviews", "since": newest(), "complaints": found}
    return render(request, "web/reviews/complaints.html", context)


@require_POST
@guarded("cases.work", find=found_case)
def complaint(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """He complained, whatever words he used; or what he wrote is none; or its lead has read it."""
    by, case = actor_of(request), found.row
    if request.POST.get("act") == "none":
        settle_hints(case, is_complaint=False, by=by)
        return done(_("Noted"), stirs="changed")
    if request.POST.get("act") == "read":
        known = queries.complaint_of(found.row)
        if known is not None:
            operations.note_read(known, user=user_of(request), by=by)
        return done(_("Noted"), stirs="reviews")
    said = hints_of(case).first()
    complaint_made(case, words=said.words if said else "", channel=case.channel, by=by)
    return done(_("It is a complaint now, and its lead is told"), stirs="reviews")
