"""The board, one review, what is beside a case, and what one of us does with a review."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.live.feed import newest
from makegood.base.privacy.rules import hidden
from makegood.base.ui.asking import asked, done, user_of
from makegood.base.ui.tables import csv_response
from makegood.care.cases.models import Case
from makegood.care.cases.queries import FoundCase, found_case
from makegood.care.feedback import operations, queries
from makegood.care.feedback.models import Review
from makegood.care.feedback.queries import FoundAnswer, FoundMatch, FoundReview, Wanted
from makegood.loops import review_to_answer, review_to_recovery
from makegood.web.reviews.board import board as board_of
from makegood.web.reviews.shown import language_note, shown

both = require_http_methods(["GET", "POST"])
EXPORTED = 5000


@require_GET
@guarded("reviews.list")
def board(request: HttpRequest) -> HttpResponse:
    """What is to be answered, how good we are and where."""
    context = {
        "section": "reviews",
        "since": newest(),
        "board": board_of(request.GET),
        "may_import": may(principal_of(request), "reviews.import"),
        "unread": queries.unread_of(principal_of(request)),
    }
    part = request.headers.get("HX-Request") is not None
    return render(request, "web/reviews/_board.html" if part else "web/reviews/board.html", context)


@require_GET
@guarded("reviews.list")
def export(_request: HttpRequest) -> HttpResponse:
    """What is to be answered, and the newest, as a table whose cells no spreadsheet runs."""
    owed = queries.board_rows(Wanted(show="owed"), limit=EXPORTED)
    rows = owed + queries.board_rows(Wanted(), limit=EXPORTED - len(owed))
    unique = {one.pk: one for one in rows}.values()
    header = ["source", "id", "stars", "title", "text", "author", "written", "state", "due", "url"]
    return csv_response("reviews.csv", header, [_cells(one) for one in unique])


def _cells(one: Review) -> list[Any]:
    due = one.answer_due.isoformat() if one.answer_due else ""
    words = [hidden(text) for text in (one.title, one.text, one.author)]
    told = [one.source.name, one.external_id, one.stars, *words]
    return [*told, one.written_at.isoformat(), one.state, due, one.url]


@require_GET
@guarded("reviews.list", find=queries.found_review)
def review(request: HttpRequest, found: FoundReview) -> HttpResponse:
    """One review, what is owed to it, what was said."""
    context = {"section": "reviews", "since": newest(), **_context(request, found)}
    part = request.headers.get("HX-Request") is not None
    name = "web/reviews/_one.html" if part else "web/reviews/review.html"
    return render(request, name, context)


def _context(request: HttpRequest, found: FoundReview) -> dict[str, Any]:
    one = queries.one_review(found.row.pk)
    may_act = may(principal_of(request), "reviews.answer", FoundReview(one))
    return {"one": shown(one), "may_act": may_act}


@require_GET
@guarded("cases.work", find=found_case)
def panel(request: HttpRequest, found: FoundCase) -> HttpResponse:
    """The reviews of a case, beside it; nothing for most cases."""
    case: Case = found.row
    complaint = queries.complaint_of(case)
    context = {
        "case": case,
        "reviews": [shown(one) for one in queries.reviews_of_case(case)],
        "complaint": complaint,
        "unread": complaint is not None
        and complaint.read_at is None
        and complaint.lead_id == user_of(request).pk,
        "open": case.status != Case.Status.CLOSED,
    }
    return render(request, "web/reviews/_panel.html", context)


@both
@guarded("reviews.answer", find=queries.found_review)
def answering(request: HttpRequest, found: FoundReview) -> HttpResponse:
    """Answer in public: a draft of what is true, the words are the writer's own."""
    row = queries.one_review(found.row.pk)

    def act() -> str:
        version = request.POST.get("review_version", "")
        answer = review_to_answer.answer_in_public(
            row,
            text=request.POST.get("text", ""),
            user=user_of(request),
            by=actor_of(request),
            version=int(version) if version.isdigit() and len(version) < 8 else None,
        )
        if answer.state == answer.State.TO_POST:
            return _("Kept. Copy it to its place, then say that you posted it.")
        return _("Leaves in a moment")

    text = request.POST.get("text") or review_to_answer.draft(row, user=user_of(request))
    return asked(
        request,
        "web/reviews/_answer.html",
        act,
        stirs="reviews",
        one=shown(row),
        text=text,
        note=language_note(row),
    )


@both
@guarded("reviews.answer", find=queries.found_answer)
def posted(request: HttpRequest, found: FoundAnswer) -> HttpResponse:
    """I posted it, and here it stands."""

    def act() -> str:
        link = request.POST.get("link", "")
        review_to_answer.posted_by_hand(found.answer, link=link, by=actor_of(request))
        return _("Kept: the review is answered")

    return asked(request, "web/reviews/_posted.html", act, stirs="reviews", answer=found.answer)


@require_POST
@guarded("reviews.answer", find=queries.found_answer)
def dropping(request: HttpRequest, found: FoundAnswer) -> HttpResponse:
    """Not posted after all."""
    operations.drop_answer(found.answer, by=actor_of(request))
    return done(_("Taken back. An answer is still owed."), stirs="reviews")


@require_POST
@guarded("reviews.answer", find=queries.found_match)
def matching(request: HttpRequest, found: FoundMatch) -> HttpResponse:
    """It is this customer, or it is not."""
    if request.POST.get("it") == "yes":
        operations.confirm_match(found.match, user=user_of(request))
        return done(_("Noted who wrote it"), stirs="reviews")
    operations.refuse_match(found.match, user=user_of(request))
    return done(_("Noted that it is somebody else"), stirs="reviews")


@both
@guarded("reviews.answer", find=queries.found_review)
def private(request: HttpRequest, found: FoundReview) -> HttpResponse:
    """Write to the customer himself."""

    def act() -> str:
        review_to_recovery.write_to_him(
            found.row,
            text=request.POST.get("text", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Leaves in a moment")

    where = review_to_recovery.address_of(found.row.customer) if found.row.customer else ""
    return asked(
        request,
        "web/reviews/_private.html",
        act,
        stirs="reviews",
        review=found.row,
        where=where,
        back=reverse("reviews:review", args=[found.row.pk]),
    )
