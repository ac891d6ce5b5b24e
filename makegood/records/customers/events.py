from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContactMade(Event, kind="customers.contact_made"):
    contact_id: int
    handle_kind: str


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event, kind="customers.contact_changed"):
    contact_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ContactsMerged(Event, kind="customers.merged"):
    merge_id: int
    away: int
    into: int


@dataclass(frozen=True, kw_only=True)
class ContactsParted(Event, kind="customers.parted"):
    """A merge was taken back."""

    merge_id: int
    away: int
    into: int


@dataclass(frozen=True, kw_only=True)
class ContactSplit(Event, kind="customers.split"):
    """Some of the addresses of a contact are another person's."""

    contact_id: int
    new: int
