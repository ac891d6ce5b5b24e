"""Yes, no, taken back, too late, and the answer that comes back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.access.policy import may, principal_of_user
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cases.operations import CaseChanged
from makegood.care.handoffs.events import HandoffReturned
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations.alarms import Kind, alarm, pass_on
from makegood.care.handoffs.operations.state import (
    DEAD,
    OfferIsOver,
    State,
    asked,
    end,
    locked,
    over,
    tell,
)
from makegood.care.handoffs.queries import Offered, leads_of, owed_back
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.queries import hold_active


@retried
def accept(handoff: Handoff, *, user: User, by: Actor) -> Handoff:
    """Say yes: responsible from this moment. Twice is once. Raises OfferIsOver when it was answered,
    taken back, or too late; the sender is responsible then."""
    here = hold_active([user.pk])  # people before cases
    case, handoff = locked(handoff)
    if handoff.state == State.ACCEPTED and handoff.answered_by_id == user.pk:
        return handoff
    _answerable(handoff, user)
    if user.pk not in here:
        raise OfferIsOver(_("Your account has ended."))
    end([handoff], State.ACCEPTED, by=by, user=user)
    why = OwnerChange.Why.HANDOFF
    cases.change_owner(case, to=user, why=why, reason=handoff.question[:200], by=by)
    return handoff


def _answerable(handoff: Handoff, user: User) -> None:
    """Raise OfferIsOver unless it waits, in time, for this person."""
    if handoff.state != State.OFFERED or handoff.expires_at <= now():
        raise OfferIsOver(over(handoff))
    place = Offered(handoff.case_id, handoff.case.owner_id, handoff.case.queue.team_id, handoff)
    if not may(principal_of_user(user), "handoffs.answer", place):
        raise OfferIsOver(_("%(name)s was asked, not you.") % {"name": asked(handoff)})


@retried
def decline(handoff: Handoff, *, user: User, reason: str, by: Actor) -> Handoff:
    """Say no, with the reason: it is back with the sender, who hears of it. Twice is once.

    Raises Invalid without a reason, OfferIsOver.
    """
    reason = clean(reason).strip()[:300]
    if not reason:
        raise Invalid(
            _("Say why: it goes back to %(name)s.") % {"name": handoff.sender}, field="reason"
        )
    _case, handoff = locked(handoff)
    if handoff.state == State.DECLINED and handoff.answered_by_id == user.pk:
        return handoff
    _answerable(handoff, user)
    end([handoff], State.DECLINED, by=by, user=user, reason=reason)
    alarm([(handoff, [handoff.sender_id])], Kind.DECLINED, who=user, words=reason)
    return handoff


@retried
def withdraw(handoff: Handoff, *, by: Actor, user: User | None = None) -> Handoff:
    """Take the offer back. Twice is once. Raises OfferIsOver when it was answered meanwhile."""
    _case, handoff = locked(handoff)
    if handoff.state in (State.WITHDRAWN, State.EXPIRED):
        return handoff
    if handoff.state != State.OFFERED:
        raise OfferIsOver(over(handoff))
    end([handoff], State.WITHDRAWN, by=by, user=user)
    return handoff


def end_of_case(case_id: int, *, by: Actor) -> Handoff | None:
    """Another is responsible, by another way: what the one before offered is over. The caller holds
    the lock of the case."""
    found = Handoff.objects.pending().select_related("case__queue")
    pending = found.filter(case=case_id).first()
    if pending is not None:
        end([pending], State.WITHDRAWN, by=by)
    case = Case.objects.get(pk=case_id)
    pass_on(case, to_id=case.owner_id or 0)
    return pending


@transaction.atomic
def expire_in(case_ids: Sequence[int], *, wait: bool = True) -> list[Handoff]:
    """Offers in these cases whose time is over go back to their senders; both and the lead hear of it. Late
    or twice changes nothing, whatever the clock did in between. Without `wait` a case that another session
    has in hand is left to it."""
    due = Handoff.objects.pending().filter(expires_at__lte=now(), case__in=case_ids)
    held = Case.objects.select_for_update(no_key=True, skip_locked=not wait)
    wanted = list(due.values_list("case_id", flat=True))
    here = [case.pk for case in held.filter(pk__in=wanted).order_by("pk")]
    mine = due.filter(case__in=here)
    over_now = list(mine.select_related("case__queue").order_by("case"))
    if over_now:
        end(over_now, State.EXPIRED, by=SYSTEM)
        told = [(h, [h.sender_id, h.to_user_id or 0, *leads_of(h)]) for h in over_now]
        alarm(told, Kind.EXPIRED)
    return over_now


@retried
def give_back(case: Case, *, answer: str, user: User, by: Actor) -> Handoff:
    """Answer the question: the case is back with the one who asked, who tells the customer.

    Raises Invalid without an answer, OfferIsOver when nobody waits for one.
    """
    answer = clean(answer).strip()[:4000]
    if not answer:
        raise Invalid(_("Write the answer: the other tells the customer."), field="answer")
    waiting = owed_back(case)
    here = hold_active([waiting.back_to_id or 0] if waiting else [])
    case = cases.lock(case.pk)
    waiting = owed_back(case)
    if waiting is None or case.status in DEAD or case.owner_id != user.pk:
        raise OfferIsOver(_("Nobody waits for an answer here any more."))
    if waiting.back_to is None or waiting.back_to_id not in here:
        raise CaseChanged(_("Somebody else waits for the answer now. Look again."))
    waiting.answer, waiting.returned_at = answer, now()
    waiting.returned_epoch = case.owner_epoch + 1
    waiting.save(update_fields=["answer", "returned_at", "returned_epoch"])
    why = OwnerChange.Why.RETURNED
    cases.change_owner(case, to=waiting.back_to, why=why, reason=answer[:200], by=by)
    tell(waiting, HandoffReturned(handoff_id=waiting.pk, sender=waiting.back_to_id or 0), by)
    alarm([(waiting, [waiting.back_to_id or 0])], Kind.RETURNED, who=user, words=answer[:300])
    return waiting
