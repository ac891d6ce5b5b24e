"""Who wrote a review: looked for among orders, devices and earlier cases, shown as a suggestion with its
evidence. A person says yes; nothing is joined before."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import QuerySet

from makegood.care.cases.models import Case
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Review
from makegood.care.feedback.ports import Candidate, Written, candidates_of, install_finder
from makegood.kernel.text import fold, tsquery
from makegood.records.customers.models import Handle
from makegood.records.customers.rules import normal

NEAR = timedelta(days=60)  # so long before the review he may have written to us
NAMED, SEEN_IN_TEXT, BY_NAME, BY_STORY = 95, 80, 40, 30
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{5,40}")
MODEL = re.compile(r"(?=[A-Za-z0-9-]*\d)[A-Za-z0-9][A-Za-z0-9\-]{2,20}")
MOST = 20


def look_for_writers(reviews: Sequence[Review]) -> None:
    """Ask everybody who may know, for reviews that have just come in."""
    for review in reviews:
        feedback.suggest(review, candidates_of(written(review)))


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


def by_number(review: Written) -> list[Candidate]:
    """Whose order or device it names: told by the source, or standing in its words."""
    told = {normal("order", review.order): "order", normal("other", review.device): "device"}
    in_text = {normal("order", found) for found in NUMBER.findall(review.text) if _mixed(found)}
    wanted = {value for value in (*told, *in_text) if value}
    if not wanted:
        return []
    kinds = (Handle.Kind.ORDER, Handle.Kind.OTHER)
    handles = Handle.objects.filter(kind__in=kinds, value__in=wanted)
    return [
        Candidate(
            contact_id=handle.contact_id,
            evidence=((_how(handle.value, told), handle.shown),),
            strength=NAMED if handle.value in told else SEEN_IN_TEXT,
        )
        for handle in handles.exclude(value__startswith="review:")[:MOST]
    ]


def _mixed(word: str) -> bool:
    """Numbers of orders and devices: at least four digits."""
    return sum(sign.isdigit() for sign in word) >= 4


def _how(value: str, told: dict[str, str]) -> str:
    return f"told_{told[value]}" if value in told else "in_text"


def by_story(review: Written) -> list[Candidate]:
    """Who wrote to us before about the same model, near that day; the same name counts for more."""
    models = models_in(f"{review.product} {review.text}")
    since = review.written_at - NEAR
    near = Case.objects.filter(opened_at__range=(since, review.written_at)).exclude(
        channel="reviews"
    )
    found: dict[int, Candidate] = {}
    for case in _about(near, models, review.author):
        evidence = _seen_in(case, models, review)
        strength = sum(BY_NAME if kind == "name" else BY_STORY for kind, _what in evidence)
        known = found.get(case.contact_id)
        if evidence and (known is None or known.strength < strength):
            found[case.contact_id] = Candidate(
                contact_id=case.contact_id,
                evidence=tuple(evidence),
                strength=min(strength, SEEN_IN_TEXT - 5),
            )
    return list(found.values())


def _about(near: "QuerySet[Case]", models: Sequence[str], author: str) -> list[Case]:
    """Cases whose words name a model of the review, or whose customer has its name (two queries)."""
    cases = near.select_related("contact").defer("terms").order_by("-pk")
    by_model = [case for model in models[:3] for case in cases.filter(terms=_words(model))[:MOST]]
    named = list(cases.filter(contact__terms=_words(author))[:MOST]) if _words(author) else []
    return list({case.pk: case for case in (*by_model, *named)}.values())


def _words(text: str) -> SearchQuery | None:
    found = tsquery(text)
    return SearchQuery(found, search_type="raw", config="simple") if found else None


def _seen_in(case: Case, models: Sequence[str], review: Written) -> list[tuple[str, str]]:
    seen: list[tuple[str, str]] = []
    subject = fold(case.subject)
    seen += [("model", model) for model in models if fold(model) in subject][:1]
    if len(review.author) > 1 and fold(case.contact.name) == fold(review.author):
        seen.append(("name", case.contact.name))
    if seen:
        seen.append(("wrote", _day(case.opened_at)))
    return seen


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def models_in(text: str) -> list[str]:
    """Names of models in it: letters with digits, 55Q8, E-1042."""
    return list(dict.fromkeys(found for found in MODEL.findall(text) if not found.isdigit()))


install_finder("numbers", by_number)
install_finder("story", by_story)


@transaction.atomic
def look_again(review: Review) -> None:
    """Look once more: what was decided stays."""
    feedback.suggest(review, candidates_of(written(review)))
