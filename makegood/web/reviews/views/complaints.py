"""Complaints, whatever channel they came by: all of them, and what one of us does with one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.live.feed import newest
from makegood.base.ui.asking import done, user_of
from makegood.care.feedback import operations, queries
from makegood.loops.complaint_to_lead import complaint as complaint_made


@require_GET
@guarded("reviews.list")
def complaints(request: HttpRequest) -> HttpResponse:
    """Those not closed first; who has read them."""
    found = queries.complaints(principal_of(request))
    context = {"section": "reviews", "since": newest(), "complaints": found}
    return render(request, "web/reviews/complaints.html", context)


@require_POST
@guarded("cases.work", find=queries.found_case)
def complaint(request: HttpRequest, found: queries.FoundCase) -> HttpResponse:
    """He complained, whatever words he used; or its lead has read it."""
    by = actor_of(request)
    if request.POST.get("act") == "read":
        known = queries.complaint_of(found.row)
        if known is not None:
            operations.note_read(known, user=user_of(request), by=by)
        return done(_("Noted"), stirs="reviews")
    complaint_made(found.row, words="", channel=found.row.channel, by=by)
    return done(_("It is a complaint now, and its lead is told"), stirs="reviews")
