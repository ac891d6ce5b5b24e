"""Settings: which departments may be asked, and plans, drawn and tried without code."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.tasks import operations, queries
from makegood.care.tasks.forms import (
    FIELD_NAMES,
    URGENCIES,
    DepartmentForm,
    PlanForm,
    Steps,
    TrialForm,
    department_shown,
    names_of,
    plan_shown,
    step_shown,
)
from makegood.care.tasks.models import Department, Kind, PlanStep, TaskPlan
from makegood.care.tasks.operations.planning import MOST_STEPS
from makegood.care.tasks.operations.state import due_of
from makegood.care.tasks.ports import solution_targets
from makegood.care.tasks.rules import Condition, Step, Walk, read_conditions, walk
from makegood.care.tasks.views.shown import ICONS, label_of, left_out_because, spent_in_words
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of, one_team, teams

both = require_http_methods(["GET", "POST"])


def _page(
    request: HttpRequest, template: str, page: str, *, wrong: bool = False, **said: Any
) -> HttpResponse:
    context = {"section": "settings", "page": page, **said}
    return render(request, f"tasks/{template}.html", context, status=422 if wrong else 200)


@require_GET
@guarded("administer")
def departments(request: HttpRequest) -> HttpResponse:
    """All teams, and how soon those answer that may be asked."""
    known = {d.team_id: d for d in queries.departments(active=False)}
    since = now() - MEASURED
    measured = queries.measured_since(since)
    shown = [
        (
            team,
            name_of(team, html_lang()),
            known.get(team.pk),
            _usual(known.get(team.pk)),
            _measured(measured.get(team.pk)),
        )
        for team in teams()
    ]
    return _page(request, "departments", "departments", teams=shown)


MEASURED = timedelta(days=90)


def _usual(found: Department | None) -> str:
    return spent_in_words(timedelta(minutes=found.minutes)) if found else ""


def _measured(found: queries.Measured | None) -> str:
    if found is None:
        return ""
    values = {
        "kept": found.in_time,
        "ended": found.ended,
        "average": spent_in_words(timedelta(seconds=found.average)),
    }
    return _("%(kept)s of %(ended)s in time, %(average)s on average") % values


@both
@guarded("administer", find=one_team)
def department(request: HttpRequest, team: Team) -> HttpResponse:
    """Whether a team may be asked, and what customers read of it."""
    kept = Department.objects.filter(team=team).first()
    form = DepartmentForm(request.POST or None, initial=department_shown(kept))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            operations.set_department(
                team,
                public_names=names_of(data),
                minutes=data["minutes"],
                lead=data["lead"],
                active=data["active"],
                by=actor_of(request),
            )
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("tasks:departments")
    wrong = form.is_bound and not form.is_valid()
    name = name_of(team, html_lang())
    return _page(request, "department", "departments", wrong=wrong, form=form, name=name)


@require_GET
@guarded("administer")
def plans(request: HttpRequest) -> HttpResponse:
    """All plans, drawn."""
    found = [(plan, label_of(plan.names), _drawn(plan)) for plan in queries.plans(active=False)]
    return _page(request, "plans", "plans", plans=found)


def _drawn(plan: TaskPlan) -> list[dict[str, Any]]:
    """The steps of a plan as a drawing shows them."""
    return [_step_drawn(step) for step in sorted(plan.steps.all(), key=lambda s: s.position)]


def _step_drawn(step: PlanStep) -> dict[str, Any]:
    ways = []
    if step.kind == Kind.APPROVAL and step.approver:
        ways = [step.approver.name]
        if step.substitute:
            ways.append(step.substitute.name)
        ways.append(_("lead of the team"))
    conditions = [
        f"{FIELD_NAMES[one.field]}: {_value(one)}" for one in read_conditions(step.conditions)
    ]
    return {
        "title": step.title,
        "kind": step.get_kind_display(),
        "icon": ICONS[Kind(step.kind)],
        "team": name_of(step.team, html_lang()),
        "time": spent_in_words(timedelta(minutes=step.minutes)),
        "ways": ways,
        "conditions": conditions,
        "when": "" if step.when == "approved" else step.get_when_display(),
        "mandatory": sum(bool(item["mandatory"]) for item in step.items),
        "lines": len(step.items),
        "blocking": step.blocking,
    }


def _value(condition: Condition) -> str:
    """The value of a condition as people say it."""
    said = dict(URGENCIES).get(condition.value) if condition.field == "urgency" else None
    return str(said or condition.value)


@both
@guarded("administer")
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    return _plan(request, None)


@both
@guarded("administer", find=queries.one_plan)
def plan(request: HttpRequest, found: TaskPlan) -> HttpResponse:
    """The name of a plan and its steps."""
    return _plan(request, found)


def _plan(request: HttpRequest, found: TaskPlan | None) -> HttpResponse:
    if request.method == "POST" and "add" in request.POST:
        form, steps = PlanForm(request.POST), Steps(_one_more(request))
        return _plan_page(request, found, form=form, steps=steps, quiet=True)
    form = PlanForm(request.POST or None, initial=plan_shown(found) if found else None)
    steps = Steps(request.POST or None, initial=_kept(found))
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            _save(request, found, form.cleaned_data, steps)
        except Invalid as error:
            _told(form, steps, error)
        else:
            messages.success(request, _("Kept. What runs already goes on as it began."))
            return redirect("tasks:plans")
    wrong = request.method == "POST"
    hints = _hints(found) if found else []
    return _plan_page(request, found, wrong=wrong, form=form, steps=steps, hints=hints)


def _plan_page(request: HttpRequest, found: TaskPlan | None, **said: Any) -> HttpResponse:
    name = label_of(found.names) if found else ""
    return _page(request, "plan", "plans", plan=found, name=name, **said)


def _kept(found: TaskPlan | None) -> list[dict[str, Any]]:
    if found is None:
        return []
    steps = found.steps.select_related("team", "approver", "substitute").order_by("position")
    return [step_shown(step) for step in steps]


BLANK = {"kind": "task", "minutes": "480", "when": "approved", "blocking": "on"}


def _one_more(request: HttpRequest) -> dict[str, Any]:
    """What was typed, and room for one more step."""
    data = request.POST.copy()
    count = data.get("form-TOTAL_FORMS", "1")
    number = min(int(count) if count.isdigit() else 1, MOST_STEPS - 1)
    data["form-TOTAL_FORMS"] = str(number + 1)
    for name, value in BLANK.items():  # as a form that nobody has touched: left so, it is no step
        data[f"form-{number}-{name}"] = value
    return data


def _in_order(steps: Any) -> list[Any]:
    """The forms of the steps that stay, in the order that was given."""
    return [form for form in steps.ordered_forms if form.cleaned_data.get("title")]


def _save(
    request: HttpRequest, found: TaskPlan | None, data: dict[str, Any], steps: Any
) -> TaskPlan:
    return operations.save_plan(
        found,
        names=names_of(data),
        steps=[form.step() for form in _in_order(steps)],
        active=data["active"],
        by=actor_of(request),
    )


def _told(form: forms.Form, steps: Any, error: Invalid) -> None:
    """A refusal stands at its field of its step, or above the form; what was typed stays."""
    number, _dash, field = error.field.partition("-")
    if number.isdigit() and field:
        _in_order(steps)[int(number) - 1].add_error(field, str(error.message))
    else:
        at_field(form, error)


def _hints(found: TaskPlan) -> list[str]:
    """Where the steps together take longer than we promise a solution."""
    total = sum(step.minutes for step in found.steps.all())
    values = {"total": spent_in_words(timedelta(minutes=total))}
    return [
        _("All steps take up to %(total)s, and “%(name)s” promises a solution within %(time)s.")
        % {**values, "name": name or "–", "time": spent_in_words(timedelta(minutes=minutes))}
        for name, minutes in solution_targets()
        if minutes < total
    ]


@require_GET
@guarded("administer", find=queries.one_plan)
def trial(request: HttpRequest, found: TaskPlan) -> HttpResponse:
    """What would happen to an example case: which steps, by whom, from when until when."""
    form = TrialForm(request.GET or None)
    rows = list(found.steps.select_related("team", "approver", "substitute").order_by("position"))
    decisions = [request.GET.get(f"decision{row.position}", "") for row in rows]
    facts = form.facts() if form.is_bound and form.is_valid() else {"urgency": "0"}
    way = _walked(rows, facts, decisions)
    steps = [
        {
            **_step_drawn(row),
            "position": row.position,
            "decides": row.kind in (Kind.REVIEW, Kind.APPROVAL),
            "decision": decision or "approved",
            "begins": one.begins,
            "due": one.due,
            "left_out": left_out_because(one.left_out) if one.left_out else "",
        }
        for row, one, decision in zip(rows, way.steps, decisions, strict=True)
    ]
    return _page(
        request,
        "trial",
        "plans",
        form=form,
        plan=found,
        name=label_of(found.names),
        steps=steps,
        ends=way.ends,
        hints=_hints(found),
    )


def _walked(rows: list[PlanStep], facts: dict[str, str], decisions: list[str]) -> Walk:
    return walk(
        [
            Step(
                kind=row.kind,
                minutes=row.minutes,
                team_id=row.team_id,
                when=row.when,
                conditions=read_conditions(row.conditions),
            )
            for row in rows
        ],
        facts=facts,
        decisions=decisions,
        start=now(),
        due=lambda start, minutes, team: due_of(team, minutes, start),
    )
