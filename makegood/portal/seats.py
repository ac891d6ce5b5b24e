"""Who of an organisation may see its colleagues' cases: given by one of us, or by one of them who manages."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound, Refused
from makegood.portal.mine import seat_of
from makegood.portal.models import Seat
from makegood.records.customers.models import Contact


class NoCompany(Refused):
    """He belongs to no organisation."""


@transaction.atomic
def give_seat(contact: Contact, *, sees: bool, manages: bool, by: Actor) -> Seat:
    """What he may see of his organisation from now on. Raises NoCompany."""
    if contact.company_id is None:
        raise NoCompany(_("This customer belongs to no organisation. Say first to which."))
    told = {
        "company_id": contact.company_id,
        "sees": sees,
        "manages": manages,
        "given_by": str(by),
        "given_at": now(),
    }
    seat, _new = Seat.objects.update_or_create(contact=contact, defaults=told)
    return seat


@transaction.atomic
def let_see(manager: Contact, *, colleague_id: int, sees: bool, by: Actor) -> Seat:
    """One who manages gives or takes the right to see. Raises NotFound for somebody who is no colleague of
    his, and when he does not manage."""
    seat = seat_of(manager)
    colleague = Contact.objects.filter(
        pk=colleague_id, company=manager.company_id, merged_into=None
    ).first()
    if seat is None or not seat.manages or colleague is None or manager.company_id is None:
        raise NotFound(colleague_id)
    theirs = seat_of(colleague)
    return give_seat(colleague, sees=sees, manages=theirs.manages if theirs else False, by=by)
