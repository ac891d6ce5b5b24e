"""What we call kinds of products, readings and skills: by hand, and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from makegood.base.access.http import guarded
from makegood.base.files.sheets import as_csv, is_workbook
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.tables import csv_response
from makegood.field.diagnosis.queries import skills_used
from makegood.field.telemetry.queries import series_heard
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean, in_language
from makegood.records.assets import operations
from makegood.records.assets.models import Word
from makegood.records.assets.operations.naming import LANGUAGES
from makegood.records.assets.queries import kinds_used, words
from makegood.records.people.forms import names_out
from makegood.web.devices.forms import WordForm
from makegood.web.devices.said import reason
from makegood.web.measures import COUNTERS

LARGEST = 2_000_000


@dataclass(frozen=True)
class Shown:
    """A key with its name for the reader, "" for none, and whether it has one in all three languages."""

    of: str
    label: str
    key: str
    name: str
    whole: bool


@require_http_methods(["GET", "POST"])
@guarded("devices.words")
def all_words(request: HttpRequest) -> HttpResponse:
    """Every key that is in use or has a name; one of them in the form."""
    upload = request.FILES.get("file")
    if request.method == "POST" and upload is not None:
        return _brought(request, upload)
    if request.method == "POST" and request.POST.get("act") == "remove":
        operations.drop_word(request.POST.get("of", ""), request.POST.get("key", ""))
        return redirect("devices:words")
    form = WordForm(request.POST or None, initial=_kept(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.save_word(form.told())
            messages.success(request, _("Kept."))
            return redirect("devices:words")
        except Refused as error:
            field = error.field if isinstance(error, Invalid) else None
            form.add_error(field if field in form.fields else None, str(error.message))
    return _page(request, form, status=422 if request.method == "POST" else 200)


def _page(
    request: HttpRequest,
    form: WordForm,
    *,
    status: int,
    flaws: Sequence[tuple[int, str, str]] = (),
) -> HttpResponse:
    context = {"section": "devices", "form": form, "words": _shown(), "flaws": flaws}
    return render(request, "web/devices/words.html", context, status=status)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What the address asks to change."""
    of, key = request.GET.get("of", ""), clean(request.GET.get("key", ""))
    if of not in Word.Of.values:
        return {}
    found = words(of, [key]).get(key) if key else None
    return {"of": of, "key": key, **names_out(found or {})}


def _shown() -> list[Shown]:
    """By what they are; those without a name first."""
    used = {
        Word.Of.KIND: kinds_used(),
        Word.Of.READING: series_heard() - COUNTERS.keys(),
        Word.Of.SKILL: skills_used(),
    }
    language = html_lang()
    found = []
    for of, keys in used.items():
        named = words(of)
        rows = [
            Shown(
                of=of.value,
                label=str(of.label),
                key=key,
                name=in_language(named.get(key) or {}, language),
                whole=all((named.get(key) or {}).get(code) for code in LANGUAGES),
            )
            for key in keys | named.keys()
        ]
        found += sorted(rows, key=lambda one: (bool(one.name), one.key))
    return found


def _brought(request: HttpRequest, upload: Any) -> HttpResponse:
    """A table: all of it, or what is wrong with it and nothing."""
    content = upload.read(LARGEST + 1)
    if len(content) > LARGEST:
        form = WordForm(None)
        return _page(
            request, form, status=422, flaws=[(0, _("This file is larger than 2 MB."), "")]
        )
    said, flaws = operations.read_words(as_csv(content) if is_workbook(content) else content)
    if flaws or not said:
        told = [(one.row, reason(one.reason), one.value) for one in flaws[:50]]
        told = told or [(1, reason("header"), "")]
        return _page(request, WordForm(None), status=422, flaws=told)
    count = operations.save_words(said)
    messages.success(
        request, ngettext("%(n)s name is kept.", "%(n)s names are kept.", count) % {"n": count}
    )
    return redirect("devices:words")


@require_GET
@guarded("devices.words")
def words_csv(_request: HttpRequest) -> HttpResponse:
    """All of them as a table, those without a name too: to be filled in and brought back."""
    kept = {of: words(of) for of in Word.Of.values}
    rows = [
        (one.of, one.key, *(kept[one.of].get(one.key, {}).get(code, "") for code in LANGUAGES))
        for one in _shown()
    ]
    return csv_response("names.csv", ("what", "key", *LANGUAGES), rows)
