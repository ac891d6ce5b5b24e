"""Pages of the fleet."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.live.feed import newest
from makegood.base.ui.asking import asked, user_of
from makegood.base.ui.preferences import html_lang
from makegood.insight.analysis.queries import DIMENSIONS
from makegood.insight.problems import operations
from makegood.insight.problems.models import Problem
from makegood.insight.problems.queries import one_problem, problems
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.web.fleet.board import board_of, foretold, has_devices, problem_said


@require_GET
@guarded("fleet.see")
def fleet(request: HttpRequest) -> HttpResponse:
    """How often devices break down, by what they have in common; what became worse."""
    told = request.GET
    by = told.get("by", "model")
    product = told.get("product", "")
    chosen = int(product) if product.isdecimal() and len(product) < 18 else None
    language = html_lang()
    who = principal_of(request)
    context = {
        "section": "fleet",
        "since": newest(),
        "may_work": may(who, "problems.work"),
        "has_devices": has_devices(),
        "forecast": foretold(chosen, language),
        "today": now().date(),
        "ended": list(problems(who, ended=True)[:10]),
        "board": board_of(
            who,
            dimension=by if by in DIMENSIONS else "model",
            product=chosen,
            value=told.get("value"),
            language=language,
        ),
    }
    return render(request, "web/fleet/fleet.html", context)


@require_http_methods(["GET", "POST"])
@guarded("problems.work", find=one_problem)
def problem(request: HttpRequest, found: Problem) -> HttpResponse:
    """He works on it, has mended it, or it is none."""
    template, today = "web/fleet/_problem.html", now().date()
    return asked(
        request,
        template,
        lambda: _decide(request, found),
        stirs="problems",
        found=found,
        what=problem_said(found, html_lang()),
        today=today,
    )


def _decide(request: HttpRequest, found: Problem) -> str:
    told, by = request.POST, actor_of(request)
    version = int(told["version"]) if told.get("version", "").isdecimal() else 0
    if told.get("act") == "work":
        operations.work_on(found, user=user_of(request), version=version, by=by)
        return _("It is yours. Say something about it within two weeks")
    if told.get("act") == "mended":
        operations.mended(found, on=_day(told.get("on", "")), version=version, by=by)
        return _("From that day on the figures are watched")
    operations.dismiss(found, why=told.get("why", ""), version=version, by=by)
    return _("Noted")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("Choose the day on which it was mended."), field="on") from error
