from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.ui.asking import asked, user_of
from makegood.care.handoffs.operations import Offer, heard
from makegood.care.handoffs.panels import everybody_for
from makegood.care.handoffs.queries import Mine, Offered, alarm_of, handoff_of, owed_back, prefilled
from makegood.care.handoffs.rules import USUAL
from makegood.care.promises.models import Warning
from makegood.care.promises.operations import see_warnings
from makegood.loops import case_to_another
from makegood.records.people.models import Team
from makegood.web.changed import changed, left, on
from makegood.web.handing import for_me, spans, target
from makegood.web.opened import Opened, case_of, opened
from makegood.web.shown import version_shown
from makegood.web.warned import warning_of

both = require_http_methods(["GET", "POST"])


@both
@guarded("handoffs.offer", find=case_of)
def offering(request: HttpRequest, case: Opened) -> HttpResponse:
    """Offer the case to somebody: what he must know, until when, whether it comes back."""

    def act() -> str:
        handoff = case_to_another.offer(
            case.row, _offer(request), by=actor_of(request), version=version_shown(request)
        )
        name = {"name": target(handoff)}
        return _("Offered to %(name)s. You stay responsible until it is accepted.") % name

    return asked(
        request,
        "web/_offer.html",
        act,
        groups=everybody_for(case.row),
        wanted=request.POST.get("to") or request.GET.get("to", ""),
        begun=prefilled(case.row),
        spans=spans(),
        span=_minutes(request) or USUAL,
        **on(case),
    )


def _offer(request: HttpRequest) -> Offer:
    kind, _colon, pk = request.POST.get("to", "").partition(":")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 12 else 0
    return Offer(
        to_user=User.objects.filter(pk=number).first() if kind == "user" else None,
        to_team=Team.objects.filter(pk=number).first() if kind == "team" else None,
        summary=request.POST.get("summary", ""),
        question=request.POST.get("question", ""),
        told=request.POST.get("told", ""),
        minutes=_minutes(request),
        comes_back=request.POST.get("comes_back") == "on",
    )


def _minutes(request: HttpRequest) -> int:
    text = request.POST.get("minutes", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@require_POST
@guarded("handoffs.answer", find=handoff_of)
def acceptance(request: HttpRequest, offered: Offered) -> HttpResponse:
    """Say yes: responsible from now on."""
    case_to_another.accept(offered.row, user=user_of(request), by=actor_of(request))
    return changed(offered, _("You are responsible now"))


@both
@guarded("handoffs.answer", find=handoff_of)
def refusal(request: HttpRequest, offered: Offered) -> HttpResponse:
    """Say no, with the reason."""
    row = offered.row

    def act() -> HttpResponse:
        reason = request.POST.get("reason", "")
        case_to_another.decline(row, user=user_of(request), reason=reason, by=actor_of(request))
        text = _("It stays with %(name)s, who reads your reason") % {"name": row.sender}
        return left(request, offered, text)

    return asked(request, "web/_refuse.html", act, handoff=row, **on(opened(row.case)))


@require_POST
@guarded("handoffs.withdraw", find=handoff_of)
def withdrawal(request: HttpRequest, offered: Offered) -> HttpResponse:
    """Take the offer back."""
    case_to_another.withdraw(offered.row, by=actor_of(request), user=user_of(request))
    return changed(offered, _("Taken back. It stays with %(name)s.") % {"name": offered.row.sender})


@both
@guarded("handoffs.return", find=case_of)
def returning(request: HttpRequest, case: Opened) -> HttpResponse:
    """Give it back with the answer."""
    waiting = owed_back(case.row)

    def act() -> HttpResponse:
        answer = request.POST.get("answer", "")
        back = case_to_another.give_back(
            case.row, answer=answer, user=user_of(request), by=actor_of(request)
        )
        text = _("%(name)s has the answer and is responsible again") % {"name": back.back_to}
        return left(request, case, text)

    return asked(request, "web/_return.html", act, handoff=waiting, **on(case))


@require_GET
@guarded("cases.list")
def offers(request: HttpRequest) -> HttpResponse:
    """What stands on top of the work list, again."""
    return render(request, "web/_offers.html", {"offers": for_me(principal_of(request))})


@require_POST
@guarded("handoffs.hear", find=alarm_of)
def hearing(request: HttpRequest, mine: Mine) -> HttpResponse:
    """He has heard of it."""
    heard(mine.row, by=actor_of(request))
    return render(request, "web/_offers.html", {"offers": for_me(principal_of(request))})


@require_POST
@guarded("cases.list", find=warning_of)
def warning(request: HttpRequest, row: Warning) -> HttpResponse:
    """He has heard that something is late or nearly so."""
    see_warnings(user_of(request), promises=[row.promise_id])
    return render(request, "web/_offers.html", {"offers": for_me(principal_of(request))})
