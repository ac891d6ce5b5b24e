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
