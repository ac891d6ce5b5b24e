"""The tasks of one's own teams: take, do, decide, decline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.live.feed import newest
from makegood.base.ui.asking import asked, done, user_of
from makegood.care.tasks import operations, queries
from makegood.care.tasks.models import Task
from makegood.care.tasks.queries import Found
from makegood.care.tasks.views.shown import Shown, shown

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("tasks.list")
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for me, what nobody has taken yet, what colleagues have."""
    since = newest()
    return render(
        request, "tasks/tasks.html", {"section": "tasks", "since": since, **_listed(request)}
    )


@require_GET
@guarded("tasks.list")
def rows(request: HttpRequest) -> HttpResponse:
    """The list, again."""
    return render(request, "tasks/_tasks.html", _listed(request))


def _listed(request: HttpRequest) -> dict[str, list[tuple[str, str, list[Shown]]]]:
    who = principal_of(request)
    me = user_of(request).pk
    found = [shown(task, who) for task in queries.tasks_for(who)]
    parts = [
        ("mine", _("Yours"), [one for one in found if one.task.assignee_id == me]),
        ("free", _("Nobody has taken these yet"), [o for o in found if not o.task.assignee_id]),
        (
            "others",
            _("Colleagues have these"),
            [o for o in found if o.task.assignee_id not in (None, me)],
        ),
    ]
    return {"parts": [part for part in parts if part[2]]}


@require_POST
@guarded("tasks.do", find=queries.found_task)
def taking(request: HttpRequest, found: Found) -> HttpResponse:
    """I do it."""
    operations.take(found.row, user=user_of(request), by=actor_of(request))
    return done(_("It is yours now"), stirs="tasks")


@both
@guarded("tasks.do", find=queries.found_task)
def result(request: HttpRequest, found: Found) -> HttpResponse:
    """What came out; for a review or an approval, yes or no."""
    verdict = request.POST.get("verdict") or request.GET.get("verdict", "")
    if verdict not in Task.Verdict.values:
        verdict = ""

    def act() -> str:
        operations.finish(
            found.row,
            result=request.POST.get("result", ""),
            verdict=verdict,
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Kept; the owner of the case hears of it")

    return asked(request, "tasks/_result.html", act, stirs="tasks", task=found.row, verdict=verdict)


@both
@guarded("tasks.do", find=queries.found_task)
def refusal(request: HttpRequest, found: Found) -> HttpResponse:
    """It is not ours."""

    def act() -> str:
        operations.decline(
            found.row,
            reason=request.POST.get("reason", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Back with the owner of the case")

    return asked(request, "tasks/_decline.html", act, stirs="tasks", task=found.row)


@require_POST
@guarded("tasks.do", find=queries.found_item)
def item(request: HttpRequest, found: Found) -> HttpResponse:
    """A line of the check-list is done."""
    assert found.item is not None  # noqa: S101 - found by found_item
    operations.check_item(found.item, user=user_of(request), by=actor_of(request))
    return done(_("Ticked"), stirs="tasks")


@both
@guarded("tasks.do", find=queries.found_item)
def omission(request: HttpRequest, found: Found) -> HttpResponse:
    """A line of the check-list is left out; a mandatory one with the reason."""
    line = found.item
    assert line is not None  # noqa: S101 - found by found_item

    def act() -> str:
        operations.check_item(
            line,
            skipped=True,
            reason=request.POST.get("reason", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Left out")

    return asked(request, "tasks/_omit.html", act, stirs="tasks", item=line)
