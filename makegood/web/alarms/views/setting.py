"""Settings: the rules of alarms, planned work, how long an alarm waits for somebody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.refusals import at_field
from makegood.field.alarms import operations, queries
from makegood.field.alarms.models import Rule, Window
from makegood.field.alarms.operations import Trial
from makegood.field.alarms.queries import rulebook
from makegood.field.alarms.rules.conditions import Plan, condition_from
from makegood.kernel.errors import Invalid, Refused
from makegood.records.assets.queries.devices import asset_by_serial
from makegood.web.alarms.forms import (
    KINDS,
    RuleForm,
    StepsForm,
    WindowForm,
    initial_of,
    initial_steps,
    shown_conditions,
    typed_conditions,
)
from makegood.web.alarms.said import readings_named, rule_said

both = require_http_methods(["GET", "POST"])


def _page(request: HttpRequest, template: str, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"section": "settings", "page": "alarms", **said}
    return render(request, f"web/alarms/{template}.html", context, status=status)


@require_GET
@guarded("alarms.settings")
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule that counts, by product."""
    found = list(queries.all_rules())
    named = readings_named(found)
    lines = [(row, rule_said(row, named)) for row in found]
    return _page(request, "rules", lines=lines, windows=queries.windows())


@both
@guarded("alarms.settings")
def rule_new(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _rule(request, None)


@both
@guarded("alarms.settings", find=queries.one_rule)
def rule(request: HttpRequest, found: Rule) -> HttpResponse:
    """What a rule asks, and what follows."""
    return _rule(request, found)


def _rule(request: HttpRequest, found: Rule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial_of(found) if found else None)
    posted = request.method == "POST"
    told = typed_conditions(request.POST) if posted else (found.conditions if found else [])
    trial, wrong = None, ""
    if posted and form.is_valid():
        try:
            if "look" in request.POST:
                trial = _tried(form, told, found)
            else:
                operations.keep_rule(found, by=actor_of(request), conditions=told, **form.told())
                messages.success(request, _("Kept. It counts from now on."))
                return redirect("alarms:rules")
        except Invalid as error:
            wrong = str(error.message)
            at_field(form, error)
    failed = posted and bool(wrong or not form.is_valid())
    return _page(
        request,
        "rule",
        status=422 if failed else 200,
        form=form,
        rule=found,
        conditions=shown_conditions(told),
        kinds=KINDS,
        trial=trial,
        wrong=wrong,
    )


def _tried(form: RuleForm, told: list[dict[str, Any]], found: Rule | None) -> Trial:
    """What the rule as it is typed would have made of the last days. Raises Invalid."""
    try:
        conditions = tuple(condition_from(one) for one in told)
    except ValueError as error:
        raise Invalid(_("This condition is not complete."), field="name") from error
    if not conditions:
        raise Invalid(_("Say when it is an alarm: one condition at least."), field="name")
    said = form.told()
    plan = Plan(
        rule_id=found.pk if found else 0,
        product_id=said["product"].pk if said["product"] else None,
        fault=said["fault"],
        conditions=conditions,
        severity=said["severity"],
        severities=said["severities"],
        hold=said["hold"],
        quiet=said["quiet"],
    )
    return operations.try_rule(plan)


@require_POST
@guarded("alarms.settings", find=queries.one_rule)
def rule_raise(request: HttpRequest, found: Rule) -> HttpResponse:
    """It is asked before the one above it."""
    operations.raise_rule(found, by=actor_of(request))
    return redirect("alarms:rules")


@require_POST
@guarded("alarms.settings", find=queries.one_rule)
def rule_retire(request: HttpRequest, found: Rule) -> HttpResponse:
    """It makes no alarm any more."""
    operations.retire_rule(found, by=actor_of(request))
    messages.success(request, _("It counts no more. The alarms it made stay."))
    return redirect("alarms:rules")


@both
@guarded("alarms.settings")
def window_new(request: HttpRequest) -> HttpResponse:
    """Work is planned on a device or at a site."""
    form = WindowForm(request.POST or None, initial={"serial": request.GET.get("serial", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        asset = asset_by_serial(said["serial"]) if said["serial"] else None
        if said["serial"] and asset is None:
            form.add_error("serial", _("There is no device with this serial number."))
        else:
            try:
                operations.plan_window(
                    asset=asset,
                    site=said["site"],
                    begins=said["begins"],
                    ends=said["ends"],
                    why=said["why"],
                    by=actor_of(request),
                )
            except Refused as error:
                at_field(form, error)
            else:
                messages.success(request, _("Kept. What is reported meanwhile calls nobody."))
                return redirect("alarms:rules")
    status = 422 if form.is_bound else 200
    return _page(request, "window", form=form, status=status)


@require_POST
@guarded("alarms.settings", find=queries.one_window)
def window_end(request: HttpRequest, found: Window) -> HttpResponse:
    """The work is done."""
    operations.end_window(found, by=actor_of(request))
    messages.success(request, _("Over. What is still there calls somebody now."))
    return redirect("alarms:rules")


@both
@guarded("alarms.settings")
def steps(request: HttpRequest) -> HttpResponse:
    """How long alarms wait for somebody, and what a flood is."""
    limit = rulebook.limit()
    initial = initial_steps() | {"alarms": limit.alarms, "minutes": limit.minutes}
    form = StepsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.keep_steps(form.cleaned_data)
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("alarms:rules")
    return _page(request, "steps", form=form, status=422 if form.is_bound else 200)
