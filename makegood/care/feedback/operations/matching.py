"""Who wrote it: suggested with evidence, confirmed or refused by a person."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.database import run, table
from makegood.base.journal.log import record
from makegood.care.feedback.events import ReviewMatched
from makegood.care.feedback.models import Match, Review
from makegood.care.feedback.ports import Candidate
from makegood.kernel import actor as actors
from makegood.kernel.clock import now
from makegood.kernel.text import clean

SUGGEST = """
INSERT INTO feedback_match (review_id, contact_id, evidence, strength, state, at)
SELECT review, contact, evidence, strength, 'suggested', %(now)s
FROM json_to_recordset(%(told)s) AS g(review bigint, contact bigint, evidence jsonb, strength int)
ON CONFLICT (review_id, contact_id) DO UPDATE SET evidence = excluded.evidence, strength = excluded.strength
WHERE feedback_match.state = 'suggested'
"""


def claim_unsought(ids: Sequence[int]) -> list[Review]:
    """Those of these reviews whose writers are still to be looked for, locked; what another has in hand is
    left out."""
    mine = Review.objects.select_for_update(skip_locked=True, no_key=True)
    return list(mine.filter(pk__in=ids, is_sought=True).order_by("pk"))


def note_sought(reviews: Sequence[Review]) -> None:
    """Their writers have been looked for (one statement)."""
    Review.objects.filter(pk__in=[review.pk for review in reviews]).update(is_sought=False)


def suggest(found: Mapping[int, Sequence[Candidate]]) -> None:
    """Keep suggestions, by the row of the review; what a person has decided stays. Nothing is
    joined by this (one statement for any number)."""
    told = [
        {
            "review": review,
            "contact": one.contact_id,
            "evidence": [[kind, clean(what)[:200]] for kind, what in one.evidence],
            "strength": one.strength,
        }
        for review, candidates in sorted(found.items())
        for one in candidates
    ]
    if told:
        run(SUGGEST, {"told": table(told), "now": now()})


@transaction.atomic
def confirm_match(match: Match, *, user: User) -> Review:
    """A person has looked at the evidence: it is this customer. Another one confirmed before is refused
    thereby; twice changes nothing."""
    review = Review.objects.select_for_update(no_key=True).get(pk=match.review_id)
    match = Match.objects.get(pk=match.pk)
    if match.state == Match.State.CONFIRMED:
        return review
    others = Match.objects.filter(review=review, state=Match.State.CONFIRMED)
    others.update(state=Match.State.REFUSED, user=user, at=now())
    _decide(match, Match.State.CONFIRMED, user)
    review.customer_id = match.contact_id
    review.save(update_fields=["customer"])
    return review


@transaction.atomic
def refuse_match(match: Match, *, user: User) -> Review:
    """It is somebody else; what was joined by it is not joined any more. Twice changes nothing."""
    review = Review.objects.select_for_update(no_key=True).get(pk=match.review_id)
    match = Match.objects.get(pk=match.pk)
    if match.state == Match.State.REFUSED:
        return review
    _decide(match, Match.State.REFUSED, user)
    if review.customer_id == match.contact_id:
        review.customer = None
        review.save(update_fields=["customer"])
    return review


def _decide(match: Match, state: str, user: User) -> None:
    match.state, match.user, match.at = state, user, now()
    match.save(update_fields=["state", "user", "at"])
    review = match.review
    record(
        ReviewMatched(
            review_id=review.pk,
            contact_id=match.contact_id,
            confirmed=state == Match.State.CONFIRMED,
        ),
        subject=review.topic,
        case=review.case_id,
        customer=match.contact_id,
        by=actors.user(user.pk),
    )
