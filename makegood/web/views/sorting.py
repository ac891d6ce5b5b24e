"""How urgent a case is, and in which queue it lies."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import asked
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_policy
from makegood.records.people.models import Queue
from makegood.records.people.queries import name_of, queues
from makegood.web.changed import left, on
from makegood.web.opened import Opened, case_of
from makegood.web.shown import version_shown
from makegood.web.sorting import PRIORITIES, would_move

both = require_http_methods(["GET", "POST"])


@both
@guarded("cases.work", find=case_of)
def weighing(request: HttpRequest, opened: Opened) -> HttpResponse:
    """How urgent it is, and which deadlines follow."""
    typed = _typed(request, "urgency")
    known = dict(PRIORITIES)
    chosen = typed if typed in known else opened.row.urgency

    def act() -> str:
        if typed is None:
            raise Invalid(_("Choose normal, high or danger."), field="urgency")
        case_to_policy.weigh(
            opened.row, urgency=typed, by=actor_of(request), version=version_shown(request)
        )
        return _("Priority: %(priority)s") % {"priority": known[typed]}

    return asked(
        request,
        "web/_weigh.html",
        act,
        priorities=PRIORITIES,
        chosen=chosen,
        moves=would_move(opened.row, urgency=chosen),
        **on(opened),
    )


@both
@guarded("cases.work", find=case_of)
def moving(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Into which queue it goes, with the reason, and which deadlines follow."""
    others = [queue for queue in queues() if queue.pk != opened.row.queue_id]
    typed = _typed(request, "queue")
    chosen = next((queue for queue in others if queue.pk == typed), None)

    def act() -> HttpResponse:
        reason = request.POST.get("reason", "").strip()
        if chosen is None:
            raise Invalid(_("Choose the queue it goes to."), field="queue")
        if not reason:
            raise Invalid(_("Say why: those who get it read it."), field="reason")
        case_to_policy.move(
            opened.row,
            queue=chosen,
            by=actor_of(request),
            version=version_shown(request),
            reason=reason,
        )
        text = _("Moved to “%(queue)s”. The owner stays.") % {"queue": _name(chosen)}
        return left(request, opened, text)

    return asked(
        request,
        "web/_move.html",
        act,
        queues=[(queue.pk, _name(queue)) for queue in others],
        chosen=chosen.pk if chosen else None,
        moves=would_move(opened.row, queue=chosen) if chosen else [],
        **on(opened),
    )


def _name(queue: Queue) -> str:
    return name_of(queue, html_lang())


def _typed(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "") or request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
