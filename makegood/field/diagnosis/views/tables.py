"""Fault tables: which there are, what each is, how it goes in and out of use."""

import json
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.ui.preferences import html_lang
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.forms import FaultForm, products_shown
from makegood.field.diagnosis.models import Fault, Version
from makegood.field.diagnosis.queries import measuring
from makegood.field.diagnosis.queries.saying import with_skills
from makegood.field.diagnosis.queries.vain import WITHIN, in_vain
from makegood.field.diagnosis.reading.differences import differences
from makegood.field.diagnosis.reading.sheets import write_sheet
from makegood.field.diagnosis.views.shown import (
    ShownDifference,
    differences_shown,
    measured_shown,
    moving,
    person_of,
    scores_shown,
    table_shown,
)
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import in_language
from makegood.records.assets.operations.products import Made, save_product

both = require_http_methods(["GET", "POST"])


def page(request: HttpRequest, template: str, *, status: int = 200, **said: Any) -> HttpResponse:
    """A page of the settings about fault tables."""
    experts = may(principal_of(request), "diagnosis.edit")
    context = {"section": "settings", "page": "faults", "may_edit": experts, **said}
    return render(request, f"diagnosis/{template}.html", context, status=status)


@require_GET
@guarded("diagnosis.read")
def faults(request: HttpRequest) -> HttpResponse:
    """All fault tables, and the cases that were closed without their cause."""
    language = html_lang()
    shown = [
        (
            fault,
            in_language(fault.names, language) or fault.key,
            ", ".join(one.product.model for one in fault.products.all()),
        )
        for fault in queries.faults()
    ]
    owed = measuring.owed_causes(principal_of(request))
    return page(request, "faults", faults=shown, owed=owed)


@both
@guarded("diagnosis.edit")
def fault_new(request: HttpRequest) -> HttpResponse:
    """Begin a table: what is wrong, and of which products."""
    form = FaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _begun(form, actor_of(request))
        except Invalid as error:
            form.add_error("name" if error.field == "name" else None, str(error.message))
        else:
            return redirect("diagnosis:draft", pk=draft.fault_id)
    wrong = 422 if form.is_bound else 200
    return page(request, "fault_new", status=wrong, form=form, products=products_shown())


@transaction.atomic
def _begun(form: FaultForm, by: Actor) -> Version:
    """The draft of the new table, with the new product where one was named."""
    products = form.products()
    model = form.cleaned_data["new_product"].strip()
    if model:
        products.append(save_product(Made(model=model, names={html_lang(): model}), by=by))
    return operations.begin_fault(names=form.names(), products=products, by=by)


@require_GET
@guarded("diagnosis.read", find=queries.found_fault)
def fault(request: HttpRequest, row: Fault) -> HttpResponse:
    """One fault: what is in use, how well it answers, where customers leave the guide, its versions."""
    language = html_lang()
    proposal = queries.proposal_of(row)
    measured = measuring.quality_of(row)
    changes, still = _learned(row, proposal, language)
    context: dict[str, Any] = {
        "fault": row,
        "name": in_language(row.names, language) or row.key,
        "models": [one.product.model for one in row.products.select_related("product")],
        "table": table_shown(row.live.table, language) if row.live else None,
        "draft": queries.draft_of(row),
        "proposal": proposal,
        "proposal_scores": scores_shown(proposal.scores) if proposal else None,
        "proposal_changes": changes,
        "proposal_still": still,
        "turns": [(turn, person_of(turn.by)) for turn in queries.turns_of(row)[:12]],
        "away": [
            (one, person_of(one.saved_by or one.made_by))
            for one in queries.versions_of(row).filter(state=Version.State.DROPPED)[:10]
        ],
        "measured": measured_shown(measured) if measured else None,
        "lessons": row.lessons.filter(withdrawn_at=None).count(),
        "learning": measuring.is_learning(row),
        "newest": measuring.newest_number(row),
        "drop": measuring.drop_off(row, language),
        "new_causes": measuring.new_causes(row),
        "in_vain": in_vain(row, principal_of(request), language),
        "within": WITHIN,
    }
    return page(request, "fault", **context)


def _learned(
    row: Fault, proposal: Version | None, language: str
) -> tuple[list[ShownDifference], list[ShownDifference]]:
    """What a proposal would change: what moves, and what hardly does."""
    if proposal is None:
        return [], []
    live = row.live.table if row.live else {}
    found = differences_shown(differences(live, proposal.table), proposal.table, language)
    return moving(found)


@require_GET
@guarded("diagnosis.read", find=queries.found_fault)
def export_json(_request: HttpRequest, row: Fault) -> HttpResponse:
    """The table in use as JSON."""
    table = with_skills(row.live.table if row.live else {})
    text = json.dumps(table, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"{row.key}.json")


@require_GET
@guarded("diagnosis.read", find=queries.found_fault)
def export_csv(_request: HttpRequest, row: Fault) -> HttpResponse:
    """The table in use as a sheet."""
    table = with_skills(row.live.table if row.live else {})
    return _file(write_sheet(table), "text/csv", f"{row.key}.csv")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@guarded("diagnosis.edit", find=queries.found_version)
def turn(request: HttpRequest, version: Version) -> HttpResponse:
    """This version answers again: one click."""
    operations.roll_back(version, by=actor_of(request))
    messages.success(
        request, _("Version %(number)s answers from now on.") % {"number": version.number}
    )
    return redirect("diagnosis:fault", pk=version.fault_id)


@require_POST
@guarded("diagnosis.edit", find=queries.found_version)
def revival(request: HttpRequest, version: Version) -> HttpResponse:
    """A draft that was put away goes on."""
    operations.take_up(version, by=actor_of(request))
    return redirect("diagnosis:draft", pk=version.fault_id)


@require_POST
@guarded("diagnosis.edit", find=queries.found_version)
def proposal(request: HttpRequest, version: Version) -> HttpResponse:
    """What was learned is taken, or dropped."""
    if request.POST.get("take") == "1":
        operations.take_proposal(version, by=actor_of(request))
        messages.success(request, _("What was learned is in use now."))
    else:
        operations.drop_proposal(version, by=actor_of(request))
        messages.success(request, _("Left as it was."))
    return redirect("diagnosis:fault", pk=version.fault_id)


@both
@guarded("diagnosis.edit", find=queries.found_fault)
def learning(request: HttpRequest, row: Fault) -> HttpResponse:
    """Have it learned from the closed jobs and measured, by a worker; a GET says how far that is, and leads back to
    the page when it is through."""
    if request.method == "POST":
        if not operations.ask_to_learn(row, by=actor_of(request)):
            messages.success(request, _("There are too few closed jobs to learn from."))
        return redirect("diagnosis:fault", pk=row.pk)
    after = request.GET.get("after", "")
    number = int(after) if after.isdecimal() and len(after) < 9 else 0
    if measuring.is_learning(row):
        context = {"fault": row, "learning": True, "newest": number}
        return render(request, "diagnosis/_learning.html", context)
    messages.success(request, _what_came(measuring.learned_since(row, number)))
    where = reverse("diagnosis:fault", args=[row.pk])
    if request.headers.get("HX-Request") is None:
        return redirect(where)
    return HttpResponse(headers={"HX-Redirect": where})


def _what_came(version: Version | None) -> str:
    if version is None:
        return _("The closed jobs taught nothing new.")
    if version.state == Version.State.PROPOSED:
        return _("Learned and measured. It waits below for you.")
    return _("Learned, measured to be no worse, and in use now.")


@require_POST
@guarded("diagnosis.edit", find=queries.found_fault)
def retirement(request: HttpRequest, row: Fault) -> HttpResponse:
    """Out of use, or in use again."""
    retired = request.POST.get("retired") == "1"
    operations.retire(row, retired=retired, by=actor_of(request))
    messages.success(request, _("Out of use.") if retired else _("In use again."))
    return redirect("diagnosis:fault", pk=row.pk)


@require_GET
@guarded("diagnosis.read", find=queries.found_fault)
def trial(request: HttpRequest, row: Fault) -> HttpResponse:
    """What each version would have said of closed cases, beside what it was."""
    picked = request.GET.get("version", "")
    version = row.versions.filter(number=int(picked)).first() if picked.isdigit() else None
    version = version or queries.draft_of(row) or row.live
    tried, flaw = measuring.trials(row, version, principal_of(request), html_lang())
    context: dict[str, Any] = {
        "fault": row,
        "name": in_language(row.names, html_lang()) or row.key,
        "version": version,
        "versions": queries.versions_of(row)[:20],
        "trials": tried,
        "flaw": flaw,
    }
    return page(request, "trial", **context)
