import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.ui.toasts import toast
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseChanged
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.web.opened import Opened, case_of, promise_of
from makegood.web.shown import version_known, version_shown

asked = require_http_methods(["GET", "POST"])


@asked
@guarded("cases.work", find=case_of)
def resolution(request: HttpRequest, opened: Opened) -> HttpResponse:
    """We believe it is solved: a last word if there is one, and the customer is asked."""

    def act() -> str:
        user = principal_of(request).user
        assert user is not None  # noqa: S101 - the guard lets only staff pass
        text = request.POST.get("text", "")
        case_to_confirmation.resolve(
            opened.row,
            user=user,
            by=actor_of(request),
            text=text,
            version=version_shown(request),
        )
        return _("The customer is asked whether it is solved")

    return _asked(request, opened, "web/_resolve.html", act)


@asked
@guarded("cases.work", find=case_of)
def waiting(request: HttpRequest, opened: Opened) -> HttpResponse:
    """We wait for somebody, and say for what."""

    def act() -> str:
        whom, reason = request.POST.get("whom", ""), request.POST.get("reason", "")
        case_to_answer.wait(
            opened.row,
            whom=whom,
            reason=reason,
            by=actor_of(request),
            version=version_shown(request),
        )
        return _("Waits; you will be reminded")

    return _asked(request, opened, "web/_wait.html", act, whom=Case.Waiting.choices[1:])


@asked
@guarded("cases.assign", find=case_of)
def taking(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Become responsible oneself, with the reason."""

    def act() -> str:
        user = principal_of(request).user
        assert user is not None  # noqa: S101 - the guard lets only staff pass
        _make_responsible(request, opened, user)
        return _("You are responsible now")

    return _asked(request, opened, "web/_take.html", act)


@asked
@guarded("cases.give", find=case_of)
def giving(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Make a colleague of the case's team responsible, with the reason."""
    team = User.objects.filter(is_active=True, teams=opened.row.queue.team).order_by("name")

    def act() -> str:
        pk = request.POST.get("to", "")
        to = get_object_or_404(team, pk=int(pk) if pk.isdigit() else 0)
        _make_responsible(request, opened, to)
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
    cases.needs_no_look(opened.row, by=actor_of(request), version=version_known(request))
    return _done(opened, _("Noted that you have looked"))


@require_POST
@guarded("cases.work", find=promise_of)
def keeping(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What a person promised is kept."""
    assert opened.promise is not None  # noqa: S101 - found by promise_of
    case_to_answer.end_promise(opened.promise, kept=True, by=actor_of(request))
    return _done(opened, _("Noted as kept"))


@require_POST
@guarded("cases.work", find=promise_of)
def release(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What a person promised need not be kept any more."""
    assert opened.promise is not None  # noqa: S101 - found by promise_of
    case_to_answer.end_promise(opened.promise, kept=False, by=actor_of(request))
    return _done(opened, _("Noted as released"))


@transaction.atomic
def _make_responsible(request: HttpRequest, opened: Opened, to: User) -> None:
    """Give the case as the page showed it. Raises CaseChanged, which takes the change back: people
    are locked before cases, so what was shown is compared afterwards, one change further."""
    shown = version_shown(request)
    case = cases.assign(opened.row, to=to, reason=_reason(request), by=actor_of(request))
    if case.version != shown:
        cases.lock_at(case.pk, version=shown + 1)


def _asked(
    request: HttpRequest, opened: Opened, template: str, act: Callable[[], str], **context: object
) -> HttpResponse:
    """GET shows the dialog; POST acts. What cannot be used comes back as 422, what is about something
    older as 409, both with what was typed."""
    version = version_known(request) or opened.row.version
    shown = {"case": opened.row, "typed": request.POST, "version": version, **context}
    if request.method == "GET":
        return render(request, template, shown)
    try:
        return _done(opened, act())
    except CaseChanged as error:
        opened.row.refresh_from_db()
        shown |= {"error": error.message, "field": "version", "version": opened.row.version}
        status = 409
    except Invalid as error:
        shown |= {"error": error.message, "field": error.field}
        status = 422
    response = render(request, template, shown, status=status)
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
