"""The locks and the record that everything in diagnosis shares."""

from makegood.base.journal.log import record
from makegood.field.diagnosis.models import Fault, Session
from makegood.kernel.actor import Actor
from makegood.kernel.events import Event


def lock_fault(pk: int) -> Fault:
    """A fault as it is now, locked until the transaction ends: it guards its versions."""
    return Fault.objects.select_for_update().get(pk=pk)


def lock_session(pk: int) -> Session:
    """A search as it is now, locked; it guards its answers."""
    return Session.objects.select_for_update().get(pk=pk)


def tell_of_fault(fault: Fault, event: Event, by: Actor) -> None:
    """Record a fact about a fault table."""
    record(event, subject=f"fault:{fault.pk}", by=by)


def tell_of_session(session: Session, event: Event, by: Actor) -> None:
    """Record a fact about a search, with its case where it has one."""
    case = session.case
    subject = case.topic if case else f"search:{session.pk}"
    record(
        event,
        subject=subject,
        case=case.pk if case else None,
        customer=case.contact_id if case else None,
        by=by,
    )
