import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.ui.toasts import toast
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.web.opened import Opened, case_of

asked = require_http_methods(["GET", "POST"])


@asked
@guarded("cases.work", find=case_of)
def resolution(request: HttpRequest, opened: Opened) -> HttpResponse:
    """We believe it is solved: a last word if there is one, and the customer is asked."""

    def act() -> str:
        user = principal_of(request).user
        assert user is not None  # noqa: S101 - the guard lets only staff pass
        text = request.POST.get("text", "")
        case_to_confirmation.resolve(opened.row, user=user, by=actor_of(request), text=text)
        return _("The customer is asked whether it is solved")

    return _asked(request, opened, "web/_resolve.html", act)


@asked
@guarded("cases.work", find=case_of)
def waiting(request: HttpRequest, opened: Opened) -> HttpResponse:
    """We wait for somebody, and say for what."""

    def act() -> str:
        whom, reason = request.POST.get("whom", ""), request.POST.get("reason", "")
        case_to_answer.wait(opened.row, whom=whom, reason=reason, by=actor_of(request))
        return _("Waits; you will be reminded")

    return _asked(request, opened, "web/_wait.html", act, whom=Case.Waiting.choices[1:])


@asked
@guarded("cases.assign", find=case_of)
def taking(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Become responsible oneself, with the reason."""

    def act() -> str:
        user = principal_of(request).user
        assert user is not None  # noqa: S101 - the guard lets only staff pass
        cases.assign(opened.row, to=user, reason=_reason(request), by=actor_of(request))
        return _("You are responsible now")

    return _asked(request, opened, "web/_take.html", act)


@asked
@guarded("cases.assign", find=case_of)
def giving(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Make a colleague of the case's team responsible, with the reason."""
    team = User.objects.filter(is_active=True, teams=opened.row.queue.team).order_by("name")

    def act() -> str:
        pk = request.POST.get("to", "")
        to = get_object_or_404(team, pk=int(pk) if pk.isdigit() else 0)
        cases.assign(opened.row, to=to, reason=_reason(request), by=actor_of(request))
        return _("%(name)s is responsible now") % {"name": to}

    return _asked(
        request, opened, "web/_give.html", act, team=team.exclude(pk=opened.row.owner_id or 0)
    )


@asked
@guarded("cases.work", find=case_of)
def title(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Another title."""

    def act() -> str:
        cases.rename(opened.row, subject=request.POST.get("subject", ""), by=actor_of(request))
        return _("Title changed")

    return _asked(request, opened, "web/_title.html", act)


@require_POST
@guarded("cases.work", find=case_of)
def reopening(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take it up again; the owner stays."""
    case_to_confirmation.reopen(opened.row, by=actor_of(request))
    return _done(opened, _("Open again"), composer=True)


@require_POST
@guarded("cases.work", find=case_of)
def look(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Somebody has looked at what could not be read."""
    cases.needs_no_look(opened.row, by=actor_of(request))
    return _done(opened, _("Noted that you have looked"))


def _asked(
    request: HttpRequest, opened: Opened, template: str, act: Callable[[], str], **context: object
) -> HttpResponse:
    """GET shows the dialog; POST acts; what cannot be used comes back as 422 with what was typed."""
    shown = {"case": opened.row, "typed": request.POST, **context}
    if request.method == "GET":
        return render(request, template, shown)
    try:
        return _done(opened, act())
    except Invalid as error:
        response = render(
            request, template, {**shown, "error": error.message, "field": error.field}, status=422
        )
        response["HX-Retarget"] = "#dialogs"
        response["HX-Reswap"] = "innerHTML"
        return response


def _done(opened: Opened, text: str, *, composer: bool = False) -> HttpResponse:
    response = HttpResponse(status=204)
    told = {"changed": {"case": opened.case, "composer": composer}}
    response["HX-Trigger"] = json.dumps(told)
    return toast(response, text)


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Invalid(_("Say why: the owner and the lead read it."), field="reason")
    return reason
