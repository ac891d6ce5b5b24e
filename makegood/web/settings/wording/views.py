"""The page of words that a brand does not use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.preferences import html_lang
from makegood.base.ui.refusals import at_field
from makegood.care.promises.models import HousePhrase
from makegood.care.promises.operations.phrasing import drop_phrase, keep_phrase
from makegood.care.promises.queries.phrases import one_phrase, phrases
from makegood.contact.channels.queries import name_in
from makegood.kernel.errors import Invalid
from makegood.web.settings.wording.forms import KINDS, PhraseForm


@guarded("administer")
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest) -> HttpResponse:
    """All words that a brand avoids, and room for more."""
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keep_phrase(by=actor_of(request), **form.cleaned_data)
        except Invalid as error:
            at_field(form, error)
        else:
            messages.success(request, _("Kept. It is marked from the next word that is written."))
            return redirect("settings:wording")
    wrong = request.method == "POST" and not form.is_valid()
    context = {"section": "settings", "page": "wording", "form": form}
    lines = [(row, _where(row)) for row in phrases()]
    return render(
        request,
        "web/settings/wording.html",
        {**context, "lines": lines},
        status=422 if wrong else 200,
    )


def _where(row: HousePhrase) -> str:
    brand = name_in(row.account, html_lang()) if row.account else _("All our addresses")
    kind = str(dict(KINDS).get(row.kind, ""))
    language = str(row.get_language_display()) if row.language else ""
    return " · ".join(part for part in (brand, language, kind) if part)


@guarded("administer", find=one_phrase)
@require_POST
def wording_drop(request: HttpRequest, found: HousePhrase) -> HttpResponse:
    """These words may be used again."""
    drop_phrase(found, by=actor_of(request))
    messages.success(request, _("Removed. These words are marked no more."))
    return redirect("settings:wording")
