"""Beside a case: how it was understood when it began, and the thanks in public at its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from makegood.base.access.http import guarded
from makegood.base.ui.asking import asked, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.desk.routing.models import FirstReading
from makegood.desk.routing.queries import hints_of
from makegood.desk.routing.queries import understood as understood_of
from makegood.loops.thanks_in_public import (
    draft_of_thanks,
    place_of_thanks,
    thank_in_public,
    thanked,
)
from makegood.records.people.queries import name_of
from makegood.web.changed import on
from makegood.web.opened import Opened, case_of
from makegood.web.settings.routing.said import fits_said, hints_said, signs_said
from makegood.web.sorting import PRIORITIES


@require_safe
@guarded("cases.see", find=case_of)
def understood(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Why it is as urgent as it is, why it lies in its queue, and whom we thank; nothing for most cases."""
    case: Case = opened.row
    found, language = understood_of(case), html_lang()
    context = {
        "case": case,
        "found": found,
        "priority": str(dict(PRIORITIES).get(found.level, "")) if found else "",
        "now": str(dict(PRIORITIES).get(case.urgency, "")),
        "signs": signs_said(found.signs) if found else [],
        "hints": hints_said(hints_of(case)[:5]),
        "fits": fits_said(found.fits) if found else [],
        "before": _elsewhere(found, language),
        "place": place_of_thanks(case),
        "thanked": thanked(case),
    }
    return render(request, "web/_understood.html", context)


def _elsewhere(found: FirstReading | None, language: str) -> str:
    """The queue it would have come to without its rule, where that is another."""
    if found is None or found.before is None or found.rule is None:
        return ""
    return name_of(found.before, language) if found.before_id != found.rule.queue_id else ""


@require_http_methods(["GET", "POST"])
@guarded("cases.work", find=case_of)
def thanking(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Thank him where everybody reads it: the draft, in words that one of us makes his own."""
    case: Case = opened.row
    user, talk = user_of(request), place_of_thanks(case)

    def act() -> str:
        thank_in_public(case, text=request.POST.get("text", ""), user=user)
        return _("Leaves in a moment")

    words = request.POST.get("text", "")
    if not words and talk is not None and request.method == "GET":
        words = draft_of_thanks(case, talk, user=user)
    return asked(request, "web/_thank.html", act, words=words, place=talk, **on(opened))
