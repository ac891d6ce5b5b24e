from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows, table
from makegood.base.journal.log import Fact, record, record_many
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, tsvector
from makegood.records.customers.events import ContactChanged, ContactMade
from makegood.records.customers.models import Company, Contact, Handle
from makegood.records.customers.rules import ends, normal


@dataclass(frozen=True)
class Sender:
    """Somebody by one handle, as he came to us."""

    kind: str
    value: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"  # by whose clock times are said to him until his own is known

    @property
    def key(self) -> tuple[str, str]:
        """What makes two senders one: kind and comparable value."""
        return self.kind, normal(self.kind, self.value)


@transaction.atomic
def identify_many(senders: Sequence[Sender], *, by: Actor) -> list[Contact]:
    """The contact of each sender, found or made; at most five statements for any number.

    A sender without a usable handle gets a contact of its own. Two sessions that meet the same new
    handle at once get the same contact: the unique handle decides, and the loser's contact is
    not kept.
    """
    keys = {s.key for s in senders if s.key[1]}
    known = _known(keys)
    missing = {s.key: s for s in senders if s.key[1] and s.key not in known}
    if missing:
        known.update(_make([missing[key] for key in sorted(missing)], by=by))
    nameless = iter(_make_contacts([s for s in senders if not s.key[1]], by=by))
    return [known[s.key] if s.key[1] else next(nameless) for s in senders]


def _known(keys: set[tuple[str, str]]) -> dict[tuple[str, str], Contact]:
    if not keys:
        return {}
    wanted = Q()
    for kind in {key[0] for key in keys}:
        wanted |= Q(kind=kind, value__in=[value for k, value in keys if k == kind])
    handles = Handle.objects.filter(wanted).select_related("contact").defer("contact__terms")
    return {(h.kind, h.value): h.contact for h in handles}


def _make(senders: Sequence[Sender], *, by: Actor) -> dict[tuple[str, str], Contact]:
    """Contacts first, then handles, `ON CONFLICT DO NOTHING`; whose handle lost takes the winner's contact."""
    contacts = _make_contacts(senders, by=by)
    Handle.objects.bulk_create(
        [
            _handle(contact, s.kind, s.key[1], clean(s.value))
            for s, contact in zip(senders, contacts, strict=True)
        ],
        ignore_conflicts=True,
    )
    known = _known({s.key for s in senders})
    kept = {contact.pk for contact in known.values()}
    lost = [contact.pk for contact in contacts if contact.pk not in kept]
    if lost:
        Contact.objects.filter(pk__in=lost).delete()
    return known


def _handle(contact: Contact, kind: str, value: str, shown: str) -> Handle:
    return Handle(
        contact=contact, kind=kind, value=value, shown=shown[:254], parts=ends(kind, value)
    )


def _make_contacts(senders: Sequence[Sender], *, by: Actor) -> list[Contact]:
    if not senders:
        return []
    made = [_contact(s) for s in senders]
    given = table({name: getattr(c, name) for name in CONTACT} for c in made)
    for contact, (pk,) in zip(made, rows(MAKE, [given]), strict=True):
        contact.pk, contact._state.adding = pk, False
    record_many(
        [
            Fact(
                event=ContactMade(contact_id=contact.pk, handle_kind=s.kind),
                subject=f"contact:{contact.pk}",
                customer=contact.pk,
                by=by,
            )
            for s, contact in zip(senders, made, strict=True)
        ]
    )
    return made


CONTACT = ("name", "language", "zone", "made_at", "terms")
MAKE = """
INSERT INTO customers_contact (name, language, zone, made_at, terms, place, facts)
SELECT name, language, zone, made_at, terms, '', '[]' FROM json_to_recordset(%s) AS g(
  name text, language text, zone text, made_at timestamptz, terms tsvector)
RETURNING id
"""


def _contact(sender: Sender) -> Contact:
    name = clean(sender.name).strip()[:120]
    return Contact(name=name, language=sender.language, zone=sender.zone, terms=tsvector(name))


def identify(sender: Sender, *, by: Actor) -> Contact:
    """The contact of one sender, found or made."""
    return identify_many([sender], by=by)[0]


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
    Handle.objects.bulk_create([_handle(contact, kind, key, value)], ignore_conflicts=True)
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
    """Change name, language, zone or place. Unknown fields are refused loudly."""
    unknown = set(fields) - {"name", "language", "zone", "place"}
    if unknown:
        raise TypeError(f"a contact has no {sorted(unknown)}")
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    changed = [name for name, value in fields.items() if getattr(contact, name) != value]
    if changed:
        for name in changed:
            setattr(contact, name, clean(fields[name]))
        contact.terms = tsvector(contact.name)
        contact.save(update_fields=[*changed, "terms"])
        record(
            ContactChanged(contact_id=contact.pk, fields=changed),
            subject=f"contact:{contact.pk}",
            customer=contact.pk,
            by=by,
        )
    return contact


def make_company(name: str) -> Company:
    """An organisation."""
    return Company.objects.create(name=clean(name)[:160])
