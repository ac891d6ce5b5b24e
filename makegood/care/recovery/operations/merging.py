"""What was offered to make good in a case that is merged stands in the one that goes on."""

from makegood.base.database import rows
from makegood.care.cases.ports import Holder, holds_cases
from makegood.care.recovery.models import Offer
from makegood.kernel.actor import Actor

MOVE = "UPDATE recovery_offer SET case_id = %s WHERE case_id = %s RETURNING id"


def give(away: int, into: int, by: Actor) -> list[int]:  # noqa: ARG001 - the port's signature
    """All of them, with the promises they belong to."""
    return [pk for (pk,) in rows(MOVE, [into, away])]


def back(given: list[int] | None, away: int, into: int, by: Actor) -> None:  # noqa: ARG001
    """To the case in which they were made."""
    Offer.objects.filter(pk__in=given or [], case=into).update(case=away)


holds_cases(Holder("recovery", give, back))
