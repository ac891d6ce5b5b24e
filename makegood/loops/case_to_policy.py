"""What a case has become decides what we owe: its priority, its queue, what its customer is entitled to."""

from django.db import transaction
from django.db.models import Q

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.operations import reconsider
from makegood.kernel.actor import SYSTEM, Actor
from makegood.records.entitlements.events import EntitlementChanged
from makegood.records.people.models import Queue


@transaction.atomic
def weigh(case: Case, *, urgency: int, by: Actor, version: int | None = None) -> Case:
    """Say how urgent it is; the policy for it counts from this moment. Raises what `cases.weigh` raises."""
    case = cases.weigh(case, urgency=urgency, by=by, version=version)
    reconsider([case], by=by, why="priority")
    return case


@transaction.atomic
def move(
    case: Case, *, queue: Queue, by: Actor, version: int | None = None, reason: str = ""
) -> Case:
    """Put it into another queue, whose policy and hours count from this moment; `reason` is read by those
    who get it. Raises what `cases.move` raises."""
    case = cases.move(case, queue=queue, by=by, version=version, reason=reason)
    reconsider([case], by=by, why="queue")
    return case


@reacts_to(EntitlementChanged)
def what_is_open_follows(event: EntitlementChanged, _entry: Entry) -> None:
    """The open cases of a customer are served by what he is entitled to now."""
    whose = Q(contact_id=event.contact_id)
    if event.company_id:
        whose = Q(contact__company_id=event.company_id)
    going_on = Case.objects.open().filter(whose).select_related("queue").defer("terms")
    locked = going_on.select_for_update(no_key=True, of=("self",)).order_by("pk")
    reconsider(list(locked), by=SYSTEM, why="contract")
