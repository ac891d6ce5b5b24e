from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded, principal_of
from makegood.base.database import together
from makegood.base.live.feed import NEWEST
from makegood.base.ui.asking import user_of
from makegood.base.ui.csp import content_origin
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of, drafts_of, visible
from makegood.care.handoffs.queries import Standing, standing_of
from makegood.care.promises.queries import promises_of
from makegood.care.promises.queries.proposed import proposals_of
from makegood.contact.conversations.models import Conversation
from makegood.records.people.queries import name_of
from makegood.web.case_page import (
    about,
    acts_on,
    handles_of,
    others_of,
    their_time,
)
from makegood.web.composer import Composer, composer_of
from makegood.web.covering import covering
from makegood.web.glance import Glance, glance
from makegood.web.handing import between, for_me, waiting
from makegood.web.ledger import ledger_of, strip_of
from makegood.web.opened import Opened, case_of, opened
from makegood.web.proposed import unrecorded, writers
from makegood.web.talk import mark_of, talk_of
from makegood.web.worklist import list_to_come, with_counts, work_list

WHOSE = "makegood_whose"
YEAR = 365 * 24 * 3600


@require_GET
@guarded("cases.list")
def work(request: HttpRequest) -> HttpResponse:
    """The workspace with nothing opened yet."""
    who, user = principal_of(request), user_of(request)
    since, *waits = together(NEWEST, *waiting(who, user))
    listed = _listed(request, waits)
    context = {"section": "work", "since": since, **listed}
    response = render(request, "web/workspace.html", context)
    if "whose" in request.GET:
        response.set_cookie(WHOSE, listed["list"].whose, max_age=YEAR, samesite="Lax")
    return response


@require_GET
@guarded("cases.list")
def rows(request: HttpRequest) -> HttpResponse:
    """The rows of the list: the first ones again, or those after a mark."""
    after = request.GET.get("after", "")
    who = principal_of(request)
    found = work_list(who, whose=_whose(request), after=after, limit=_number(request, "rows"))
    if not after:
        found = with_counts(found, who)
        found.head = True
    return render(request, "web/_rows.html", {"list": found, "case": None})


@require_GET
@guarded("cases.see", find=case_of)
def case(request: HttpRequest, opened: Opened) -> HttpResponse:
    """One case: the whole workspace, whose list follows by itself, or for htmx only what is beside the list.
    One that was merged gives way to the case in which it goes on."""
    if opened.row.duplicate_of_id:
        return redirect("web:case", pk=opened.row.duplicate_of_id)
    context = {"section": "work", **case_context(request, opened.row)}
    if request.headers.get("HX-Target") == "open":
        return render(request, "web/_open.html", context)
    return render(request, "web/workspace.html", {**context, "list": list_to_come(_whose(request))})


@require_GET
@guarded("cases.see", find=case_of)
def head(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Header and promise strip, again."""
    context = _head(request, opened.row, promises_of(opened.row), _glance(request, opened.row))
    return render(request, "web/_head.html", context)


@require_GET
@guarded("cases.see", find=case_of)
def boxes(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The boxes to write in, again: a case that was closed or taken up has others."""
    there, conversations = _glance(request, opened.row), conversations_of(opened.row)
    context = {**_written(request, opened.row, conversations, there), "case": opened.row}
    return render(request, "web/_composer.html", {**context, "contact": opened.row.contact})


@require_GET
@guarded("cases.see", find=case_of)
def side(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The side, again."""
    context = _side(request, opened.row, promises_of(opened.row), _glance(request, opened.row))
    return render(request, "web/_side_body.html", context)


@require_GET
@guarded("cases.see", find=case_of)
def talk(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The conversation again, or what was before a moment."""
    return render(request, "web/_talk_items.html", talk_context(request, opened.row))


def talk_context(request: HttpRequest, row: Case) -> dict[str, Any]:
    """The conversation as the page needs it."""
    promises = {promise.pk: promise for promise in promises_of(row)}
    found = talk_of(
        row,
        conversations_of(row),
        promises,
        viewer=principal_of(request).user,
        before=mark_of(request.GET.get("before", "")),
        limit=_number(request, "shown") + 10,
    )
    return {"case": row, "talk": found, "content": content_origin(request)}


def case_context(request: HttpRequest, row: Case) -> dict[str, Any]:
    """Everything a case page shows: a fixed number of queries."""
    viewer, there = principal_of(request).user, _glance(request, row)
    promises = promises_of(row)
    conversations = conversations_of(row)
    found = talk_of(row, conversations, {p.pk: p for p in promises}, viewer=viewer)
    return {
        **_head(request, row, promises, there),
        **_side(request, row, promises, there),
        **_written(request, row, conversations, there),
        "since": there.since,
        "talk": found,
        "content": content_origin(request),
    }


def _glance(request: HttpRequest, row: Case) -> Glance:
    return glance(row, principal_of(request).user)


def _written(
    request: HttpRequest, row: Case, conversations: Sequence[Conversation], there: Glance
) -> dict[str, Composer]:
    viewer = principal_of(request).user
    drafts = drafts_of(row, user_id=viewer.pk) if viewer and there.draft else {}
    return {"composer": composer_of(row, conversations, drafts)}


def _head(request: HttpRequest, row: Case, promises: list[Any], there: Glance) -> dict[str, Any]:
    who = principal_of(request)
    standing = standing_of(row) if there.handoffs else Standing()
    return {
        "case": row,
        "status_label": row.get_status_display(),
        "acts": acts_on(opened(row), who, standing),
        "between": between(row, who, standing),
        "covering": covering(row, who) if there.absences else "",
        "strip": strip_of(promises, row),
    }


def _side(request: HttpRequest, row: Case, promises: list[Any], there: Glance) -> dict[str, Any]:
    others = others_of(row, visible(principal_of(request))) if there.others else []
    proposals = list(proposals_of(row)) if there.proposals else []
    return {
        "case": row,
        "contact": row.contact,
        "about_contact": about(row.contact, len(others)),
        "promises": ledger_of(promises),
        "proposals": unrecorded(proposals, writers(proposals)),
        "kept": {"all": there.of_all, "kept": there.kept},
        "handles": handles_of(row.contact),
        "others": others,
        "queue_label": name_of(row.queue, html_lang()),
        "their_time": their_time(row.contact),
    }


def _listed(request: HttpRequest, waits: Sequence[bool]) -> dict[str, Any]:
    who = principal_of(request)
    found = with_counts(work_list(who, whose=_whose(request)), who)
    if found.whose == "mine":
        request.late_count = found.late  # type: ignore[attr-defined]  # read by the rail
    return {"list": found, "offers": for_me(who, waits)}


def _whose(request: HttpRequest) -> str:
    return request.GET.get("whose") or request.COOKIES.get(WHOSE, "mine")


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
