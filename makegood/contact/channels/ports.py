"""What the border asks of an adapter, and the one form in which everything arrives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class InboundFile:
    """A file that came with a message; name and type are the sender's words."""

    name: str
    type: str
    content: bytes
    inline: str = ""  # Content-ID, when the text refers to it


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One message from outside, understood as far as its adapter could.

    `peer` is the address that answers go to. `thread_ids` are names of earlier messages it refers to;
    those in `proven_ids` were signed by us and cannot have been guessed. `automatic` is mail of a
    machine: it never reopens, raises or is answered. `needs_look` asks a person to read the raw.
    """

    sender_kind: str
    sender: str
    sender_name: str = ""
    peer: str = ""
    subject: str = ""
    text: str = ""
    rest: str = ""
    html: str = ""
    external_id: str = ""
    thread_ids: tuple[str, ...] = ()
    proven_ids: frozenset[str] = frozenset()
    conversation: int | None = None  # known for certain (a chat session, a status page)
    new_conversation: bool = False
    automatic: bool = False
    verified: bool = False
    needs_look: bool = False
    urgency: int = 0
    language: str = ""
    marks: tuple[str, ...] = ()
    files: tuple[InboundFile, ...] = ()
    file_ids: tuple[int, ...] = ()  # already kept (an upload before the message)
    report_on: str = ""  # a bounce: the name of our message it is about
    report: dict[str, str] = field(default_factory=dict)
    sent_at: datetime | None = None  # what the sender claims; for show, never for order


@dataclass(frozen=True)
class RawView:
    """What an adapter gets to read: the bytes and what the door knew of them."""

    pk: int
    account_id: int
    account_address: str
    language: str
    body: bytes
    envelope: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True)
class OutgoingView:
    """What an adapter gets to send."""

    pk: str
    external_id: str
    recipient: str
    account_address: str
    account_name: str
    settings: dict[str, Any]
    envelope: dict[str, Any]
    language: str


class Undelivered(Exception):
    """It did not leave. `permanent`: trying again is of no use."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Doubtful(Exception):
    """The far side may have it and may not: it must not be sent again by itself."""


class ChannelAdapter(Protocol):
    """One provider. `kind` is the account's kind; `label` and `icon` are its face everywhere."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> "str | Promise": ...
    @property
    def icon(self) -> str: ...

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """Understand raw items, in order. What cannot be understood comes back with `needs_look` and a
        mark that says why; it never raises for bad input. An adapter that reads slowly may stop after
        some seconds and leave the rest off the end: it is given to it again."""

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Send one message. Calls `handing_over()` just before the far side may have it. True when
        delivery to the person is certain (chat), False when the far side took charge of it.

        Raises Undelivered, or Doubtful when the connection was lost after handing over.
        """


_ADAPTERS: dict[str, ChannelAdapter] = {}


def install(adapter: ChannelAdapter) -> None:
    """Plug an adapter in, at start-up."""
    _ADAPTERS[adapter.kind] = adapter


def adapter_for(kind: str) -> ChannelAdapter:
    """The adapter of an account's kind. KeyError for an unknown one: that is a wrong installation, and loud."""
    return _ADAPTERS[kind]


def adapters() -> list[ChannelAdapter]:
    """All that are installed."""
    return list(_ADAPTERS.values())
