"""Beside a case: what its customer may see of his organisation's cases on his own page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.ui.asking import done
from makegood.base.ui.slots import Panel, add_panel
from makegood.care.cases.queries import FoundCase, Place, found_case
from makegood.portal import seats
from makegood.portal.mine import seat_of


@rule("portal.seats")
def may_give(who: Principal, place: Place) -> bool:
    """Say what a customer sees of his organisation: whoever leads its queue, administrators."""
    return may(who, "cases.work", place) and who.is_one_of(LEAD, ADMINISTRATOR)


@require_GET
@guarded("portal.seats", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What he sees, and what he could; nothing for one without an organisation."""
    contact = found.row.contact
    context = {"case": found.row, "contact": contact, "seat": seat_of(contact)}
    return render(request, "portal/_seat.html", context)


@require_POST
@guarded("portal.seats", find=found_case)
def seat(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """He sees his own cases, all of his organisation, or manages who does."""
    wanted = request.POST.get("seat", "")
    seats.give_seat(
        found.row.contact,
        sees=wanted in ("all", "manages"),
        manages=wanted == "manages",
        by=actor_of(request),
    )
    return done(_("Kept"), stirs="seat")


add_panel(
    Panel(
        slot="case",
        title=gettext_lazy("On his own page"),
        url_name="portal:seat_panel",
        order=60,
        act="oversee",
    )
)
