from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncWeek

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked, rows
from makegood.care.cases.models import Case
from makegood.care.cases.queries import place_of, visible
from makegood.care.feedback.models import (
    KIND,
    Complaint,
    Delivery,
    Import,
    Match,
    PublicAnswer,
    Review,
)
from makegood.care.feedback.ports import can_post
from makegood.care.feedback.reading.cells import Meaning
from makegood.care.feedback.reading.told import BEST, Told
from makegood.care.feedback.rules import NEGATIVE_TO
from makegood.contact.channels.models import Account
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.customers.models import Contact
from makegood.records.people.queries import team_scope

PAGE = 50


@dataclass(frozen=True)
class Terms:
    """How one source counts: the best rating it gives, up to how many stars (of five) an answer is owed."""

    best: float = BEST
    negative_to: float = NEGATIVE_TO


def terms_of(source: Account) -> Terms:
    """The terms of a source; what is not set, or not a number, is the usual."""
    return Terms(
        best=_number(source.settings.get("best"), BEST),
        negative_to=min(_number(source.settings.get("negative_to"), NEGATIVE_TO), BEST),
    )


def _number(value: object, usual: float) -> float:
    try:
        found = float(str(value))
    except ValueError:
        return usual
    return found if 0 < found <= 1000 else usual


def posts_itself(source: Account) -> bool:
    """Whether an answer leaves by itself; else a person posts it and says so."""
    return can_post(source.settings)


@rule("reviews.list")
def may_list(who: Principal, _thing: Any) -> bool:
    """The board of reviews: they are public, so any staff may read them."""
    return who.is_staff and who.role != "technician"


@rule("reviews.import")
def may_import(who: Principal, _thing: Any) -> bool:
    """Bring tables of reviews in: leads and administrators."""
    return who.is_one_of(LEAD, ADMINISTRATOR)


@rule("reviews.answer")
def may_answer(who: Principal, found: "FoundReview") -> bool:
    """Whoever works on its case; for one without a case, the team that serves its source, and its lead."""
    if not may_list(who, None):
        return False
    review = found.row
    if review.case is not None:
        return may(who, "cases.work", place_of(review.case))
    return who.is_one_of(ADMINISTRATOR) or team_scope(review.source.queue.team_id) in who.scopes


@dataclass(frozen=True)
class FoundReview:
    """A review as the policy sees it."""

    row: Review


def found_review(who: Principal, *, pk: int) -> FoundReview:
    """The review of a route. Raises NotFound."""
    row = _whole().filter(pk=pk).first()
    if row is None or not may_list(who, None):
        raise NotFound(pk)
    return FoundReview(row)


def meaning_of(run: Import) -> Meaning:
    """What the columns of a table mean and how their values are written."""
    return Meaning(
        mapping=run.mapping,
        best=run.best,
        day_first=run.day_first,
        zone=run.source.queue.team.zone,
    )


def _whole() -> "QuerySet[Review]":
    return Review.objects.select_related(
        "source__queue__team", "case__queue__team", "case__owner", "case__contact", "customer"
    ).defer("case__terms")


@dataclass(frozen=True)
class FoundMatch(FoundReview):
    """A suggestion as the policy sees it: its review, with the row."""

    match: Match


def found_match(who: Principal, *, pk: int) -> FoundMatch:
    """The suggestion of a route. Raises NotFound."""
    match = Match.objects.filter(pk=pk).first()
    if match is None:
        raise NotFound(pk)
    return FoundMatch(found_review(who, pk=match.review_id).row, match)


@dataclass(frozen=True)
class FoundAnswer(FoundReview):
    """An answer as the policy sees it: its review, with the row."""

    answer: PublicAnswer


def found_answer(who: Principal, *, pk: int) -> FoundAnswer:
    """The answer of a route. Raises NotFound."""
    answer = PublicAnswer.objects.filter(pk=pk).first()
    if answer is None:
        raise NotFound(pk)
    return FoundAnswer(found_review(who, pk=answer.review_id).row, answer)


def found_import(who: Principal, *, pk: int) -> Import:
    """The import of a route. Raises NotFound."""
    row = Import.objects.select_related("source", "file", "user").filter(pk=pk).first()
    if row is None or not may_import(who, None):
        raise NotFound(pk)
    return row


def sources() -> "QuerySet[Account]":
    """Where reviews come from, by name."""
    known = Account.objects.filter(kind=KIND).select_related("queue__team")
    return known.order_by("name", "pk")


def reviews_of_case(case: Case) -> list[Review]:
    """The reviews of a case with what stands around them, the newest first (four queries)."""
    found = (
        _whole().filter(case=case).prefetch_related("versions", "answers__user", "matches__contact")
    )
    return list(found.order_by("-written_at", "-pk"))


def one_review(pk: int) -> Review:
    """A review with everything around it (four queries)."""
    return _whole().prefetch_related("versions", "answers__user", "matches__contact").get(pk=pk)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which reviews: of a source, to be answered or not, by stars (0: without), up to which."""

    source: int | None = None
    show: str = ""  # owed, negative, better, free, ""
    stars: int | None = None
    after: tuple[datetime, int] | None = None


def board_rows(wanted: Wanted, *, limit: int = PAGE) -> list[Review]:
    """Reviews by their deadline when they are to be answered, else the newest first (one query)."""
    found = _whole()
    if wanted.source:
        found = found.filter(source=wanted.source)
    if wanted.stars is not None:
        found = _by_stars(found, wanted.stars)
    if wanted.show == "owed":
        if wanted.after:
            at, pk = wanted.after
            later = Q(answer_due__gt=at) | Q(pk__gt=pk)
            found = found.filter(later, answer_due__gte=at)  # what an index can begin with
        return list(found.filter(state=Review.State.OWED).order_by("answer_due", "pk")[:limit])
    if wanted.show == "negative":
        found = found.filter(negative=True)
    elif wanted.show == "edited":
        found = found.filter(version__gt=1)
    if wanted.after:
        at, pk = wanted.after
        found = found.filter(Q(written_at__lt=at) | Q(pk__lt=pk), written_at__lte=at)
    return list(found.order_by("-written_at", "-pk")[:limit])


def _by_stars(found: "QuerySet[Review]", stars: int) -> "QuerySet[Review]":
    if stars == 0:
        return found.filter(stars=None)
    low = stars - 0.5 if stars > 1 else -1
    return found.filter(stars__gte=low, stars__lt=stars + 0.5)


@dataclass(frozen=True)
class SourceFigures:
    """What stands on the board of one source."""

    source: Account
    count: int
    average: float | None
    owed: int
    late: int


FIGURES = """
SELECT a.id, coalesce(r.n, 0), r.average, coalesce(o.owed, 0), coalesce(o.late, 0) FROM channels_account a
LEFT JOIN (SELECT source_id, count(*) AS n, avg(stars) AS average FROM feedback_review
  WHERE written_at >= %(since)s GROUP BY source_id) r ON r.source_id = a.id
LEFT JOIN (SELECT source_id, count(*) AS owed, count(*) FILTER (WHERE answer_due < %(now)s) AS late
  FROM feedback_review WHERE state = 'owed' GROUP BY source_id) o ON o.source_id = a.id
WHERE a.kind = %(kind)s
"""


def figures(since: datetime) -> list[SourceFigures]:
    """Each source: how many reviews since then and how good, what is to be answered now (two queries, which read
    no older reviews)."""
    found = {pk: told for pk, *told in rows(FIGURES, {"since": since, "now": now(), "kind": KIND})}
    sources = Account.objects.filter(pk__in=found).order_by("name", "pk")
    return [SourceFigures(one, *found[one.pk]) for one in sources]


@dataclass(frozen=True)
class Week:
    """The reviews of one week: the mean of their stars, and how many they are."""

    begins: datetime
    average: float | None
    count: int


def weeks(*, source: int | None, since: datetime) -> list[Week]:
    """The mean of the stars by week since then (one query); weeks without reviews are left out."""
    found = Review.objects.filter(written_at__gte=since, stars__isnull=False)
    if source:
        found = found.filter(source=source)
    by_week = found.annotate(week=TruncWeek("written_at")).values("week")
    return [
        Week(row["week"], row["average"], row["n"])
        for row in by_week.annotate(average=Avg("stars"), n=Count("pk")).order_by("week")
    ]


LATE = """
SELECT (SELECT count(*) FROM feedback_review WHERE state = 'owed' AND answer_due < %(now)s)
  + (SELECT count(*) FROM feedback_complaint WHERE lead_id = %(me)s AND read_at IS NULL)
"""


def late_for(who: Principal) -> Asked:
    """How many reviews are beyond their deadline, and how many complaints one of us, a lead, has not read."""
    return Asked(LATE, {"now": now(), "me": who.user.pk if who.user else None})


def oldest_delivery() -> datetime | None:
    """When the oldest delivery came that is not taken in yet."""
    waiting = Delivery.objects.filter(state=Delivery.State.NEW).order_by("pk")
    return waiting.values_list("received_at", flat=True).first()


def unreadable() -> list[Delivery]:
    """Deliveries that a person must look at, the newest first (one query)."""
    found = Delivery.objects.filter(state=Delivery.State.UNREADABLE).select_related("source")
    return list(found.order_by("-pk")[:PAGE])


def found_delivery(who: Principal, *, pk: int) -> Delivery:
    """The delivery of a route. Raises NotFound."""
    row = Delivery.objects.filter(pk=pk).first()
    if row is None or not may_import(who, None):
        raise NotFound(pk)
    return row


def changed_cases(source: Account, told: Sequence[Told]) -> set[int]:
    """The cases of reviews that are told otherwise than they stand here (one query)."""
    said: dict[str, set[str]] = {}
    for one in told:
        said.setdefault(one.external_id, set()).add("" if one.gone else one.digest)
    known = Review.objects.filter(source=source, external_id__in=said, case__isnull=False)
    rows = known.values_list("external_id", "digest", "case")
    return {case for name, digest, case in rows if said[name] != {digest}}


def unsought(limit: int, *, without: Sequence[int] = ()) -> list[int]:
    """Reviews whose writers are still to be looked for, the oldest first (one query)."""
    waiting = Review.objects.filter(is_sought=True).exclude(pk__in=without)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def imports(limit: int = 20) -> list[Import]:
    """The latest imports (one query)."""
    return list(Import.objects.select_related("source", "file", "user").order_by("-pk")[:limit])


def known_of(review: Review) -> list[str]:
    """Words of whom it may be about that the public does not read: names and handles of the customer and
    of everybody suggested (two queries)."""
    people = {m.contact_id for m in review.matches.all()} | {review.customer_id}
    if review.case is not None:
        people.add(review.case.contact_id)
    ids = [pk for pk in people if pk]
    words: list[str] = []
    for contact in Contact.objects.filter(pk__in=ids).prefetch_related("handles"):
        words += [contact.name, contact.place]
        words += [h.shown for h in contact.handles.all() if not h.value.startswith("review:")]
    return [word for word in words if word and word != review.author]


def complaint_of(case: Case) -> Complaint | None:
    """The complaint of a case (one query)."""
    return Complaint.objects.select_related("lead").filter(case=case).first()


def unread_of(who: Principal) -> int:
    """How many complaints one of us, a lead, was told of and has not read (one query)."""
    return Complaint.objects.filter(lead=who.user, read_at=None).count() if who.user else 0


def complaints(who: Principal, *, limit: int = PAGE) -> list[Complaint]:
    """The complaints of the cases one may see: those not closed first, what is due soonest before the rest;
    then the closed ones, the newest first (one query)."""
    closed = ExpressionWrapper(Q(case__status=Case.Status.CLOSED), BooleanField())
    found = Complaint.objects.filter(case__in=visible(who)).select_related(
        "case__owner", "case__contact", "case__queue", "lead"
    )
    ordered = found.order_by(closed, F("case__next_deadline").asc(nulls_last=True), "-at")
    return list(ordered.defer("case__terms")[:limit])
