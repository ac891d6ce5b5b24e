"""We offer an appointment by a link: because a warranty ends, a recall, a service that is due. He reads why, and takes
it or not with one tap."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.base.access.http import guarded
from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.kernel.errors import Refused
from makegood.loops.appointments import Invitation, invitation_of, leave, take
from makegood.portal import intake
from makegood.portal.opening import ended, private, speak_to
from makegood.portal.status import brand_of
from makegood.records.entitlements.queries.wording import product_name

LONGEST = 1000


@dataclass(frozen=True)
class Held:
    """A link as it was opened: what it offers, or None when the link is unknown or has ended."""

    token: str
    row: Invitation | None


def held(_who: Principal, token: str) -> Held:
    """What a link opens; an ended one opens a page that says so."""
    return Held(token, invitation_of(token))


@require_safe
@guarded("public", find=held)
def appointment(request: HttpRequest, page: Held) -> HttpResponse:
    """What it is about, and why. Reading changes nothing: links are opened by scanners too."""
    return _page(request, page)


@require_POST
@guarded("public", find=held)
def answer(request: HttpRequest, page: Held) -> HttpResponse:
    """He wants an appointment, or needs none; the same tap twice is one."""
    if page.row is None:
        return _page(request, page)
    choice = request.POST.get("choice", "")
    words = request.POST.get("words", "").strip()[:LONGEST]
    if choice not in ("yes", "no"):
        return _page(request, page, wrong=_("Choose one of these."), words=words, code=422)
    try:
        (take if choice == "yes" else leave)(page.row, words=words)
    except Refused as error:
        return _page(request, page, wrong=str(error.message), words=words, code=409)
    return private(HttpResponseRedirect(reverse("portal:appointment", args=[page.token])))


def _page(
    request: HttpRequest, page: Held, *, wrong: str = "", words: str = "", code: int = 200
) -> HttpResponse:
    if page.row is None:
        return ended(request)
    speak_to(request, page.row.contact)
    row = invitation_of(page.token) or page.row  # in his language now
    case = Case.objects.select_related("owner").filter(pk=row.case).first() if row.case else None
    context = {
        "row": row,
        "name": product_name(row.asset, html_lang()),
        "case": case,
        "owner": case.owner.name if case is not None and case.owner is not None else "",
        "wrong": wrong,
        "words": words,
        "token": page.token,
        "brand": brand_of(intake.form_account()),
        "here": reverse("portal:appointment", args=[page.token]),
    }
    return private(render(request, "portal/appointment.html", context, status=code))
