from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.ui.asking import asked, user_of
from makegood.care.cases.models import Case
from makegood.care.cases.queries import seen_case
from makegood.kernel.errors import Invalid, NotFound
from makegood.loops import cases_to_one, repeat_contact
from makegood.records.customers import operations as customers
from makegood.records.customers.ports import timeline_sources
from makegood.web.changed import changed, on
from makegood.web.contacts import page
from makegood.web.contacts.known import known_of
from makegood.web.contacts.place import Done, Known, contact_of, merge_of, split_of
from makegood.web.contacts.routes import Said, Undone, case_merge_of, recognition_of
from makegood.web.contacts.timeline import Filter, timeline
from makegood.web.opened import Opened, case_of

both = require_http_methods(["GET", "POST"])


@require_GET
@guarded("contacts.see", find=contact_of)
def contact(request: HttpRequest, place: Known) -> HttpResponse:
    """A contact: who it is, and everything that happened between him and us, a page at a time."""
    if place.asked != place.row.pk:
        return HttpResponseRedirect(reverse("web:contact", args=[place.row.pk]))
    only = Filter(request.GET.get("kind", "")[:20], request.GET.get("channel", "")[:30])
    before = request.GET.get("before", "")
    found = timeline(place.row.pk, place.cases, place.who, only=only, before=before)
    context = {"contact": place.row, "timeline": found, "only": only}
    if request.headers.get("HX-Target") == "older":
        return render(request, "web/contacts/_entries.html", context)
    return render(request, "web/contacts/contact.html", {**context, **_beside(place)})


def _beside(place: Known) -> dict[str, Any]:
    kinds = [each for source in timeline_sources() for each in source.kinds.items()]
    return {
        "section": "work",
        "kinds": kinds,
        "channels": page.channels_of(place),
        "reaches": page.reaches(place.row),
        "named": page.named_by(place),
        "suggestions": page.suggestions(place),
        "undos": page.undos(place.row),
        "cases": page.cases_of(place),
        "household": page.household(place),
        "changes": may(place.who, "contacts.change", place),
    }


@both
@guarded("contacts.change", find=contact_of)
def merging(request: HttpRequest, place: Known) -> HttpResponse:
    """Two contacts are one person: whoever works on it says which of the two stays."""
    other = _other(request, place)

    def act() -> HttpResponse:
        stays = request.POST.get("stays", "")
        if stays not in (str(place.row.pk), str(other.row.pk)):
            raise Invalid(_("Say which of the two stays."), field="stays")
        into, away = (place, other) if stays == str(place.row.pk) else (other, place)
        why = request.POST.get("why", "")
        customers.merge(away.row, into=into.row, by=actor_of(request), why=why)
        return _go(reverse("web:contact", args=[into.row.pk]))

    both_of_them = [
        {"row": one.row, "reaches": page.reaches(one.row), "cases": len(one.cases)}
        for one in (place, other)
    ]
    why = [s for s in page.suggestions(place) if s.contact_id == other.row.pk]
    return asked(
        request, "web/contacts/_merging.html", act, stirs="changed", them=both_of_them, why=why
    )


def _other(request: HttpRequest, place: Known) -> Known:
    text = request.GET.get("other", "")
    if not text.isascii() or not text.isdigit() or len(text) > 17 or int(text) == place.row.pk:
        raise Invalid(_("Choose two different contacts."), field="other")
    try:
        other = contact_of(place.who, pk=int(text))
    except NotFound:
        other = None
    if other is None or not may(place.who, "contacts.change", other):
        raise Invalid(_("There is no such contact."), field="other")
    return other


def _go(url: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


@require_POST
@guarded("contacts.change", find=contact_of)
def apart(request: HttpRequest, place: Known) -> HttpResponse:
    """They are two persons: it is not suggested again."""
    other = _other(request, place)
    customers.keep_apart(place.row, other.row, by=actor_of(request))
    return _go(reverse("web:contact", args=[place.row.pk]))


@both
@guarded("contacts.change", find=contact_of)
def splitting(request: HttpRequest, place: Known) -> HttpResponse:
    """Some of the addresses are another person's."""

    def act() -> HttpResponse:
        chosen = [
            int(pk) for pk in request.POST.getlist("handles") if pk.isascii() and pk.isdigit()
        ]
        name = request.POST.get("name", "")
        new = customers.split(place.row, handle_ids=chosen, name=name, by=actor_of(request))
        # Without a case that the reader may see, the page of the other is not open to him.
        seen = may(place.who, "contacts.see", contact_of(place.who, pk=new.pk))
        return _go(reverse("web:contact", args=[new.pk if seen else place.row.pk]))

    return asked(
        request,
        "web/contacts/_splitting.html",
        act,
        stirs="changed",
        contact=place.row,
        reaches=page.reaches(place.row),
    )


@require_POST
@guarded("contacts.change", find=merge_of)
def merge_undo(request: HttpRequest, place: Done) -> HttpResponse:
    """Take a merge back."""
    assert place.merge is not None  # noqa: S101 - the route is about one
    customers.part(place.merge, by=actor_of(request))
    return _go(reverse("web:contact", args=[place.row.pk]))


@require_POST
@guarded("contacts.change", find=split_of)
def split_undo(request: HttpRequest, place: Done) -> HttpResponse:
    """Take a split back."""
    assert place.split is not None  # noqa: S101 - the route is about one
    customers.rejoin(place.split, by=actor_of(request))
    return _go(reverse("web:contact", args=[place.row.pk]))


@require_GET
@guarded("cases.see", find=case_of)
def known(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What is known of the trouble that came again, on top of the case."""
    found = known_of(opened.row, principal_of(request))
    return render(request, "web/contacts/_known.html", {"known": found, "case": opened.row})


@require_POST
@guarded("cases.work", find=recognition_of)
def recognition(request: HttpRequest, said: Said) -> HttpResponse:
    """Whether it is the known trouble: one click."""
    user, by = user_of(request), actor_of(request)
    if request.POST.get("same") == "yes":
        into = repeat_contact.it_is_the_same(said.recognition, user=user, by=by)
        return _go(reverse("web:case", args=[into.pk]))
    repeat_contact.it_is_something_else(said.recognition, user=user, by=by)
    return changed(said, _("Stays a case of its own"))


@both
@guarded("cases.work", find=case_of)
def case_merging(request: HttpRequest, opened: Opened) -> HttpResponse:
    """This case and another are one trouble: the one that stays is chosen."""
    who = principal_of(request)
    others, undos = page.others_to_merge(opened.row, who), page.merges_of(opened.row)

    def act() -> HttpResponse:
        other = _case(request, opened.row)
        into, away = (
            (other, opened.row) if request.POST.get("stays") == "other" else (opened.row, other)
        )
        cases_to_one.merge(away, into=into, by=actor_of(request), why=request.POST.get("why", ""))
        return _go(reverse("web:case", args=[into.pk]))

    return asked(
        request, "web/contacts/_case_merging.html", act, others=others, undos=undos, **on(opened)
    )


def _case(request: HttpRequest, this: Case) -> Case:
    text = (request.POST.get("number") or request.POST.get("other") or "").strip().upper()
    text = text.removeprefix("M-")
    if not text.isascii() or not text.isdigit() or len(text) > 17 or int(text) == this.pk:
        raise Invalid(_("Choose another case, or type its number."), field="other")
    try:
        return seen_case(principal_of(request), pk=int(text), act="cases.work")
    except NotFound as error:
        raise Invalid(_("There is no such case."), field="other") from error


@require_POST
@guarded("cases.work", find=case_merge_of)
def case_merge_undo(request: HttpRequest, undone: Undone) -> HttpResponse:
    """Take a merge of cases back."""
    case = cases_to_one.unmerge(undone.merge, by=actor_of(request))
    return _go(reverse("web:case", args=[case.pk]))


@both
@guarded("cases.work", find=case_of)
def case_splitting(request: HttpRequest, opened: Opened) -> HttpResponse:
    """A conversation of the case becomes a case of its own."""
    talks = page.talks_of(opened.row)

    def act() -> HttpResponse:
        chosen = {str(one.pk): one for one in talks}.get(request.POST.get("conversation", ""))
        if chosen is None:
            raise Invalid(
                _("Choose one of several conversations of the case."), field="conversation"
            )
        subject = request.POST.get("subject", "")
        new = cases_to_one.split(
            opened.row, conversation=chosen, subject=subject, by=actor_of(request)
        )
        return _go(reverse("web:case", args=[new.pk]))

    return asked(request, "web/contacts/_case_splitting.html", act, talks=talks, **on(opened))
