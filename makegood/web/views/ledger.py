from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.ui.asking import asked, user_of
from makegood.care.promises.operations import NotAllowed, Unlikely
from makegood.care.promises.queries import promises_of
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_answer, promise_to_moved
from makegood.web.changed import on
from makegood.web.ledger import everything_about, what_of
from makegood.web.opened import Opened, case_of, promise_of

WORDS = 12
both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("cases.see", find=case_of)
def ledger(request: HttpRequest, opened: Opened) -> HttpResponse:
    """All about every promise of the case."""
    promises = everything_about(promises_of(opened.row))
    return render(request, "web/_promises.html", {"case": opened.row, "promises": promises})


@both
@guarded("cases.work", find=promise_of)
def release(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The customer's own word releases us: which of his messages says so."""
    promise = opened.promise
    assert promise is not None  # noqa: S101 - found by promise_of
    theirs = Message.objects.filter(
        conversation__strand__case=opened.case,
        author=Message.Author.CONTACT,
        at__gte=promise.made_at,
    )
    words = list(theirs.order_by("-at", "-pk")[:WORDS])

    def act() -> str:
        key = request.POST.get("message", "")
        said = next((one for one in words if str(one.pk) == key), None)
        if said is None:
            raise Invalid(_("Choose the message in which the customer says so."), field="message")
        why = request.POST.get("why", "")
        case_to_answer.end_promise(promise, kept=False, by=actor_of(request), message=said, why=why)
        return _("Noted as released")

    template = "web/_release.html" if words else "web/_no_word.html"
    return asked(request, template, act, words=words, what=what_of(promise), **on(opened))


@both
@guarded("cases.work", find=promise_of)
def new_time(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Another moment, agreed with the customer."""
    promise = opened.promise
    assert promise is not None  # noqa: S101 - found by promise_of
    promise.case = opened.row

    def act() -> str:
        post = request.POST
        try:
            promise_to_moved.agree(
                promise,
                due=_moment(post.get("due", "")),
                why=post.get("why", ""),
                user=user_of(request),
                knows=post.get("knows") == "yes",
                by=actor_of(request),
                all_the_same=post.get("overrule", ""),
            )
        except (Unlikely, NotAllowed) as error:
            raise Invalid(error.message, field="overrule") from error
        return _("A new time is agreed")

    return asked(
        request,
        "web/_new_time.html",
        act,
        promise=promise,
        what=what_of(promise),
        zone=str(get_current_timezone()),
        suggested=_suggested(promise.due),
        may_overrule=may(principal_of(request), "promises.overrule", None),
        **on(opened),
    )


def _suggested(due: datetime) -> str:
    """A day after the old time, or after now, whichever is later: a field to change, in the viewer's zone."""
    later = localtime(max(due, now()) + timedelta(days=1))
    return later.strftime("%Y-%m-%dT%H:%M")


def _moment(text: str) -> datetime:
    """A moment as the browser's field says it, in the viewer's zone. Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(_("Say the day and the time."), field="due") from error
    zone = get_current_timezone()
    return (
        moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(ZoneInfo("UTC"))
    )
