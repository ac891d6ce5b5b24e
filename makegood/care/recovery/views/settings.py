"""Settings: the catalogue, who may give how much, budgets, reminders."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.models import Role
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.recovery import operations, queries
from makegood.care.recovery.forms import (
    AuthorityForm,
    BudgetForm,
    NudgesForm,
    RemedyForm,
    money,
    new_remedy,
    remedy_shown,
)
from makegood.care.recovery.models import Authority, Remedy
from makegood.care.recovery.views.shown import priced
from makegood.kernel.errors import Invalid
from makegood.kernel.ids import random_name
from makegood.records.people.models import Queue
from makegood.records.people.queries import name_of, one_queue

both = require_http_methods(["GET", "POST"])


def _page(
    request: HttpRequest, template: str, page: str = "remedies", *, wrong: bool = False, **said: Any
) -> HttpResponse:
    context = {"section": "settings", "page": page, **said}
    return render(request, f"recovery/{template}.html", context, status=422 if wrong else 200)


def _kept(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was right and its operation done; what it refuses stands at its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as error:
        at_field(form, error)
        return False
    return True


@require_GET
@guarded("recovery.settings")
def remedies(request: HttpRequest) -> HttpResponse:
    """What can be offered, by whom, from which budget."""
    language = html_lang()
    roles = dict(Role.choices)
    return _page(
        request,
        "remedies",
        remedies=[priced(one, language) for one in queries.catalogue()],
        authorities=[
            (roles.get(one.role, _("By itself, with an apology")), money(one.most, one.currency))
            for one in Authority.objects.order_by("currency", "most")
        ],
        budgets=[
            (
                one,
                name_of(one.team, language),
                money(one.amount, one.currency),
                money(one.held, one.currency),
                money(one.spent, one.currency),
                float((one.held + one.spent) / one.amount) if one.amount else 1.0,
            )
            for one in queries.budgets()
        ],
    )


@both
@guarded("recovery.settings")
def remedy_new(request: HttpRequest) -> HttpResponse:
    """A new line of the catalogue."""
    return _remedy(request, None)


@both
@guarded("recovery.settings", find=queries.one_remedy)
def remedy(request: HttpRequest, row: Remedy) -> HttpResponse:
    """Change a line of the catalogue."""
    return _remedy(request, row)


def _remedy(request: HttpRequest, row: Remedy | None) -> HttpResponse:
    form = RemedyForm(request.POST or None, initial=remedy_shown(row))
    key = row.key if row else f"r-{random_name(10)}"

    def act() -> object:
        return operations.keep_remedy(key, new_remedy(form.cleaned_data), by=actor_of(request))

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("Kept."))
        return redirect("recovery:remedies")
    return _page(request, "remedy", wrong=request.method == "POST", form=form, row=row)


@both
@guarded("recovery.settings")
def authority(request: HttpRequest) -> HttpResponse:
    """The most that a role may give."""
    form = AuthorityForm(request.POST or None)

    def act() -> object:
        data = form.cleaned_data
        return operations.set_authority(
            data["role"], most=data["most"], currency=data["currency"], by=actor_of(request)
        )

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("Kept."))
        return redirect("recovery:remedies")
    return _page(request, "authority", wrong=request.method == "POST", form=form)


@both
@guarded("recovery.settings")
def budget(request: HttpRequest) -> HttpResponse:
    """What a team may give away in a time."""
    form = BudgetForm(request.POST or None)

    def act() -> object:
        data = form.cleaned_data
        return operations.keep_budget(
            data["team"],
            starts=make_aware(datetime.combine(data["starts"], time())),
            ends=make_aware(datetime.combine(data["ends"] + timedelta(days=1), time())),
            amount=data["amount"],
            currency=data["currency"],
            by=actor_of(request),
        )

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("Kept."))
        return redirect("recovery:remedies")
    return _page(request, "budget", wrong=request.method == "POST", form=form)


@require_GET
@guarded("recovery.settings")
def nudges(request: HttpRequest) -> HttpResponse:
    """How each queue reminds customers it waits for."""
    shown = [
        (one.queue, name_of(one.queue, html_lang()), one.rule) for one in queries.rules_of_queues()
    ]
    return _page(request, "nudges", "nudges", queues=shown)


@both
@guarded("recovery.settings", find=one_queue)
def nudge(request: HttpRequest, queue: Queue) -> HttpResponse:
    """How one queue reminds."""
    known = queries.nudge_rules([queue.pk])[queue.pk]
    initial = {name: getattr(known, name) for name in ("on", "first", "second", "final")}
    form = NudgesForm(request.POST or None, initial=initial)

    def act() -> object:
        return operations.set_nudges(queue, by=actor_of(request), **form.cleaned_data)

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("Kept."))
        return redirect("recovery:nudges")
    wrong = request.method == "POST"
    name = name_of(queue, html_lang())
    return _page(request, "nudge", "nudges", wrong=wrong, form=form, name=name)
