from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.ui.asking import asked, user_of
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.handoffs.panels import people_for
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_another, case_to_answer, case_to_confirmation
from makegood.web.case_page import ASK, TAKE, way_to
from makegood.web.changed import changed, on
from makegood.web.opened import Opened, case_of, promise_of
from makegood.web.shown import version_known, version_shown

both = require_http_methods(["GET", "POST"])


@both
@guarded("cases.work", find=case_of)
def resolution(request: HttpRequest, opened: Opened) -> HttpResponse:
    """We believe it is solved: a last word if there is one, and the customer is asked."""

    def act() -> str:
        text = request.POST.get("text", "")
        case_to_confirmation.resolve(
            opened.row,
            user=user_of(request),
            by=actor_of(request),
            text=text,
            version=version_shown(request),
        )
        return _("The customer is asked whether it is solved")

    return asked(request, "web/_resolve.html", act, **on(opened))


@both
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

    return asked(request, "web/_wait.html", act, whom=Case.Waiting.choices[1:], **on(opened))


@both
@guarded("cases.assign", find=case_of)
def taking(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Become responsible oneself, with the reason: what the duty lead has is free to take, a lead gives
    it to himself, and anybody else is asked for it."""
    user, by = user_of(request), actor_of(request)
    way = way_to(opened, principal_of(request))

    def act() -> str:
        if way == ASK:
            case_to_another.ask_for(
                opened.row,
                user=user,
                reason=_reason(request),
                by=by,
                version=version_shown(request),
            )
            return _("%(name)s is asked") % {"name": opened.row.owner}
        if way == TAKE:
            _as_shown(request, opened, cases.take, user=user, reason=_reason(request), by=by)
        else:
            _as_shown(request, opened, cases.assign, to=user, reason=_reason(request), by=by)
        return _("You are responsible now")

    return asked(request, "web/_take.html", act, way=way, **on(opened))


@both
@guarded("cases.give", find=case_of)
def giving(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Make a colleague of the case's team responsible, with the reason."""
    team = User.objects.filter(is_active=True, teams=opened.row.queue.team).order_by("name")

    def act() -> str:
        pk = request.POST.get("to", "")
        to = team.filter(
            pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 18 else 0
        ).first()
        if to is None:
            raise Invalid(_("Choose a colleague of the team."), field="to")
        by = actor_of(request)
        _as_shown(request, opened, cases.assign, to=to, reason=_reason(request), by=by)
        return _("%(name)s is responsible now") % {"name": to}

    groups = people_for(
        team.exclude(pk=opened.row.owner_id or 0),
        near=[opened.row.queue.team_id],
        language=opened.row.language,
    )
    return asked(request, "web/_give.html", act, groups=groups, **on(opened))


@both
@guarded("cases.work", find=case_of)
def title(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Another title."""

    def act() -> str:
        cases.rename(opened.row, subject=request.POST.get("subject", ""), by=actor_of(request))
        return _("Title changed")

    return asked(request, "web/_title.html", act, **on(opened))


@require_POST
@guarded("cases.work", find=case_of)
def reopening(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take it up again; the owner stays."""
    case_to_confirmation.reopen(opened.row, by=actor_of(request))
    return changed(opened, _("Open again"), composer=True)


@require_POST
@guarded("cases.work", find=case_of)
def look(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Somebody has looked at what could not be read."""
    cases.needs_no_look(opened.row, by=actor_of(request), version=version_known(request))
    return changed(opened, _("Noted that you have looked"))


@require_POST
@guarded("cases.work", find=promise_of)
def keeping(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What a person promised is kept."""
    assert opened.promise is not None  # noqa: S101 - found by promise_of
    case_to_answer.end_promise(opened.promise, kept=True, by=actor_of(request))
    return changed(opened, _("Noted as kept"))


@transaction.atomic
def _as_shown(
    request: HttpRequest, opened: Opened, act: Callable[..., Case], **told: object
) -> None:
    """Change the owner of the case as the page showed it. Raises CaseChanged, which takes the change
    back: people are locked before cases, so what was shown is compared afterwards, one change further."""
    shown = version_shown(request)
    case = act(opened.row, **told)
    if case.version != shown:
        cases.lock_at(case.pk, version=shown + 1)


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Invalid(_("Say why: the owner and the lead read it."), field="reason")
    return reason
