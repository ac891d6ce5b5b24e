"""Who wrote a review: looked for among orders, devices and earlier cases, shown as a suggestion with its
evidence. A person says yes; nothing is joined before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from makegood.base.database import columns, rows
from makegood.base.jobs.sweeps import held_back, sweep, together
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Review
from makegood.care.feedback.ports import Candidate, Written, candidates_of, install_finder
from makegood.care.feedback.queries import unsought
from makegood.kernel.text import clean, fold, tsquery
from makegood.records.customers.models import Handle
from makegood.records.customers.rules import normal

AT_ONCE = 100
NEAR = timedelta(days=60)  # so long before the review he may have written to us
NAMED, SEEN_IN_TEXT, AT_MOST = 95, 80, 75
BY = {"name": 60, "model": 30}
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{5,40}")
MODEL = re.compile(r"(?=[A-Za-z0-9-]{0,20}\d)[A-Za-z0-9][A-Za-z0-9\-]{2,20}")
MODELS, NUMBERS = 3, 20  # of one review that are looked for
BY_MODEL = """
SELECT w.review, c.id, c.contact_id, c.subject, c.opened_at, p.name
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS w(review, words, since, until)
CROSS JOIN LATERAL (
  SELECT id, contact_id, subject, opened_at FROM cases_case
  WHERE terms @@ to_tsquery('simple', w.words) AND opened_at BETWEEN w.since AND w.until
    AND channel <> 'reviews' ORDER BY id DESC LIMIT 20
) c JOIN customers_contact p ON p.id = c.contact_id
"""
BY_AUTHOR = """
SELECT w.review, c.id, c.contact_id, c.subject, c.opened_at, c.name
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS w(review, words, since, until)
CROSS JOIN LATERAL (
  SELECT s.id, s.contact_id, s.subject, s.opened_at, p.name
  FROM customers_contact p JOIN cases_case s ON s.contact_id = p.id
  WHERE p.terms @@ to_tsquery('simple', w.words) AND s.opened_at BETWEEN w.since AND w.until
    AND s.channel <> 'reviews' ORDER BY s.id DESC LIMIT 20
) c
"""


@sweep(every=5, hot=True)
def look_for_writers() -> int:
    """Ask everybody who may know, for the reviews that came in and are owed an answer: a fixed number of
    statements for a batch. The import does not wait for it."""
    waiting = unsought(AT_ONCE, without=held_back(_look_for_one))
    return together(waiting, _look_for, one=_look_for_one)


def _look_for_one(review_id: int) -> int:
    return _look_for([review_id])


@transaction.atomic
def _look_for(ids: Sequence[int]) -> int:
    reviews = feedback.claim_unsought(ids)
    feedback.suggest(candidates_of([written(review) for review in reviews]))
    feedback.note_sought(reviews)
    return len(reviews)


def written(review: Review) -> Written:
    """What the review tells of its author."""
    return Written(
        review_id=review.pk,
        source_id=review.source_id,
        author=review.author,
        text=f"{review.title}\n{review.text}",
        product=review.product,
        order=review.order,
        device=review.device,
        written_at=review.written_at,
    )


def by_number(reviews: Sequence[Written]) -> Iterator[tuple[int, Candidate]]:
    """Whose order or device a review names: told by its source, or standing in its words (one query)."""
    how = {one.review_id: _numbers(one) for one in reviews}
    wanted = {value for numbers in how.values() for value in numbers}
    kinds = (Handle.Kind.ORDER, Handle.Kind.OTHER)
    handles = Handle.objects.filter(kind__in=kinds, value__in=wanted) if wanted else []
    known: dict[str, list[Handle]] = {}
    for handle in handles:
        known.setdefault(handle.value, []).append(handle)
    for review, numbers in how.items():
        for value, kind in numbers.items():
            for handle in known.get(value, ()):
                strength = SEEN_IN_TEXT if kind == "in_text" else NAMED
                yield review, Candidate(handle.contact_id, ((kind, handle.shown),), strength)


def _numbers(review: Written) -> dict[str, str]:
    """Numbers that it names, and who says so: its words, or its source, which counts for more."""
    in_text = [normal("order", found) for found in NUMBER.findall(review.text) if _mixed(found)]
    found = dict.fromkeys(in_text[:NUMBERS], "in_text")
    found[normal("other", review.device)] = "told_device"
    found[normal("order", review.order)] = "told_order"
    return {v: kind for v, kind in found.items() if v and not v.startswith("review:")}


def _mixed(word: str) -> bool:
    """Numbers of orders and devices: at least four digits."""
    return sum(sign.isdigit() for sign in word) >= 4


@dataclass(frozen=True)
class Earlier:
    """A case that a possible author had before."""

    contact_id: int
    subject: str
    opened_at: datetime
    name: str


def by_story(reviews: Sequence[Written]) -> Iterator[tuple[int, Candidate]]:
    """Who wrote to us before about the same model, near that day; the same name counts for more (two
    queries)."""
    models = {one.review_id: models_in(f"{one.product} {one.text}") for one in reviews}
    by_model = [(one, model) for one in reviews for model in models[one.review_id][:MODELS]]
    by_author = [(one, one.author) for one in reviews if len(one.author) > 1]
    earlier = _earlier(BY_MODEL, by_model) | _earlier(BY_AUTHOR, by_author)
    author = {one.review_id: one.author for one in reviews}
    for (review, _case), case in earlier.items():
        evidence = _seen_in(case, models[review], author[review])
        if evidence:
            strength = min(AT_MOST, sum(BY.get(kind, 0) for kind, _what in evidence))
            yield review, Candidate(case.contact_id, tuple(evidence), strength)


def _earlier(sql: str, told: Sequence[tuple[Written, str]]) -> dict[tuple[int, int], Earlier]:
    """The newest cases before each review that have these words, by review and case."""
    asked = [
        (one.review_id, words, one.written_at - NEAR, one.written_at)
        for one, text in told
        if (words := clean(tsquery(text).removesuffix(":*")))
    ]
    found = rows(sql, columns(asked, 4)) if asked else []
    return {(review, case): Earlier(*what) for review, case, *what in found}


def _seen_in(case: Earlier, models: Sequence[str], author: str) -> list[tuple[str, str]]:
    seen: list[tuple[str, str]] = []
    subject = fold(case.subject)
    seen += [("model", model) for model in models if fold(model) in subject][:1]
    if len(author) > 1 and fold(case.name) == fold(author):
        seen.append(("name", case.name))
    if seen:
        seen.append(("wrote", case.opened_at.date().isoformat()))
    return seen


def models_in(text: str) -> list[str]:
    """Names of models in it: letters with digits, 55Q8, E-1042."""
    return list(dict.fromkeys(found for found in MODEL.findall(text) if not found.isdigit()))


install_finder("numbers", by_number)
install_finder("story", by_story)
