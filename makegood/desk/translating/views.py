"""Beside a case: what he wrote, and the same in the reader's language; what one of us wants to say in his."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.models import Language
from makegood.base.privacy.rules import hidden
from makegood.base.ui.asking import done, user_of
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import FoundCase, found_case
from makegood.contact.conversations.models import Message
from makegood.desk.translating import operations, queries
from makegood.desk.translating.errors import Failed
from makegood.desk.translating.forms import ConnectionForm
from makegood.desk.translating.models import Connection, Translation
from makegood.desk.translating.ports import translators
from makegood.desk.translating.rules import tongue, unseen
from makegood.kernel.errors import Invalid, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("cases.work", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """What he wrote in another tongue, with its translation; a POST has what is new translated first."""
    case, wrong = found.row, ""
    if request.method == "POST":
        try:
            new = _untranslated(case)
            operations.translate_messages(new, contact_id=case.contact_id, reader=html_lang())
        except Refused as error:
            wrong = str(error.message)
    return _panel(request, case, wrong)


def _untranslated(case: Case) -> list[Any]:
    his = queries.foreign_messages(case, reader=html_lang())
    known = queries.translations_of(his, reader=html_lang())
    return [message for message in his if message.pk not in known]


def _panel(request: HttpRequest, case: Case, wrong: str = "") -> HttpResponse:
    context: dict[str, Any] = {"case": case}
    if queries.is_on():
        his = queries.foreign_messages(case, reader=html_lang())
        known = queries.translations_of(his, reader=html_lang())
        context |= {
            "on": True,
            "refused": queries.unasked(case.contact_id),
            "lines": [_line(message, known.get(message.pk)) for message in his],
            "fetches": len(known) < len(his) and request.method != "POST",
            "own": [(m, hidden(m.text), hidden(one.own)) for m, one in queries.own_words(case)],
            "answers": tongue(case.language) != tongue(html_lang()),
            "language": dict(Language.choices).get(case.language, case.language),
            "wrong": wrong,
        }
    return render(request, "translating/_panel.html", context)


def _line(message: Message, found: Translation | None) -> tuple[Any, ...]:
    """A message and its translation, each with what need not be seen out of sight."""
    if found is None:
        return message, hidden(message.text), None, "", [], []
    lost, added = (unseen(told, message.text) for told in (found.lost, found.added))
    return message, hidden(message.text), found, hidden(found.text), lost, added


@require_POST
@guarded("cases.work", find=found_case)
def wish(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """He minds a machine, or does not any more."""
    refused = request.POST.get("refused") == "yes"
    operations.refuse_machine(found.row.contact, refused=refused, by=actor_of(request))
    return done(_("Noted"), stirs="translation")


@require_POST
@guarded("cases.work", find=found_case)
def reply(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """The dialog: what one of us wrote, what would be sent, and what that says when it is put back."""
    case: Case = found.row
    own = request.POST.get("text", "")
    shown: dict[str, Any] = {"case": case, "own": own}
    shown["language"] = dict(Language.choices).get(case.language, case.language)
    status = 200
    try:
        shown["found"] = operations.render_words(
            case, own, source=html_lang(), target=case.language
        )
    except Refused as error:
        shown |= {"error": error.message, "field": ""}
        status = 422 if isinstance(error, Invalid) else 409
    response = render(request, "translating/_reply.html", shown, status=status)
    response["HX-Retarget"] = "#dialogs"
    response["HX-Reswap"] = "innerHTML"
    return response


@require_POST
@guarded("cases.work", find=found_case)
def kept(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """He takes it into his reply, as he left it; it is sent when he sends it."""
    own, foreign = request.POST.get("own", ""), request.POST.get("foreign", "")
    operations.keep_rendering(found.row, own=own, foreign=foreign, user=user_of(request))
    about = {"from": "#foreign", "into": "#compose-reply textarea[name=text]"}
    return done(
        _("It stands in your reply. Read it, and send it yourself."), stirs="put", about=about
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("administer")
def settings(request: HttpRequest) -> HttpResponse:
    """Which service translates, whether it is on, and whether it answers."""
    row = queries.connection()
    form = ConnectionForm(request.POST or None, initial=_told(row))
    said: dict[str, Any] = {"section": "settings", "page": "translating", "row": row}
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["key"] = given["key"] or None
        row = operations.connect(by=actor_of(request), **given)
        if request.POST.get("act") != "test":
            messages.success(request, _("Kept"))
            return redirect("translating:settings")
        said |= {"row": row, **_tested(row)}
    wrong = request.method == "POST" and not form.is_valid()
    said |= {"form": form, "has_key": bool(row and row.settings.get("key"))}
    return render(request, "translating/settings.html", said, status=422 if wrong else 200)


def _told(row: Connection | None) -> dict[str, Any]:
    if row is None:
        return {"kind": next(iter(translators()), "")}
    return {"kind": row.kind, "api": row.settings.get("api", ""), "is_on": row.is_on}


def _tested(row: Connection) -> dict[str, Any]:
    """What the service answered, as a list of languages or the reason why not."""
    try:
        codes = operations.try_out(row)
    except Failed as error:
        return {"failed": error.message}
    names = dict(Language.choices)
    return {
        "knows": [names[code] for code in codes],
        "lacks": [n for c, n in names.items() if c not in codes],
    }
