"""A case that lies between two people is not merged away: first it is answered, or taken back."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.care.cases.ports import Holder, holds_cases
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations.offering import StillOffered
from makegood.kernel.actor import Actor


def check(away: int) -> None:
    """Raise StillOffered while it is offered, or while its answer is owed to a colleague."""
    back = Q(state=Handoff.State.ACCEPTED, returned_epoch=None, back_to__isnull=False)
    if Handoff.objects.filter(Q(state=Handoff.State.OFFERED) | back, case_id=away).exists():
        raise StillOffered(
            _("This case is with a colleague. Wait for the answer, or merge the other one into it.")
        )


def give(away: int, into: int, by: Actor) -> list[int]:  # noqa: ARG001 - the port's signature
    """What was answered stays in the history of the case that was handed."""
    return []


def back(given: list[int] | None, away: int, into: int, by: Actor) -> None:
    """Nothing moved."""


holds_cases(Holder("handoffs", give, back, check))
