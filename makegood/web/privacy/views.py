"""The person behind a contact: his wishes and language, a copy of what we hold of him, erasing him."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.access.policy import Principal, may
from makegood.base.files import operations as files
from makegood.base.privacy.keeping import KEPT, MOST_COUNTED, Kept, how_many
from makegood.base.ui.content import as_file
from makegood.contact.conversations.models import Message
from makegood.kernel.errors import Invalid, NotFound, Refused
from makegood.records.privacy import operations, queries
from makegood.records.privacy.models import Erasure, Hold, Keeping, LetGo, PersonCopy
from makegood.web.contacts.place import Known, contact_of
from makegood.web.privacy.forms import LanguageForm, ReasonForm, WishesForm

SHOWN = 50


@require_GET
@guarded("administer")
def privacy(request: HttpRequest) -> HttpResponse:
    """Who is to be erased, whose data must be kept, and which copies were made."""
    erasures = Erasure.objects.select_related("contact").defer("contact__terms").order_by("-pk")
    copies = PersonCopy.objects.select_related("contact").defer("contact__terms").order_by("-pk")
    holds = Hold.objects.filter(ended_at=None).select_related("contact").defer("contact__terms")
    context = {
        "section": "settings",
        "page": "privacy",
        "erasures": erasures[:SHOWN],
        "copies": copies[:SHOWN],
        "holds": holds.order_by("-pk")[:SHOWN],
    }
    return render(request, "web/privacy/privacy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("administer")
def keeping(request: HttpRequest) -> HttpResponse:
    """How long each kind of thing is kept, and how much would go, before it is switched on."""
    wrong = ""
    if request.method == "POST" and "count" not in request.POST:
        try:
            operations.keep_for(
                request.POST.get("kind", ""),
                days=_days_in(request.POST.get("days", "")),
                is_on=request.POST.get("on") == "yes",
                by=actor_of(request),
            )
        except Invalid as error:
            if error.field != "days":
                raise
            wrong = str(error.message)
        else:
            messages.success(request, _("Kept."))
            return redirect("web:retention")
    held = queries.contacts_on_hold()
    told = Keeping.objects.in_bulk()
    lines = [_line(one, told.get(one.kind), held, asked=request.POST) for one in KEPT.values()]
    context = {
        "section": "settings",
        "page": "privacy",
        "lines": lines,
        "wrong": wrong,
        "typed": request.POST.get("days", "")[:8],
        "held": len(held),
        "most": MOST_COUNTED,
        "record": _record(),
    }
    return render(request, "web/privacy/keeping.html", context, status=422 if wrong else 200)


def _days_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _line(
    one: Kept, told: Keeping | None, held: tuple[int, ...], *, asked: Mapping[str, str]
) -> dict[str, Any]:
    """One kind; where somebody asked for a count with other days, with those."""
    is_asked = asked.get("kind") == one.kind
    days = (_days_in(asked.get("days", "")) if is_asked else 0) or (told.days if told else one.days)
    return {
        "kind": one.kind,
        "title": one.title,
        "loses": one.loses,
        "days": days,
        "asked": is_asked,
        "is_on": bool(told and told.is_on),
        "dropped": told.dropped if told else 0,
        "last_at": told.last_at if told else None,
        "due": how_many(one, before=operations.end_of(days), held=held),
    }


def _record() -> list[tuple[Any, Any, int, int]]:
    """What went on the last days: day, kind, how old, how many."""
    found = LetGo.objects.order_by("-day", "kind")[:SHOWN]
    titles = {one.kind: one.title for one in KEPT.values()}
    return [(one.day, titles.get(one.kind, one.kind), one.days, one.rows) for one in found]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded("contacts.change", find=contact_of)
def person(request: HttpRequest, place: Known) -> HttpResponse:
    """How he wants to be written to, and what he may ask of us."""
    form = WishesForm(request.POST or None, initial=_wished(place))
    if request.method == "POST" and form.is_valid():
        try:
            operations.wish(place.row, by=actor_of(request), **form.wishes())
        except Refused as error:
            form.add_error("quiet_until", str(error.message))
        else:
            messages.success(request, _("Kept. What leaves by itself follows it from now on."))
            return redirect("web:person", pk=place.row.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/privacy/person.html", _context(place, form), status=status)


def _wished(place: Known) -> dict[str, Any]:
    wishes = queries.wishes_of(place.row.pk)
    if wishes is None:
        return {}
    names = ("only_owed", "no_surveys", "not_by", "quiet_from", "quiet_until")
    return {name: getattr(wishes, name) for name in names}


def _context(place: Known, form: WishesForm) -> dict[str, Any]:
    spoken, pk = queries.spoken_of(place.row.pk), place.row.pk
    found = Message.objects.filter(pk__in=spoken.messages) if spoken else Message.objects.none()
    return {
        "section": "work",
        "contact": place.row,
        "form": form,
        "language": LanguageForm(initial={"language": place.row.language}),
        "spoken": spoken,
        "evidence": found.only("text", "at").order_by("-pk"),
        "erasure": queries.erasure_of(pk),
        "against": queries.speaks_against(pk),
        "copies": queries.copies_of(pk),
        "hold": queries.hold_of(pk),
        "reason": ReasonForm(),
        "administers": may(place.who, "administer"),
    }


@require_POST
@guarded("contacts.change", find=contact_of)
def language(request: HttpRequest, place: Known) -> HttpResponse:
    """Write to him in this language from now on."""
    operations.speak(place.row, language=request.POST.get("language", ""), by=actor_of(request))
    messages.success(request, _("Kept. What he writes does not change it any more."))
    return redirect("web:person", pk=place.row.pk)


@require_POST
@guarded("administer", find=contact_of)
def copies(request: HttpRequest, place: Known) -> HttpResponse:
    """Have everything we hold of him put together."""
    operations.ask_for_copy(place.row, by=actor_of(request))
    messages.success(request, _("It is being put together. It stays here for seven days."))
    return redirect("web:person", pk=place.row.pk)


def copy_of(_who: Principal, *, pk: int) -> PersonCopy:
    """The copy of a route. Raises NotFound."""
    found = PersonCopy.objects.filter(pk=pk).select_related("file").first()
    if found is None:
        raise NotFound(pk)
    return found


@require_POST
@guarded("administer", find=copy_of)
def copy(request: HttpRequest, found: PersonCopy) -> HttpResponse:
    """The archive; the journal says who took it."""
    file = operations.fetch_copy(found, by=actor_of(request))
    response = as_file(files.read(file), name=file.name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@guarded("contacts.change", find=contact_of)
def erasing(request: HttpRequest, place: Known) -> HttpResponse:
    """Ask an administrator to erase him."""
    operations.ask_to_erase(place.row, by=actor_of(request))
    messages.success(request, _("An administrator decides about it."))
    return redirect("web:person", pk=place.row.pk)


@require_POST
@guarded("administer", find=contact_of)
def decision(request: HttpRequest, place: Known) -> HttpResponse:
    """Erase him, or not."""
    found = queries.erasure_of(place.row.pk)
    if found is None:
        raise NotFound(place.row.pk)
    if request.POST.get("answer") == "keep":
        operations.withdraw_erasing(found, by=actor_of(request))
        messages.success(request, _("He stays."))
    else:
        reason = request.POST.get("reason", "")
        operations.confirm_erasing(found, reason=reason, by=actor_of(request))
        messages.success(request, _("He is being erased."))
    return redirect("web:person", pk=place.row.pk)


@require_POST
@guarded("administer", find=contact_of)
def hold(request: HttpRequest, place: Known) -> HttpResponse:
    """What is known of him must be kept, or need not be any longer."""
    if request.POST.get("answer") == "end":
        operations.end_hold(place.row, by=actor_of(request))
    else:
        operations.hold(place.row, reason=request.POST.get("reason", ""), by=actor_of(request))
    return redirect("web:person", pk=place.row.pk)
