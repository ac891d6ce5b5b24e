"""Tables of reviews on their way in: chosen, understood, running, done; their wrong rows to take home."""

import itertools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.files.operations import keep
from makegood.base.files.operations import read as read_file
from makegood.base.ui.asking import user_of
from makegood.base.ui.tables import csv_response
from makegood.care.feedback import operations, queries
from makegood.care.feedback.models import Delivery, Import, WrongRow
from makegood.care.feedback.reading.cells import Unusable, told_of
from makegood.care.feedback.reading.tables import Row, look, rows_of
from makegood.kernel.errors import Invalid, Refused
from makegood.loops.table_to_reviews import start
from makegood.web.reviews.forms import MappingForm, TableForm
from makegood.web.reviews.shown import stars

both = require_http_methods(["GET", "POST"])
PREVIEW = 8


@both
@guarded("reviews.import")
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a table and where it comes from; those before it."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = _begin(request, form)
            return redirect("reviews:table", pk=run.pk)
        except Invalid as error:
            form.add_error("file", str(error.message))
    context = {
        "section": "reviews",
        "form": form,
        "runs": queries.imports(),
        "sources": queries.sources(),
        "unreadable": [(one, _began(one)) for one in queries.unreadable()],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/reviews/imports.html", context, status=status)


def _began(one: Delivery) -> str:
    """How its bytes begin, for a person to look at."""
    return bytes(one.body[:300]).decode("utf-8", "replace")


@require_POST
@guarded("reviews.import", find=queries.found_delivery)
def delivery(request: HttpRequest, one: Delivery) -> HttpResponse:
    """What could not be read is tried again, or set aside."""
    operations.decide_delivery(one, again=request.POST.get("act") == "again")
    return redirect("reviews:imports")


def _begin(request: HttpRequest, form: TableForm) -> Import:
    upload = form.cleaned_data["file"]
    content = upload.read()
    table = look(content)
    if not table.header:
        raise Invalid(
            _("This is no table. Choose a CSV file with names of columns in its first line."),
            field="file",
        )
    file = keep(name=upload.name or "reviews.csv", type="text/csv", content=content)
    source = form.cleaned_data["source"]
    return operations.begin_import(source, file=file, table=table, user=user_of(request))


@both
@guarded("reviews.import", find=queries.found_import)
def table(request: HttpRequest, run: Import) -> HttpResponse:
    """What its columns mean, with the first rows as they would come in; then how far it got."""
    if run.state != Import.State.DRAFT:
        return _progress(request, run)
    rows = _first(run)
    header = _header(run)
    form = MappingForm(request.POST or None, header=header, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_mapping(run, **form.told())
            if request.POST.get("act") == "start":
                start(run, by=actor_of(request))
                return redirect("reviews:table", pk=run.pk)
            return redirect("reviews:table", pk=run.pk)
        except Refused as error:
            form.add_error(None, str(error.message))
    run.refresh_from_db()
    context = {
        "section": "reviews",
        "run": run,
        "form": form,
        "preview": [_previewed(run, row) for row in rows],
        "columns": _columns(header, rows),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/reviews/mapping.html", context, status=status)


def _header(run: Import) -> tuple[str, ...]:
    return look(read_file(run.file)).header


def _first(run: Import) -> list[Row]:
    rows = rows_of(read_file(run.file), encoding=run.encoding, delimiter=run.delimiter)
    return list(itertools.islice(rows, PREVIEW))


def _columns(header: tuple[str, ...], rows: list[Row]) -> list[tuple[str, str]]:
    """Each column with a value of it."""
    found = []
    for place, title in enumerate(header):
        values = (row.cells[place] for row in rows if place < len(row.cells))
        value = next((v for v in values if v.strip()), "")
        found.append((title, value[:60]))
    return found


def _previewed(run: Import, row: Row) -> dict[str, Any]:
    try:
        told = told_of(row, queries.meaning_of(run))
    except Unusable as error:
        return {"number": row.number, "wrong": reason(str(error)), "line": row.line}
    return {"number": row.number, "told": told, "stars": stars(told.stars)}


def _progress(request: HttpRequest, run: Import) -> HttpResponse:
    errors = list(WrongRow.objects.filter(run=run).order_by("row")[:20])
    context = {
        "section": "reviews",
        "run": run,
        "runs": run.state == Import.State.RUNNING,
        "errors": [(one, reason(one.reason)) for one in errors],
    }
    part = request.headers.get("HX-Request") is not None
    name = "web/reviews/_progress.html" if part else "web/reviews/progress.html"
    return render(request, name, context)


def reason(code: str) -> str:
    """Why a row was not taken, in words that say what to do."""
    sentences = {
        "bytes": _("It holds bytes that are no text. Save the table as UTF-8."),
        "columns": _("It has another number of columns than the first line."),
        "cell": _("A quotation mark has no end, or a cell is longer than any review."),
        "stars": _("Its rating is no number that fits."),
        "date": _("Its date cannot be read."),
        "empty": _("It has neither stars nor words."),
        "refused": _("It holds something that cannot be kept. Look at its cells."),
    }
    return sentences.get(code, code)


@require_POST
@guarded("reviews.import", find=queries.found_import)
def going(request: HttpRequest, run: Import) -> HttpResponse:
    """Stop it, or let it go on."""
    if request.POST.get("act") == "stop":
        operations.stop_import(run, by=actor_of(request))
    else:
        start(run, by=actor_of(request))
    return redirect("reviews:table", pk=run.pk)


@require_GET
@guarded("reviews.import", find=queries.found_import)
def errors(_request: HttpRequest, run: Import) -> HttpResponse:
    """The rows that were not taken, each with its number and why."""
    rows = WrongRow.objects.filter(run=run).order_by("row")
    told = ([one.row, reason(one.reason), one.line] for one in rows.iterator())
    return csv_response(f"wrong-rows-{run.pk}.csv", ["row", "reason", "line"], told)
