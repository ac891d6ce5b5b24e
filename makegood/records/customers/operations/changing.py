"""What is known of a contact: how to reach him, his name, language, zone and place; organisations."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, tsvector
from makegood.records.customers.events import ContactChanged
from makegood.records.customers.models import Company, Contact, Handle
from makegood.records.customers.operations.identifying import handle_of
from makegood.records.customers.rules import normal


@transaction.atomic
def add_handle(
    contact: Contact, *, kind: str, value: str, by: Actor, verified: bool = False
) -> Handle:
    """Another way to reach a contact. Raises Invalid when it is none, or somebody else's."""
    key = normal(kind, value)
    if not key:
        raise Invalid(
            _("This cannot be used as an address or number. Check how it is written."),
            field="value",
        )
    Handle.objects.bulk_create([handle_of(contact, kind, key, value)], ignore_conflicts=True)
    handle = Handle.objects.get(kind=kind, value=key)
    if handle.contact_id != contact.pk:
        raise Invalid(_("This belongs to another contact."), field="value")
    if verified and handle.verified_at is None:
        Handle.objects.filter(pk=handle.pk).update(verified_at=now())
    record(
        ContactChanged(contact_id=contact.pk, fields=["handles"]),
        subject=f"contact:{contact.pk}",
        customer=contact.pk,
        by=by,
    )
    return handle


@transaction.atomic
def change_contact(contact: Contact, *, by: Actor, **fields: str) -> Contact:
    """Change name, language, zone or place. Unknown fields are refused loudly. Raises Invalid for what is too
    long."""
    unknown = set(fields) - {"name", "language", "zone", "place"}
    if unknown:
        raise TypeError(f"a contact has no {sorted(unknown)}")
    told = {name: clean(value).strip() for name, value in fields.items()}
    for name, value in told.items():
        _fits(name, value)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    changed = [name for name, value in told.items() if getattr(contact, name) != value]
    if changed:
        for name in changed:
            setattr(contact, name, told[name])
        contact.terms = tsvector(contact.name)
        contact.save(update_fields=[*changed, "terms"])
        record(
            ContactChanged(contact_id=contact.pk, fields=changed),
            subject=f"contact:{contact.pk}",
            customer=contact.pk,
            by=by,
        )
    return contact


def _fits(name: str, value: str) -> None:
    most = Contact._meta.get_field(name).max_length  # type: ignore[union-attr]
    if most is not None and len(value) > most:
        sentence = _("This is too long. At most %(most)s characters fit.")
        raise Invalid(sentence % {"most": most}, field=name)


def make_companies(names: Sequence[str]) -> list[Company]:
    """Organisations, in the order of their names (one statement for any number)."""
    return Company.objects.bulk_create([Company(name=clean(name)[:160]) for name in names])


def make_company(name: str) -> Company:
    """An organisation."""
    return Company.objects.create(name=clean(name)[:160])
