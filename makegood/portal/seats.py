"""Who of an organisation may see its colleagues' cases: given by one of us, or by one of them who manages."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import run
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound, Refused
from makegood.portal.mine import seat_of
from makegood.portal.models import Seat
from makegood.records.customers.models import Contact
from makegood.records.customers.ports import holds_contacts


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


SEAT = """
UPDATE portal_seat s SET contact_id = %(to)s FROM customers_contact c
WHERE s.contact_id = %(of)s AND c.id = %(to)s AND NOT EXISTS (SELECT 1 FROM portal_seat o WHERE o.contact_id = %(to)s)
"""

HIS_SEAT = f"{SEAT} AND s.company_id = c.company_id"


def _give_seat(away: int, into: int) -> bool:
    """What he may see of his organisation; where the one who stays has a right of his own, that counts."""
    return run(SEAT, {"to": into, "of": away}) == 1


def _back_seat(given: Any, away: int, into: int) -> None:
    """To whom it was given, while it is of his organisation."""
    if given:
        run(HIS_SEAT, {"to": away, "of": into})


holds_contacts("seats", give=_give_seat, back=_back_seat)
