"""A case goes to another person or team: offered, answered or back with its owner, and never with nobody.

Each offer is an internal promise with the deadline of the offer, so that what is next on the case is
true; it ends with the offer, in the same transaction.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.jobs.sweeps import held_back, sweep, together
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.ports import on_new_owner
from makegood.care.handoffs import operations as handoffs
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.care.handoffs.operations import Offer
from makegood.care.handoffs.queries import overdue
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, end, end_many, keep_by, make_many
from makegood.kernel.actor import SYSTEM, Actor
from makegood.loops.case_to_answer import follow_up
from makegood.loops.contact_to_case import answer_is_owed
from makegood.records.people.operations import on_departure
from makegood.records.people.queries import hold_active

KINDS = [Promise.Kind.HANDOFF]


@retried
def offer(case: Case, new: Offer, *, by: Actor, version: int | None = None) -> Handoff:
    """Offer a case to another. Raises what `handoffs.offer` raises."""
    hold_active([new.to_user.pk] if new.to_user else [])  # people before cases, as everywhere
    _return(handoffs.expire_in([case.pk]))  # even if no worker came by since
    handoff = handoffs.offer(case, new, by=by, version=version)
    with override(handoff.sender.language.lower()):
        what = _("%(name)s accepts or declines the hand-off") % {"name": handoffs.asked(handoff)}
    owed = NewPromise(
        case=handoff.case,
        kind=Promise.Kind.HANDOFF,
        due=handoff.expires_at,
        what=what,
        keeper=handoff.to_user,
    )
    make_many([owed], by=by)
    return handoff


@transaction.atomic
def ask_for(case: Case, *, user: User, reason: str, by: Actor, version: int | None = None) -> Alarm:
    """Ask the owner for a case. Raises CaseChanged when the page showed an older one."""
    return handoffs.ask_for(
        cases.lock_at(case.pk, version=version), user=user, reason=reason, by=by
    )


@retried
def accept(handoff: Handoff, *, user: User, by: Actor) -> Handoff:
    """He says yes: he is responsible, and the promise to answer the offer is kept."""
    handoff = handoffs.accept(handoff, user=user, by=by)
    return _answered(handoff, kept=True, by=by)


@retried
def decline(handoff: Handoff, *, user: User, reason: str, by: Actor) -> Handoff:
    """He says no: it stays with the sender, who hears why."""
    handoff = handoffs.decline(handoff, user=user, reason=reason, by=by)
    return _answered(handoff, kept=True, by=by)


@retried
def withdraw(handoff: Handoff, *, by: Actor, user: User | None = None) -> Handoff:
    """The sender takes it back."""
    handoff = handoffs.withdraw(handoff, by=by, user=user)
    return _answered(handoff, kept=False, by=by)


@retried
def give_back(case: Case, *, answer: str, user: User, by: Actor) -> Handoff:
    """The answer goes back to the one who asked: he is responsible again and owes it to the customer."""
    handoff = handoffs.give_back(case, answer=answer, user=user, by=by)
    case = cases.lock(case.pk)
    case = cases.unanswer(case, since=None, by=by) if case.status == Case.Status.WAITING else case
    answer_is_owed([case])
    return handoff


def _answered(handoff: Handoff, *, kept: bool, by: Actor) -> Handoff:
    case = cases.lock(handoff.case_id)
    if not Handoff.objects.pending().filter(case=case).exists():  # a later offer has its own
        end(case, kinds=KINDS, kept=kept, by=by)
        _something_is_next([case], by=by)
    return handoff


def _something_is_next(over: list[Case], *, by: Actor) -> None:
    """A case that owes nothing else is followed up."""
    owing = Promise.objects.filter(case__in=over, state=Promise.State.OPEN)
    still = set(owing.values_list("case_id", flat=True))
    for case in over:
        if case.pk not in still and case.status != Case.Status.CLOSED:
            follow_up(case, by=by)


@sweep(every=5)
def return_what_nobody_accepted() -> int:
    """What lay too long is back with its sender; he, who was asked and the lead hear of it. One that fails
    holds up no other."""
    due = overdue(but=held_back(_return_one))
    return together(due, _return_those, one=_return_one)


def _return_one(case_id: int) -> int:
    return _return_those([case_id])


@transaction.atomic
def _return_those(case_ids: Sequence[int]) -> int:
    return _return(handoffs.expire_in(case_ids, wait=False))


def _return(expired: list[Handoff]) -> int:
    over = [handoff.case for handoff in expired]
    end_many(over, kinds=KINDS, kept=False, by=SYSTEM)
    _something_is_next(over, by=SYSTEM)
    return len(expired)


@on_new_owner
def what_the_one_before_offered_is_over(case_id: int, *, by: Actor) -> None:
    """The lead gave it to somebody, or it came back: an offer of the owner before means nothing now."""
    if handoffs.end_of_case(case_id, by=by) is not None:
        case = cases.lock(case_id)
        end(case, kinds=KINDS, kept=False, by=by)
        _something_is_next([case], by=by)


@on_departure
@transaction.atomic
def another_stands_in_his_place(user: User, *, takes_over: User, by: Actor) -> None:
    """Whoever leaves takes no offer with him, neither sent nor received."""
    left = handoffs.move_from(user, takes_over=takes_over, by=by)
    over = [handoff.case for handoff in left.over]
    end_many(over, kinds=KINDS, kept=False, by=by)
    _something_is_next(over, by=by)
    asked = {h.case_id: h.case for h in left.moved if h.to_user_id == takes_over.pk}
    for promise in Promise.objects.filter(case__in=asked, kind__in=KINDS, keeper=user):
        keep_by(asked[promise.case_id], promise.pk, keeper=takes_over)
