"""The editor of a fault table: kept with every key stroke, checked as it is written, tried before it is used."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.errors import DraftChanged, Flawed
from makegood.field.diagnosis.forms import (
    ImportForm,
    parts_known,
    products_shown,
    series_known,
    skills_known,
)
from makegood.field.diagnosis.models import Fault, Version
from makegood.field.diagnosis.queries.advising import preview_of
from makegood.field.diagnosis.reading.completing import skills_in
from makegood.field.diagnosis.reading.differences import differences
from makegood.field.diagnosis.views.shown import (
    CHANCE_WORDS,
    COMMON_WORDS,
    differences_shown,
    person_of,
)
from makegood.field.diagnosis.views.tables import page
from makegood.kernel.errors import Invalid
from makegood.kernel.text import in_language
from makegood.records.assets.models import Product

both = require_http_methods(["GET", "POST"])


@both
@guarded("diagnosis.edit", find=queries.found_fault)
def draft(request: HttpRequest, row: Fault) -> HttpResponse:
    """The editor, and what it keeps. A GET of a fault without a draft shows what is in use: the draft begins
    with the first change."""
    if request.method == "POST":
        return _keep(request, row)
    found = queries.draft_of(row)
    table = found.table if found else (row.live.table if row.live else {})
    context: dict[str, Any] = {
        "fault": row,
        "draft": found,
        "name": in_language(row.names, html_lang()) or row.key,
        "table": table,
        "languages": _languages(),
        "likely": CHANCE_WORDS(),
        "common": COMMON_WORDS(),
        "parts": parts_known(),
        "skills": skills_known(),
        "series": series_known(),
        "products": products_shown(),
        "chosen": set(row.products.values_list("product_id", flat=True)),
        "advice": preview_of(table, html_lang()),
        "saved_by": person_of(found.saved_by) if found else "",
    }
    return page(request, "editor", **context)


def _languages() -> list[tuple[str, str]]:
    """The viewer's language first: that is the one he names things in."""
    mine = html_lang()
    every = [("en", "English"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文")]
    return sorted(every, key=lambda one: one[0] != mine)


def _keep(request: HttpRequest, row: Fault) -> HttpResponse:
    """Keep what the editor holds, flaws and all, and show what it would ask."""
    written = _table_in(request)
    found = operations.begin_draft(row, by=actor_of(request))
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isdigit() and len(posted) < 9 else 0
    if not revision and found.revision == 1:
        revision = 1  # it began with this very change
    save = operations.save_over if request.POST.get("over") == "1" else operations.save_draft
    try:
        kept = save(
            found,
            table=written,
            revision=revision,
            products=_products(request),
            by=actor_of(request),
        )
    except DraftChanged as error:
        theirs = {"message": error.message, "draft": found, "who": person_of(found.saved_by)}
        return render(request, "diagnosis/_clash.html", theirs, status=409)
    return _preview(request, kept)


def _table_in(request: HttpRequest) -> dict[str, Any]:
    try:
        written = json.loads(request.POST.get("table", ""))
    except json.JSONDecodeError:
        written = None
    if not isinstance(written, dict):
        raise Invalid(_("This is not a fault table."), field="table")
    return written


def _products(request: HttpRequest) -> list[Product]:
    wanted = [int(pk) for pk in request.POST.getlist("products") if pk.isdigit() and len(pk) < 12]
    return list(Product.objects.filter(pk__in=wanted))


def _preview(request: HttpRequest, kept: Version) -> HttpResponse:
    context = {"draft": kept, "advice": preview_of(kept.table, html_lang()), "fault": kept.fault}
    return render(request, "diagnosis/_preview.html", context)


@require_POST
@guarded("diagnosis.edit", find=queries.found_fault)
def publication(request: HttpRequest, row: Fault) -> HttpResponse:
    """Put the draft in use, or say which cells forbid it."""
    found = queries.draft_of(row)
    if found is None:
        return redirect("diagnosis:fault", pk=row.pk)
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isdigit() and len(posted) < 9 else found.revision
    try:
        operations.publish(found, revision=revision, by=actor_of(request))
    except (Flawed, DraftChanged, Invalid) as error:
        messages.warning(request, str(error.message))
        return redirect("diagnosis:draft", pk=row.pk)
    messages.success(request, _("In use from now on."))
    return redirect("diagnosis:fault", pk=row.pk)


@require_POST
@guarded("diagnosis.edit", find=queries.found_fault)
def removal(request: HttpRequest, row: Fault) -> HttpResponse:
    """Put a draft away; it stays among the versions."""
    found = queries.draft_of(row)
    if found is not None:
        operations.drop_draft(found, by=actor_of(request))
        messages.success(request, _("The draft is put away. What is in use stays as it is."))
    return redirect("diagnosis:fault", pk=row.pk)


@both
@guarded("diagnosis.edit", find=queries.found_fault)
def importing(request: HttpRequest, row: Fault) -> HttpResponse:
    """A table from a file: first what would change is shown, then it is taken into the draft."""
    form = ImportForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"fault": row, "name": in_language(row.names, html_lang()) or row.key}
    if request.method != "POST":
        return page(request, "importing", form=form, **shown)
    if not form.is_valid():
        return page(request, "importing", status=422, form=form, **shown)
    try:
        table = operations.fitting({**form.cleaned_data["table"], "id": row.key})
    except Invalid as error:
        form.add_error("file", str(error.message))
        return page(request, "importing", status=422, form=form, **shown)
    skills = skills_in(form.cleaned_data["table"])
    if request.POST.get("take") == "1":
        found = operations.begin_draft(row, by=actor_of(request))
        operations.save_draft(
            found, table=table, revision=found.revision, origin="import", by=actor_of(request)
        )
        operations.name_skills(skills)
        messages.success(request, _("Taken into the draft. Nothing is in use before you say so."))
        return redirect("diagnosis:draft", pk=row.pk)
    standing = queries.draft_of(row) or row.live
    shown["changes"] = differences_shown(
        differences(standing.table if standing else {}, table), table, html_lang()
    )
    shown["flaws"] = preview_of(table, html_lang()).flaws
    shown["carried"] = json.dumps({**table, "skills": skills}, ensure_ascii=False)
    return page(request, "importing", form=form, **shown)
