"""What arrives and what leaves, in the one form that every adapter speaks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class InboundFile:
    """A file that came with a message; name and type are the sender's words."""

    name: str
    type: str
    content: bytes
    inline: str = ""  # Content-ID, when the text refers to it


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file that still lies with the provider: `reference` is what its adapter needs to fetch it."""

    reference: dict[str, Any]
    name: str = ""
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the provider says became of a message of ours.

    `state`: sent, delivered, read or failed. `name` is the provider's name of it; `ours` is the mark
    that we gave along (`mark_of`), if he hands it back: then even a message whose answer got lost is known.
    """

    state: str
    name: str = ""
    ours: str = ""
    reason: str = ""


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
    also: tuple[tuple[str, str], ...] = ()  # further ids that the provider gives for him
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
    place: str = (
        ""  # where he is, and what it is about, where the channel tells it beside the words
    )
    product: str = ""
    marks: tuple[str, ...] = ()
    files: tuple[InboundFile, ...] = ()
    file_ids: tuple[int, ...] = ()  # already kept (an upload before the message)
    report_on: str = ""  # a bounce: the name of our message it is about
    report: dict[str, str] = field(default_factory=dict)
    sent_at: datetime | None = None  # what the sender claims; for show, never for order
    media: tuple[Media, ...] = ()  # fetched by a job once the message is filed
    receipts: tuple[Receipt, ...] = ()  # these are no words: nothing is filed, they are taken down
    ignored: str = ""  # why nobody needs to see it ("he opened the chat"); nothing is filed


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
    external_id: str = ""


def _note(number: int, name: str) -> None:
    """Takes no note: for an adapter that sends everything in one piece."""


@dataclass(frozen=True)
class OutgoingView:
    """What an adapter gets to send.

    A message that goes in several pieces (words, then two photos) calls `note(number, name)` after each
    that the far side took, with its name there; `noted` are those of an earlier attempt, not to be sent again.
    """

    pk: str
    external_id: str
    recipient: str
    account_address: str
    account_name: str
    settings: dict[str, Any]
    envelope: dict[str, Any]
    language: str
    noted: Mapping[int, str] = field(default_factory=dict)
    note: Callable[[int, str], None] = _note
    account_id: int = 0


def mark_of(outgoing: OutgoingView, number: int, count: int) -> str:
    """The mark of one piece, to give along with it."""
    return f"{outgoing.pk}:{number}:{count}"


class Undelivered(Exception):
    """It did not leave. `permanent`: trying again is of no use. `after`: the far side said how long to
    wait, with everything of this account, or `alone` with what is for this customer. `ours`: the account
    is at fault (a password that ended), not the message."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        after: timedelta | None = None,
        alone: bool = False,
        ours: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent, self.after, self.alone, self.ours = permanent, after, alone, ours


class Doubtful(Exception):
    """The far side may have it and may not: it must not be sent again by itself."""
