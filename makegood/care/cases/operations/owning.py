"""Who is responsible."""

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
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.operations import on_departure
from makegood.records.people.queries import hold_active


@retried
def assign(case: Case, *, to: User, reason: str, by: Actor) -> Case:
    """Make somebody else responsible, with the reason. The case is never without an owner in between."""
    active = hold_active([to.pk])  # people before cases, as everywhere
    case = lock(case.pk)
    if case.status == Case.Status.CLOSED:
        raise WrongState(_("This case is closed. Reopen it first."))
    if to.pk not in active:
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="to")
    if case.owner_id == to.pk:
        return case
    before, case.owner = case.owner_id, to
    save(case, "owner")
    OwnerChange.objects.create(
        case=case, owner=to, before_id=before, reason=clean(reason)[:200], actor=str(by)
    )
    tell(case, OwnerChanged(case_id=case.pk, owner=to.pk, before=before), by)
    return case


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
    OwnerChange.objects.bulk_create(
        [
            OwnerChange(case=c, owner=takes_over, before=user, reason="departure", actor=str(by))
            for c in cases
        ]
    )
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
