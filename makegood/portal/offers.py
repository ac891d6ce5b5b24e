"""An offer by its link: the customer takes one, takes none, or says what he would rather have."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.base.access.http import guarded
from makegood.base.access.networks import network_of
from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.queries import conversations_of
from makegood.care.recovery.models import Offer, Remedy
from makegood.care.recovery.operations.wording import name_for
from makegood.care.recovery.queries import is_open, offer_of_link
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.promise_to_kept import choose
from makegood.portal import intake
from makegood.portal.limits import TooMany
from makegood.portal.opening import private, speak_to
from makegood.portal.status import Opened, brand_of

NONE, ELSE = "none", "else"


@dataclass(frozen=True)
class Held:
    """A link as it was opened: the offer, or None when the link is unknown or has ended."""

    token: str
    offer: Offer | None


@dataclass(frozen=True)
class Line:
    """One thing to choose."""

    row: Remedy
    name: str
    says: str


def held(_who: Principal, token: str) -> Held:
    """What a link opens; an ended one opens a page that says so."""
    return Held(token, offer_of_link(token))


@require_safe
@guarded("public", find=held)
def offer(request: HttpRequest, page: Held) -> HttpResponse:
    """What we offer. Reading changes nothing: links are opened by scanners too."""
    return _page(request, page, {})


@require_POST
@guarded("public", find=held)
def choice(request: HttpRequest, page: Held) -> HttpResponse:
    """His answer, in his own words."""
    if page.offer is None:
        return _page(request, page, {})
    chosen, words = request.POST.get("choice", ""), request.POST.get("words", "").strip()
    lines = {str(one.row.pk): one for one in _lines(page.offer)}
    typed = {"choice": chosen, "words": words}
    if chosen not in (NONE, ELSE, *lines):
        wrong = _("Choose one of these. We do not choose for you.")
        return _page(request, page, {**typed, "unchosen": wrong}, code=422)
    try:
        taken = lines.get(chosen)
        said = words or (taken.name if taken else "")
        choose(
            page.offer, remedy=taken.row if taken else None, words=said, wants_else=chosen == ELSE
        )
        _pass_on(request, page.offer, words)
    except (Invalid, TooMany) as error:
        return _page(request, page, {**typed, "wrong": error.message}, code=422)
    except Refused as error:
        return _page(request, page, {**typed, "refusal": error.message}, code=409)
    return private(HttpResponseRedirect(reverse("portal:offer", args=[page.token])))


def _pass_on(request: HttpRequest, offer: Offer, words: str) -> None:
    """What he wrote beside it is a message that is owed an answer: it never ends in a drawer."""
    if words:
        intake.add_words(
            Opened("", offer.case),
            once=request.POST.get("once", ""),
            text=words,
            files=(),
            language=html_lang(),
            network=network_of(request),
        )


def _lines(offer: Offer) -> list[Line]:
    language = html_lang()
    found = offer.lines.select_related("remedy").order_by("pk")
    return [
        Line(one.remedy, name_for(one.remedy.names, language), name_for(one.remedy.says, language))
        for one in found
    ]


def _page(
    request: HttpRequest, page: Held, typed: dict[str, Any], *, code: int = 200
) -> HttpResponse:
    if page.offer is None:
        ended = {"brand": brand_of(intake.form_account())}
        return private(render(request, "portal/ended.html", ended, status=404))
    row = page.offer
    speak_to(request, row.case.contact)
    talks = conversations_of(row.case)
    context: dict[str, Any] = {
        "offer": row,
        "case": row.case,
        "open": is_open(row),
        "lines": _lines(row),
        "chosen": name_for(row.chosen.names, html_lang()) if row.chosen else "",
        "owner": row.case.owner.name if row.case.owner else "",
        "token": page.token,
        "typed": typed,
        "once": request.POST.get("once") or intake.new_once(),
        "brand": brand_of(talks[0].account if talks else intake.form_account()),
        "here": reverse("portal:offer", args=[page.token]),
    }
    return private(render(request, "portal/offer.html", context, status=code))
