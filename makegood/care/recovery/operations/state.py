"""The locks and the record that every operation on an offer or an apology shares."""

from makegood.base.journal.log import record
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.recovery.models import Offer
from makegood.kernel.actor import Actor
from makegood.kernel.events import Event


def lock_offer(pk: int) -> Offer:
    """An offer as it is now, with the lock of its case, which alone decides."""
    case = cases.lock(Offer.objects.values_list("case_id", flat=True).get(pk=pk))
    offer = Offer.objects.get(pk=pk)
    offer.case = case
    return offer


def tell(offer: Offer, event: Event, by: Actor) -> None:
    """Record a fact about the case of an offer."""
    tell_of(offer.case, event, by)


def lock_promise(promise: Promise) -> Promise:
    """A promise as it is now, with the lock of its case, which is at hand."""
    case = cases.lock(promise.case_id)
    found = Promise.objects.get(pk=promise.pk)
    found.case = case
    return found


def tell_of(case: Case, event: Event, by: Actor) -> None:
    """Record a fact about a case."""
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
