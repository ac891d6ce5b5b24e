"""Who is it: the contact of a sender, found or made, whatever else happens at the same moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Q

from makegood.base.database import rows, table
from makegood.base.journal.log import Fact, record_many
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean, tsvector
from makegood.records.customers.events import ContactMade
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.rules import CANON, HOME, called, canon, ends, normal

OTHER = Handle.Kind.OTHER.value


@dataclass(frozen=True)
class Sender:
    """Somebody by one handle, as he came to us."""

    kind: str
    value: str
    name: str = ""
    language: str = "en"
    zone: str = "UTC"  # by whose clock times are said to him until his own is known
    region: str = HOME  # whose local numbers he writes
    verified: bool = False  # his own channel shows that the handle is his
    typed: bool = (
        False  # somebody wrote it into a form or a chat: it finds nobody who really has it
    )
    also: tuple[tuple[str, str], ...] = ()  # further ids that the provider itself gives for him

    @cached_property
    def key(self) -> tuple[str, str]:
        """What makes two senders one: kind and comparable value."""
        return self._key(self.kind, self.value, typed=self.typed)

    def _key(self, kind: str, value: str, *, typed: bool = False) -> tuple[str, str]:
        found = normal(canon(kind, typed=typed), value, region=self.region)
        if not found and kind in CANON:  # an id of that channel that is no number
            return kind, normal(OTHER, value)
        return canon(kind, typed=typed), found

    @cached_property
    def keys(self) -> list[tuple[str, str]]:
        """The handle he came by, then the further ones that can be used."""
        more = [self._key(kind, value) for kind, value in self.also]
        return [key for key in dict.fromkeys((self.key, *more)) if key[1]]


@transaction.atomic
def identify_many(senders: Sequence[Sender], *, by: Actor) -> list[Contact]:
    """The contact of each sender, found or made; at most six statements for any number, one more where a
    handle is new to a known person or is proven now.

    A sender without a usable handle gets a contact of its own. Two sessions that meet the same new
    handle at once get the same contact: the unique handle decides, and the loser's contact is
    not kept. Of two known contacts that one provider's ids name, the one of the handle that the message
    came by is meant: nothing is merged here.
    """
    keys = {key for s in senders for key in s.keys}
    known = _known(keys)
    found = {key: handle.contact for key, handle in known.items()}
    missing: dict[tuple[str, str], Sender] = {}
    for sender in senders:
        if sender.keys and not any(key in found for key in sender.keys):
            missing.setdefault(sender.key if sender.key[1] else sender.keys[0], sender)
    if missing:
        found.update(_make([missing[key] for key in sorted(missing)], by=by))
    _also(senders, found)
    _prove(senders, known)
    bare = [s for s in senders if not s.keys]
    made = _make_contacts(bare)
    _tell(list(zip(bare, made, strict=True)), by=by)
    nameless = iter(made)
    return [_of(s, found) if s.keys else next(nameless) for s in senders]


def _of(sender: Sender, found: dict[tuple[str, str], Contact]) -> Contact:
    return next(found[key] for key in sender.keys if key in found)


def _also(senders: Sequence[Sender], found: dict[tuple[str, str], Contact]) -> None:
    """Further ids of a person whom one of his ids has found already."""
    new: dict[tuple[str, str], Handle] = {}
    for sender in senders:
        for key in sender.keys:
            if key not in found and key not in new:
                shown = clean(sender.value) if key == sender.key else key[1]
                new[key] = handle_of(_of(sender, found), *key, shown, verified=sender.verified)
    if new:
        Handle.objects.bulk_create([new[key] for key in sorted(new)], ignore_conflicts=True)


def _prove(senders: Sequence[Sender], known: dict[tuple[str, str], Handle]) -> None:
    """Handles that nobody had proven and that their own channel proves now."""
    his = {known[s.key].pk for s in senders if s.verified and s.key in known}
    proven = [h.pk for h in known.values() if h.pk in his and h.verified_at is None]
    if proven:
        Handle.objects.filter(pk__in=sorted(proven), verified_at=None).update(verified_at=now())


def _known(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Handle]:
    if not keys:
        return {}
    wanted = Q()
    for kind in {key[0] for key in keys}:
        wanted |= Q(kind=kind, value__in=[value for k, value in keys if k == kind])
    handles = Handle.objects.filter(wanted).select_related("contact").defer("contact__terms")
    return {(h.kind, h.value): h for h in handles}


def _make(senders: Sequence[Sender], *, by: Actor) -> dict[tuple[str, str], Contact]:
    """Contacts first, then handles, `ON CONFLICT DO NOTHING`; whose handle lost takes the winner's contact."""
    contacts = _make_contacts(senders)
    new = {
        key: handle_of(
            contact, *key, clean(s.value) if key == s.key else key[1], verified=s.verified
        )
        for s, contact in zip(senders, contacts, strict=True)
        for key in s.keys
    }
    Handle.objects.bulk_create([new[key] for key in sorted(new)], ignore_conflicts=True)
    known = {key: handle.contact for key, handle in _known(new).items()}
    kept = {contact.pk for contact in known.values()}
    lost = [contact.pk for contact in contacts if contact.pk not in kept]
    if lost:
        Contact.objects.filter(pk__in=lost).delete()
    _tell([(s, c) for s, c in zip(senders, contacts, strict=True) if c.pk in kept], by=by)
    return known


def handle_of(
    contact: Contact, kind: str, value: str, shown: str, *, verified: bool = False
) -> Handle:
    """A handle that is not kept yet."""
    return Handle(
        contact=contact,
        kind=kind,
        value=value,
        shown=shown[:254],
        verified_at=now() if verified else None,
        parts=ends(kind, value),
    )


def _make_contacts(senders: Sequence[Sender]) -> list[Contact]:
    if not senders:
        return []
    made = [_contact(s) for s in senders]
    given = table({name: getattr(c, name) for name in CONTACT} for c in made)
    for contact, (pk,) in zip(made, rows(MAKE, [given]), strict=True):
        contact.pk, contact._state.adding = pk, False
    return made


def _tell(made: Sequence[tuple[Sender, Contact]], *, by: Actor) -> None:
    """New contacts; nothing is told of one that was not kept."""
    record_many(
        [
            Fact(
                event=ContactMade(contact_id=contact.pk, handle_kind=s.kind),
                subject=f"contact:{contact.pk}",
                customer=contact.pk,
                by=by,
            )
            for s, contact in made
        ]
    )


CONTACT = ("name", "called", "language", "zone", "made_at", "terms")
MAKE = """
INSERT INTO customers_contact (name, called, language, zone, made_at, terms, place, facts)
SELECT name, called, language, zone, made_at, terms, '', '[]' FROM json_to_recordset(%s) AS g(
  name text, called text, language text, zone text, made_at timestamptz, terms tsvector)
RETURNING id
"""


def _contact(sender: Sender) -> Contact:
    name = clean(sender.name).strip()[:120]
    kind, value = sender.key
    return Contact(
        name=name,
        called=called(kind, clean(sender.value).strip() if value else ""),
        language=sender.language,
        zone=sender.zone,
        terms=tsvector(name),
    )


def identify(sender: Sender, *, by: Actor) -> Contact:
    """The contact of one sender, found or made."""
    return identify_many([sender], by=by)[0]
