"""The one polite question, after it was made good."""

import uuid

from django.db import transaction

from makegood.base.journal.log import record
from makegood.care.feedback.events import ReviewAsked
from makegood.care.feedback.models import PoliteQuestion, Review
from makegood.kernel.actor import Actor


@transaction.atomic
def note_asked(review: Review, *, outgoing: uuid.UUID, by: Actor) -> bool:
    """Write down that he is asked now; False when he was asked before: then nothing may leave."""
    Review.objects.select_for_update(no_key=True).get(pk=review.pk)
    if PoliteQuestion.objects.filter(review=review).exists():
        return False
    PoliteQuestion.objects.create(review=review, outgoing=outgoing)
    record(ReviewAsked(review_id=review.pk), subject=review.topic, case=review.case_id, by=by)
    return True
