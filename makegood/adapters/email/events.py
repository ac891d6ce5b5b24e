from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AddressGone(Event, kind="mail.address_gone"):
    """Mail to an address of this customer came back for good."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class AddressReached(Event, kind="mail.address_reached"):
    """Somebody said that an address works again."""

    channel: str
