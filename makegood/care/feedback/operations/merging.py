"""A review that is owed an answer, and a complaint, go on in the case that goes on; who wrote a review is who stays."""

from typing import Any

from makegood.base.database import rows, run
from makegood.care.cases.models import Case
from makegood.care.cases.ports import Holder, holds_cases
from makegood.care.feedback.models import Review
from makegood.kernel.actor import Actor
from makegood.records.customers.ports import holds_contacts

REVIEWS = "UPDATE feedback_review SET case_id = %s WHERE case_id = %s RETURNING id"
COMPLAINT = """
UPDATE feedback_complaint c SET case_id = %(to)s WHERE case_id = %(of)s
AND NOT EXISTS (SELECT 1 FROM feedback_complaint o WHERE o.case_id = %(to)s) RETURNING case_id
"""
CUSTOMERS = "UPDATE feedback_review SET customer_id = %s WHERE customer_id = %s RETURNING id"
MATCHES = """
UPDATE feedback_match m SET contact_id = %(to)s WHERE contact_id = %(of)s AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s))
AND NOT EXISTS (SELECT 1 FROM feedback_match o WHERE o.review_id = m.review_id AND o.contact_id = %(to)s)
RETURNING id
"""


def give(away: int, into: int, by: Actor) -> dict[str, Any]:  # noqa: ARG001 - the port's signature
    """All reviews, with what is owed to them, and the complaint unless there is one already."""
    reviews = [pk for (pk,) in rows(REVIEWS, [into, away])]
    return {"reviews": reviews, "complaint": run(COMPLAINT, {"to": into, "of": away}) == 1}


def back(given: dict[str, Any] | None, away: int, into: int, by: Actor) -> None:  # noqa: ARG001
    """To the case in which they came; what is still owed stays where the work goes on if that case is closed."""
    if not given:
        return
    moved = Review.objects.filter(pk__in=given["reviews"], case=into)
    if Case.objects.filter(pk=away, status=Case.Status.CLOSED).exists():
        moved = moved.exclude(state=Review.State.OWED)
    moved.update(case=away)
    if given["complaint"]:
        run(COMPLAINT, {"to": away, "of": into})


def _give(away: int, into: int) -> dict[str, list[int]]:
    """What he wrote in public; a suggestion follows unless there is one for who stays."""
    matches = rows(MATCHES, {"to": into, "of": away, "ids": None})
    reviews = rows(CUSTOMERS, [into, away])
    return {"matches": [pk for (pk,) in matches], "reviews": [pk for (pk,) in reviews]}


def _back(given: dict[str, list[int]], away: int, into: int) -> None:
    """Reviews that were known as his, and suggestions."""
    if given:
        Review.objects.filter(pk__in=given["reviews"], customer=into).update(customer=away)
        run(MATCHES, {"to": away, "of": into, "ids": given["matches"]})


holds_cases(Holder("feedback", give, back))
holds_contacts("reviews", give=_give, back=_back)
