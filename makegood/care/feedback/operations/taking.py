"""Reviews come in: each once, every version kept, what is owed said to the caller."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from makegood.base.database import rows, run, table
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.models import Case
from makegood.care.feedback.events import ReviewArrived, ReviewChanged, ReviewGone
from makegood.care.feedback.models import Delivery, Review, Version
from makegood.care.feedback.queries import Terms, terms_of
from makegood.care.feedback.reading.told import Told
from makegood.care.feedback.rules import change, is_negative
from makegood.contact.channels.models import Account
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.events import Event
from makegood.kernel.text import clean, language_of

ATTEMPTS = 5
FIELDS = ("title", "text", "author", "language", "product", "order", "device", "url")
LENGTHS = {"title": 300, "author": 160, "language": 10, "product": 200, "order": 120, "device": 120}
INSERT = """
INSERT INTO feedback_review (source_id, external_id, stars, title, text, author, language, product, "order",
  device, url, written_at, arrived_at, version, digest, negative, change, state, answered_at)
SELECT %(source)s, external_id, stars, title, text, author, language, product, "order", device, url,
  written_at, arrived_at, version, digest, negative, change, state, answered_at
FROM json_to_recordset(%(told)s) AS g(external_id text, stars float8, title text, text text, author text,
  language text, product text, "order" text, device text, url text, written_at timestamptz,
  arrived_at timestamptz, version int, digest text, negative bool, change text, state text,
  answered_at timestamptz)
RETURNING external_id, id
"""
NEW = (
    *("external_id", "stars", *FIELDS, "written_at", "arrived_at", "version"),
    *("digest", "negative", "change", "state", "answered_at"),
)
VERSIONS = """
INSERT INTO feedback_version (review_id, number, digest, stars, title, text, written_at, at)
SELECT id, version, digest, stars, title, text, written_at, %s FROM feedback_review WHERE id = ANY(%s) ORDER BY id
"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('feedback.taking', %s))"
EDITED = (
    *("stars", "stars_before", "change", "digest", "version", "negative", "written_at"),
    *FIELDS,
    *("state", "answered_at", "answer_due"),
)


@dataclass(frozen=True)
class Taken:
    """What became of one review that was told: new, same, worse, better, words, gone. `owes`: an answer
    is owed to it from now on, and the caller opens a case or takes the old one up again."""

    review: Review
    what: str
    owes: bool = False


def one_at_a_time(source: Account) -> None:
    """Until the caller's transaction ends nobody else takes reviews of this source in."""
    rows(ONE_AT_A_TIME, [source.pk])


@transaction.atomic
def take_many(
    source: Account, told: Sequence[Told], *, by: Actor, history_before: datetime | None = None
) -> list[Taken]:
    """Take reviews of one source in, in their order; the same one twice is one. About six statements
    for any number, while one session takes from a source at a time.

    What was written before `history_before`, or was answered already, owes nothing. The caller must give
    each that `owes` its case in the same transaction with `join_case`: until then it stands as free.
    """
    one_at_a_time(source)
    result: dict[int, Taken] = {}
    waiting = list(enumerate(told))
    while waiting:  # what is told twice in one batch is told in two waves
        wave: list[tuple[int, Told]] = []
        later: list[tuple[int, Told]] = []
        ids: set[str] = set()
        for place, one in waiting:
            (later if one.external_id in ids else wave).append((place, one))
            ids.add(one.external_id)
        taken = _take(source, [one for _place, one in wave], by, history_before)
        result.update(zip([place for place, _one in wave], taken, strict=True))
        waiting = later
    return [result[place] for place in range(len(told))]


def _take(
    source: Account, told: Sequence[Told], by: Actor, history_before: datetime | None
) -> list[Taken]:
    ids = [one.external_id for one in told]
    mine = Review.objects.filter(source=source, external_id__in=ids).order_by("pk")
    known = {r.external_id: r for r in mine.select_for_update(no_key=True)}
    for review in known.values():
        review.source = source
    earlier = set(
        Version.objects.filter(review__in=known.values()).values_list("review_id", "digest")
    )
    terms = terms_of(source)
    new = {
        one.external_id: _new(source, one, terms)
        for one in told
        if one.external_id not in known and not one.gone
    }
    _insert(source, new)
    taken, edited = [], []
    for one in told:
        if one.external_id in new:
            fresh = new[one.external_id]
            owes = (
                fresh.negative
                and fresh.state == Review.State.FREE
                and not _old(fresh, history_before)
            )
            taken.append(Taken(fresh, "new", owes))
        elif one.external_id in known:
            found = _edit(known[one.external_id], one, earlier, terms)
            edited.append(found)
            taken.append(found)
    _write(list(new.values()), edited)
    _say(taken, by)
    by_id = {t.review.external_id: t for t in taken}
    return [by_id.get(one.external_id) or Taken(Review(source=source), "same") for one in told]


def _insert(source: Account, new: Mapping[str, Review]) -> None:
    """Write them with all their columns in one statement; each is told its row."""
    given = table({name: getattr(review, name) for name in NEW} for review in new.values())
    made = rows(INSERT, {"source": source.pk, "told": given}) if new else []
    for name, pk in made:
        new[name].pk, new[name]._state.adding = pk, False


def _new(source: Account, one: Told, terms: Terms) -> Review:
    moment = now()
    review = Review(
        source=source,
        external_id=one.external_id,
        stars=one.stars,
        written_at=min(one.written_at or moment, moment + timedelta(days=1)),
        digest=one.digest,
        negative=is_negative(one.stars, up_to=terms.negative_to),
    )
    _words(review, one, source)
    if one.answer.strip():
        review.state, review.answered_at = Review.State.ANSWERED, moment
    return review


def _words(review: Review, one: Told, source: Account) -> None:
    for name in FIELDS:
        value = clean(getattr(one, name)).strip()
        setattr(review, name, value[: LENGTHS[name]] if name in LENGTHS else value)
    review.url = review.url[:500] if review.url.startswith(("https://", "http://")) else ""
    spoken = language_of(f"{review.title} {review.text}", default=source.language)
    review.language = review.language or spoken


def _old(review: Review, history_before: datetime | None) -> bool:
    return history_before is not None and review.written_at < history_before


def _edit(review: Review, one: Told, earlier: set[tuple[int, str]], terms: Terms) -> Taken:
    """The same review told again. A version that stood before and is not newer is an old table, or a
    message that came late: it changes nothing."""
    if one.gone:
        if review.state == Review.State.GONE:
            return Taken(review, "same")
        review.state, review.answer_due = Review.State.GONE, None
        return Taken(review, "gone")
    newer = one.written_at is not None and one.written_at > review.written_at
    came_late = one.written_at is not None and one.written_at < review.written_at
    if one.digest == review.digest or came_late:
        return Taken(review, "same")
    if (review.pk, one.digest) in earlier and not newer:
        return Taken(review, "same")
    what = change(review.stars, one.stars)
    review.stars_before, review.change = review.stars, what
    review.stars, review.digest = one.stars, one.digest
    review.version += 1
    review.negative = is_negative(one.stars, up_to=terms.negative_to)
    review.written_at = max(review.written_at, min(one.written_at or now(), now()))
    _words(review, one, review.source)
    owes = review.negative and what != "better" and review.state != Review.State.OWED
    if owes:
        review.state, review.answered_at = Review.State.FREE, None
    return Taken(review, what, owes)


def _write(new: Sequence[Review], edited: Sequence[Taken]) -> None:
    changed = [t.review for t in edited if t.what != "same"]
    if changed:
        Review.objects.bulk_update(changed, EDITED, batch_size=500)
    reworded = [t.review for t in edited if t.what not in ("same", "gone")]
    ids = [review.pk for review in (*new, *reworded)]
    if ids:
        run(VERSIONS, [now(), ids])


def _say(taken: Sequence[Taken], by: Actor) -> None:
    facts = []
    for one in taken:
        review = one.review
        event: Event
        if one.what == "same":
            continue
        if one.what == "new":
            event = ReviewArrived(review_id=review.pk, negative=review.negative)
        elif one.what == "gone":
            event = ReviewGone(review_id=review.pk)
        else:
            event = ReviewChanged(review_id=review.pk, change=one.what, version=review.version)
        facts.append(Fact(event=event, subject=review.topic, case=review.case_id, by=by))
    record_many(facts)


def join_case(owing: Sequence[tuple[Review, Case, datetime, int | None]]) -> None:
    """An answer is owed to these reviews: in this case, by then, known among its deadlines under that
    number. In the transaction in which they were taken."""
    moved = []
    for review, case, due, owed_as in owing:
        review.case, review.answer_due, review.owed_as = case, due, owed_as
        review.state, review.answered_at = Review.State.OWED, None
        review.is_sought = True
        moved.append(review)
    if moved:
        fields = ["case", "answer_due", "owed_as", "state", "answered_at", "is_sought"]
        Review.objects.bulk_update(moved, fields, batch_size=500)


@transaction.atomic
def accept(source: Account, body: bytes) -> bool:
    """Keep what a source sent before it is told that we have it. False when we have had it already."""
    digest = hashlib.sha256(body).hexdigest()
    made = rows(
        "INSERT INTO feedback_delivery (source_id, sha256, body, received_at, state, attempts, reason)"
        " VALUES (%s, %s, %s, %s, 'new', 0, '') ON CONFLICT (source_id, sha256) DO NOTHING RETURNING id",
        [source.pk, digest, body, now()],
    )
    return bool(made)


def claim_delivery(*, after: int) -> Delivery | None:
    """The oldest that waits behind this one and that nobody has in hand, in the caller's transaction."""
    waiting = Delivery.objects.filter(state=Delivery.State.NEW, pk__gt=after)
    mine = waiting.select_for_update(skip_locked=True, of=("self",))
    return mine.select_related("source__queue__team").order_by("pk").first()


def settle_delivery(delivery: Delivery, *, reason: str = "") -> None:
    """It is taken in, or with a reason it cannot be read and a person looks at it."""
    state = Delivery.State.UNREADABLE if reason else Delivery.State.TAKEN
    Delivery.objects.filter(pk=delivery.pk).update(state=state, reason=clean(reason)[:300])


@transaction.atomic
def decide_delivery(delivery: Delivery, *, again: bool) -> None:
    """A person has looked at what could not be read: it is tried again, or set aside. Twice changes nothing."""
    state = Delivery.State.NEW if again else Delivery.State.ASIDE
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.UNREADABLE)
    mine.update(state=state, attempts=0)


def put_off(delivery_id: int, *, reason: str) -> None:
    """It failed: tried again, and set aside for a person after some attempts."""
    Delivery.objects.filter(pk=delivery_id).update(
        attempts=F("attempts") + 1, reason=clean(reason)[:300]
    )
    Delivery.objects.filter(pk=delivery_id, attempts__gte=ATTEMPTS).update(
        state=Delivery.State.UNREADABLE
    )
