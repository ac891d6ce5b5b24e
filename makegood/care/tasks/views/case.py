"""Beside a case: what departments do for it, and asking them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.models import User
from makegood.base.access.policy import may
from makegood.base.ui.asking import asked, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.tasks import operations, queries
from makegood.care.tasks.models import Kind
from makegood.care.tasks.operations import NewTask
from makegood.care.tasks.queries import CaseFound, Found
from makegood.care.tasks.views.shown import label_of, shown, spent_in_words
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("cases.see", find=queries.found_case)
def panel(request: HttpRequest, found: CaseFound) -> HttpResponse:
    """What departments do for this case, and whom one may ask."""
    who, case = principal_of(request), found.row
    tasks = []
    for task in queries.tasks_of(case):
        task.case = case
        tasks.append(shown(task, who))
    language = html_lang()
    context = {
        "case": case,
        "now": [one for one in tasks if not one.ended],
        "before": [one for one in tasks if one.ended],
        "shares": [
            (
                name_of(share.team, language),
                spent_in_words(share.spent),
                spent_in_words(share.given),
                share.spent > share.given,
            )
            for share in queries.time_per_team(case)
        ],
        "departments": [(d.team, name_of(d.team, language)) for d in queries.departments()],
        "plans": [(plan, label_of(plan.names)) for plan in queries.plans()],
        "may_ask": case.status in (Case.Status.OPEN, Case.Status.WAITING)
        and may(who, "cases.work", found),
    }
    return render(request, "tasks/_panel.html", context)


@both
@guarded("cases.work", find=queries.case_and_team)
def ask(request: HttpRequest, found: CaseFound) -> HttpResponse:
    """Ask a department for something."""
    assert found.team is not None  # noqa: S101 - found by case_and_team
    team = found.team

    def act() -> str:
        new = _new(request, team)
        operations.ask(found.row, new=new, user=user_of(request), by=actor_of(request))
        return _("%(team)s is asked; you stay responsible") % {"team": name_of(team, html_lang())}

    minutes = team.department.minutes
    return asked(
        request,
        "tasks/_ask.html",
        act,
        stirs="tasks",
        team=team,
        team_name=name_of(team, html_lang()),
        due=owed_by(now(), minutes, hours_of([team.pk])[team.pk]),
        minutes=minutes,
        kinds=Kind.choices,
        people=queries.colleagues_of(team).exclude(pk=user_of(request).pk),
        public=label_of(team.department.public_names),
    )


def _new(request: HttpRequest, team: Team) -> NewTask:
    given = request.POST
    public = given.get("public", "").strip()
    known = label_of(team.department.public_names)
    return NewTask(
        team=team,
        title=given.get("title", ""),
        question=given.get("question", ""),
        kind=given.get("kind") if given.get("kind") in Kind.values else Kind.TASK,  # type: ignore[arg-type]
        minutes=_minutes(given.get("minutes", "")),
        blocking="blocking" in given,
        approver=_person(team, given.get("approver", "")),
        substitute=_person(team, given.get("substitute", "")),
        public_names={"": public[:120]} if public and public != known else {},
    )


def _minutes(text: str) -> int | None:
    if not text.strip():
        return None
    if not (text.isascii() and text.isdigit()):
        raise Invalid(_("Give a time between one minute and one year."), field="minutes")
    return int(text[:9])


def _person(team: Team, pk: str) -> User | None:
    if not pk.isdigit():
        return None
    return queries.colleagues_of(team).filter(pk=int(pk)).first()


@both
@guarded("cases.work", find=queries.case_and_plan)
def plan(request: HttpRequest, found: CaseFound) -> HttpResponse:
    """Begin a plan: its steps are shown first."""
    assert found.plan is not None  # noqa: S101 - found by case_and_plan
    drawn = found.plan

    def act() -> str:
        operations.start_plan(found.row, plan=drawn, user=user_of(request), by=actor_of(request))
        return _("“%(plan)s” has begun; you stay responsible") % {"plan": label_of(drawn.names)}

    steps: list[dict[str, Any]] = [
        {"title": step.title, "team": name_of(step.team, html_lang()), "kind": step.kind}
        for step in drawn.steps.select_related("team").order_by("position")
    ]
    return asked(
        request, "tasks/_begin.html", act, stirs="tasks", name=label_of(drawn.names), steps=steps
    )


@both
@guarded("tasks.recall", find=queries.found_task)
def recall(request: HttpRequest, found: Found) -> HttpResponse:
    """The owner needs it no more."""

    def act() -> str:
        operations.call_back(
            found.row,
            reason=request.POST.get("reason", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Called back")

    return asked(request, "tasks/_recall.html", act, stirs="tasks", task=found.row)
