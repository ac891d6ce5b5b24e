"""Tables of devices and products on their way in: chosen, understood, and then in whole or not at all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import guarded
from makegood.base.files.operations import MAX_BYTES, keep
from makegood.base.files.operations import read as read_file
from makegood.base.files.sheets import as_csv, is_workbook
from makegood.base.ui.asking import user_of
from makegood.base.ui.tables import csv_response
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.tables import look
from makegood.records.assets.models import Import, Product
from makegood.records.assets.operations import importing
from makegood.records.assets.queries import called
from makegood.records.assets.rules.columns import NEEDED
from makegood.web.devices.finding import import_of
from makegood.web.devices.forms import TableForm
from makegood.web.devices.said import columns_of, reason

both = require_http_methods(["GET", "POST"])
PREVIEW = 8


@both
@guarded("devices.manage")
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a table; those before it."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("devices:table", pk=_begin(request, form).pk)
        except Invalid as error:
            form.add_error("file", str(error.message))
    runs = Import.objects.select_related("file", "user").order_by("-pk")[:50]
    context = {"section": "devices", "form": form, "runs": runs}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/devices/imports.html", context, status=status)


def _begin(request: HttpRequest, form: TableForm) -> Import:
    upload = form.cleaned_data["file"]
    content, name = upload.read(), upload.name or "devices.csv"
    if len(content) > MAX_BYTES:
        raise Invalid(_("This file is larger than 25 MB. Divide the table."), field="file")
    if is_workbook(content):
        content, name = as_csv(content), f"{name}.csv"
    table = look(content)
    if not table.header:
        raise Invalid(
            _(
                "This is no table. Choose a CSV or Excel file with names of columns in its first line."
            ),
            field="file",
        )
    file = keep(name=name, type="text/csv", content=content)
    what = form.cleaned_data["what"]
    return importing.begin_import(what, file=file, table=table, user=user_of(request))


@both
@guarded("devices.manage", find=import_of)
def table(request: HttpRequest, run: Import) -> HttpResponse:
    """What its columns mean, with the first rows as they would come in; then how far it got."""
    if run.state in (Import.State.RUNNING, Import.State.DONE):
        return _progress(request, run)
    wrong = ""
    names = columns_of(run)
    if request.method == "POST":
        try:
            mapping = {}
            for name, _label in names:
                place = request.POST.get(f"of_{name}", "")
                if place.isascii() and place.isdigit() and len(place) < 4:
                    mapping[name] = int(place)
            run = importing.set_columns(run, mapping=_within(run, mapping))
            if request.POST.get("act") == "start":
                importing.start_import(run)
            return redirect("devices:table", pk=run.pk)
        except Refused as error:
            wrong = str(error.message)
    context = {
        "section": "devices",
        "run": run,
        "wrong": wrong,
        "header": _header(run),
        "columns": [(name, label, run.mapping.get(name)) for name, label in names],
        "preview": _preview(run),
        "flaws": _flaws(run, run.told[:30]),
    }
    status = 422 if wrong else 200
    return render(request, "web/devices/mapping.html", context, status=status)


def _header(run: Import) -> list[tuple[int, str]]:
    return list(enumerate(look(read_file(run.file)).header))


def _within(run: Import, mapping: dict[str, int]) -> dict[str, int]:
    width = len(_header(run))
    return {name: place for name, place in mapping.items() if place < width}


def _preview(run: Import) -> list[dict[str, Any]]:
    """The first rows as they would come in, and what is wrong among them."""
    if NEEDED[run.what] not in run.mapping:
        return []
    told, flaws = importing.read(run, limit=PREVIEW)
    products = {one.pk: called(one) for one in Product.objects.all()} if told else {}
    rows = []
    for one in told[:PREVIEW]:
        said = importing.shown(one)
        said["product_name"] = products.get(said.get("product", 0), "")
        rows.append(said)
    for flaw in flaws[:PREVIEW]:
        told_so = [flaw.row, flaw.column, flaw.reason, flaw.value]
        rows.append({"number": flaw.row, "wrong": _flaws(run, [told_so])[0]})
    return sorted(rows, key=lambda row: int(row["number"]))


def _flaws(run: Import, told: list[Any]) -> list[dict[str, Any]]:
    labels = dict(columns_of(run))
    return [
        {"row": row, "column": labels.get(column, ""), "why": reason(why), "value": value}
        for row, column, why, value in told
    ]


def _progress(request: HttpRequest, run: Import) -> HttpResponse:
    context = {"section": "devices", "run": run, "runs": run.state == Import.State.RUNNING}
    part = request.headers.get("HX-Request") is not None
    name = "web/devices/_progress.html" if part else "web/devices/progress.html"
    return render(request, name, context)


@require_GET
@guarded("devices.manage", find=import_of)
def flaws(_request: HttpRequest, run: Import) -> HttpResponse:
    """What is wrong with the table, by row and column."""
    told = ([one["row"], one["column"], one["why"], one["value"]] for one in _flaws(run, run.told))
    header = ["row", "column", "why", "value"]
    return csv_response(f"flaws-{run.pk}.csv", header, told)
