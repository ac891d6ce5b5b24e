"""The pages of policies: how soon we answer and solve, for which cases, and what that would mean now."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.base.ui.times import by_when
from makegood.care.promises.models import Policy, Recompute
from makegood.care.promises.operations import make_policy, retire_policy
from makegood.care.promises.queries import (
    Terms,
    one_policy,
    policies,
    said_time,
    specificity,
    why,
)
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.text import in_language
from makegood.records.worktime.queries import calendars_of, compiled
from makegood.web.settings.policies.forms import PolicyForm, initial_of


@dataclass(frozen=True)
class Line:
    """A policy as the list shows it."""

    row: Policy
    name: str
    why: str
    times: str


@guarded("administer")
@require_safe
def all_policies(request: HttpRequest) -> HttpResponse:
    """Every policy that counts, the most specific first."""
    rows = sorted(policies(), key=lambda row: (-specificity(row), row.pk))
    lines = [Line(row, _name(row), why(row), _times(row)) for row in rows]
    last = Recompute.objects.exclude(policy=None).order_by("-pk").first()
    context = {
        "lines": lines,
        "usual": "" if any(not specificity(row) for row in rows) else _times(Policy()),
        "moved": _moved(last),
    }
    return render(
        request,
        "web/settings/policies.html",
        {"section": "settings", "page": "policies", **context},
    )


def _name(policy: Policy) -> str:
    return in_language(policy.names, html_lang())


def _times(policy: Policy) -> str:
    """All it promises, in one sentence."""
    told = {name: said_time(getattr(policy, name)) for name in ("first_answer", "next_answer")}
    if policy.solution is None:
        sentence = _(
            "First answer within %(first_answer)s, every further one within %(next_answer)s."
        )
        return sentence % told
    told["solution"] = said_time(policy.solution)
    sentence = _(
        "First answer within %(first_answer)s, every further one within %(next_answer)s, solution within %(solution)s."
    )
    return sentence % told


def _moved(last: Recompute | None) -> str:
    """How far the last change of a policy has gone through what is open."""
    if last is None:
        return ""
    if last.done_at is None:
        return _("What is open follows the last change now; %(n)s looked at so far.") % {
            "n": last.looked_at
        }
    told = {"n": last.looked_at, "later": last.later, "earlier": last.earlier}
    sentence = _(
        "The last change looked at %(n)s open deadlines: %(later)s moved later, %(earlier)s earlier."
    )
    return sentence % told


@guarded("administer")
def policy_new(request: HttpRequest) -> HttpResponse:
    """A new policy."""
    return _policy(request, None)


@guarded("administer", find=one_policy)
def policy(request: HttpRequest, found: Policy) -> HttpResponse:
    """For which cases a policy counts, and its times."""
    return _policy(request, found)


def _policy(request: HttpRequest, found: Policy | None) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial=initial_of(found or Policy()))
    looks = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        try:
            make_policy(found, by=actor_of(request), **form.told())
        except Refused as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. What is open follows at once."))
            return redirect("settings:policies")
    context = {"form": form, "policy": found, "preview": _preview(form, found)}
    wrong = form.is_bound and not form.is_valid() and not looks
    return render(
        request,
        "web/settings/policy.html",
        {"section": "settings", "page": "policies", **context},
        status=422 if wrong else 200,
    )


def _preview(form: PolicyForm, found: Policy | None) -> dict[str, Any] | None:
    """For which cases it would count, and when a case that comes in now would be due; None for what
    cannot be read yet."""
    if form.is_bound and not form.is_valid():
        return None
    told = form.told() if form.is_bound else {}
    shown = Policy(**told) if form.is_bound else found or Policy()
    terms = Terms(shown, compiled(_calendar(shown)))
    moment = now()
    kinds = ("first_answer", "solution") if shown.solution else ("first_answer",)
    names = {"first_answer": _("First answer"), "solution": _("Solution")}
    dues = [(names[kind], by_when(terms.due(kind, moment), moment)) for kind in kinds]
    return {"why": why(shown), "times": _times(shown), "dues": dues}


def _calendar(shown: Policy) -> int | None:
    if shown.calendar_id is not None:
        return shown.calendar_id
    if shown.contract is not None and shown.contract.calendar_id is not None:
        return shown.contract.calendar_id
    if shown.queue is None:
        return None
    return calendars_of([shown.queue.team_id]).get(shown.queue.team_id)


@guarded("administer", find=one_policy)
@require_http_methods(["POST"])
def policy_retire(request: HttpRequest, found: Policy) -> HttpResponse:
    """It counts no more; what is open follows what counts instead."""
    retire_policy(found, by=actor_of(request))
    messages.success(request, _("It counts no more. What is open follows at once."))
    return redirect("settings:policies")
