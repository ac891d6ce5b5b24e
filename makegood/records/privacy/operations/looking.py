"""Whoever looks at what is hidden is written down."""

from django.db import transaction

from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.records.privacy.events import HiddenShown


@transaction.atomic
def note_look(*, case: int, contact: int, place: str, of: str, by: Actor) -> None:
    """Write down that somebody saw what stands hidden at `place` of a case: "message:7", a kind of `rules`."""
    event = HiddenShown(contact_id=contact, place=place, of=of)
    record(event, subject=f"case:{case}", case=case, customer=contact, by=by)
