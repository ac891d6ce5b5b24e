"""Who is responsible."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.events import (
    OwnerChanged,
)
from makegood.care.cases.models import (
    Case,
    OwnerChange,
)
from makegood.care.cases.operations.state import WrongState, lock, save, tell
from makegood.care.cases.ports import FOLLOWERS
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.people.operations import on_departure
from makegood.records.people.queries import hold_active

Why = OwnerChange.Why


class NotTheLeads(Refused):
    """Somebody else than the duty lead is responsible: he is asked, or a lead gives it."""


@retried
def assign(case: Case, *, to: User, reason: str, by: Actor, why: str = Why.GIVEN) -> Case:
    """Make somebody else responsible, with the reason. The case is never without an owner in between.

    Raises WrongState for a closed case, Invalid for a person who left and for no reason.
    """
    case = _open_for(case, to)
    if case.owner_id == to.pk:
        return case
    return change_owner(case, to=to, why=why, reason=reason, by=by)


@retried
def take(case: Case, *, user: User, reason: str, by: Actor) -> Case:
    """Take it from the duty lead, whose cases are a standing offer. Raises NotTheLeads."""
    case = _open_for(case, user)
    if case.owner_id == user.pk:
        return case
    if case.owner_id != case.queue.duty_lead_id:
        raise NotTheLeads(
            _("%(name)s is responsible. Ask for it, or let the lead give it to you.")
            % {"name": case.owner}
        )
    return change_owner(case, to=user, why=Why.TAKEN, reason=reason, by=by)


def _open_for(case: Case, user: User) -> Case:
    """The locked case, and the person held as one who works here."""
    active = hold_active([user.pk])  # people before cases, as everywhere
    case = lock(case.pk)
    if case.status == Case.Status.CLOSED:
        raise WrongState(_("This case is closed. Reopen it first."))
    if user.pk not in active:
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="to")
    return case


def change_owner(case: Case, *, to: User, why: str, reason: str, by: Actor) -> Case:
    """Another owner, with his row of the history. The caller holds the person and the lock of the case.

    Raises Invalid for no reason where one is owed.
    """
    reason = clean(reason).strip()[:200]
    if not reason and why in (Why.GIVEN, Why.TAKEN):
        raise Invalid(_("Say why: the owner and the lead read it."), field="reason")
    before, case.owner = case.owner_id, to
    save(case, "owner")
    case.owner_epoch += 1  # as the database has counted
    write_changes([change_of(case, before=before, why=why, reason=reason, by=by)])
    tell(case, OwnerChanged(case_id=case.pk, owner=to.pk, before=before), by)
    for follow in FOLLOWERS:
        follow(case.pk, by=by)
    return case


def change_of(
    case: Case, *, before: int | None, why: str, by: Actor, reason: str = ""
) -> OwnerChange:
    """The row of the history for the owner that a case has now."""
    return OwnerChange(
        case=case,
        epoch=case.owner_epoch,
        owner_id=case.owner_id or 0,
        before_id=before,
        why=why,
        reason=reason,
        actor=str(by),
    )


def write_changes(changes: Sequence[OwnerChange]) -> None:
    """Keep rows of the history (one statement)."""
    OwnerChange.objects.bulk_create(changes)


@on_departure
@transaction.atomic
def hand_over_all(user: User, *, takes_over: User, by: Actor) -> None:
    """Everything a leaving person is responsible for goes to another, in his last transaction."""
    cases = list(
        Case.objects.select_for_update(no_key=True).open().filter(owner=user).order_by("pk")
    )
    Case.objects.filter(pk__in=[c.pk for c in cases]).update(
        owner=takes_over, version=F("version") + 1
    )
    for case in cases:
        case.owner, case.owner_epoch = takes_over, case.owner_epoch + 1
    write_changes([change_of(c, before=user.pk, why=Why.DEPARTURE, by=by) for c in cases])
    record_many(
        [
            Fact(
                event=OwnerChanged(case_id=c.pk, owner=takes_over.pk, before=user.pk),
                subject=c.topic,
                case=c.pk,
                customer=c.contact_id,
                by=by,
            )
            for c in cases
        ]
    )
