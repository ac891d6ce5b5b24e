"""The lock, the ends and the records that every operation on a hand-off shares."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.handoffs.events import (
    HandoffEnded,
    HandoffMoved,
    HandoffOffered,
    HandoffReturned,
)
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.queries import PEOPLE
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused

State = Handoff.State
ENDED = ("state", "answered_at", "answered_by", "reason")
DEAD = (Case.Status.RESOLVED, Case.Status.CLOSED)


def asked(handoff: Handoff) -> str:
    """The name of the person or team that was asked."""
    return str(handoff.to_user or handoff.to_team)


class OfferIsOver(Refused):
    """It was answered, taken back, or its time is over."""


def over(handoff: Handoff) -> str:
    """Why it can no longer be answered, with the person to speak to."""
    told = {"name": handoff.answered_by or "", "sender": handoff.sender}
    match handoff.state:
        case State.ACCEPTED:
            return _("%(name)s has just taken it.") % told
        case State.DECLINED:
            return _("%(name)s has said no. It is with %(sender)s.") % told
        case State.WITHDRAWN:
            return _("%(sender)s has taken the offer back.") % told
    return _("The time to accept is over. It is with %(sender)s again.") % told


def locked(handoff: Handoff) -> tuple[Case, Handoff]:
    """The case under its lock, which alone decides, and its hand-off as it is now."""
    case = cases.lock(handoff.case_id)
    row = Handoff.objects.select_related(*PEOPLE).get(pk=handoff.pk)
    row.case = case
    return case, row


def end(
    handoffs: Sequence[Handoff],
    state: str,
    *,
    by: Actor,
    user: User | None = None,
    reason: str = "",
) -> None:
    """End them; the caller holds the locks of their cases."""
    for handoff in handoffs:
        handoff.state, handoff.answered_at = state, now()
        handoff.answered_by, handoff.reason = user, reason
    Handoff.objects.bulk_update(handoffs, ENDED)
    record_many([fact(h, ended_fact(h), by) for h in handoffs])


def ended_fact(handoff: Handoff) -> HandoffEnded:
    return HandoffEnded(
        handoff_id=handoff.pk,
        state=handoff.state,
        sender=handoff.sender_id,
        to_user=handoff.to_user_id,
        to_team=handoff.to_team_id,
    )


def moved_fact(handoff: Handoff) -> HandoffMoved:
    return HandoffMoved(
        handoff_id=handoff.pk,
        sender=handoff.sender_id,
        to_user=handoff.to_user_id,
        to_team=handoff.to_team_id,
    )


def tell(handoff: Handoff, event: HandoffOffered | HandoffReturned, by: Actor) -> None:
    record_many([fact(handoff, event, by)])


def fact(
    handoff: Handoff,
    event: HandoffOffered | HandoffEnded | HandoffMoved | HandoffReturned,
    by: Actor,
) -> Fact:
    case = handoff.case
    return Fact(event=event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
