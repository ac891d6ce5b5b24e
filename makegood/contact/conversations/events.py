from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event, kind="conversations.message_received"):
    message_id: int
    conversation_id: int
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageWritten(Event, kind="conversations.message_written"):
    """One of us wrote to the customer; it leaves by the outbox."""

    message_id: int
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSeen(Event, kind="conversations.message_seen"):
    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class FileCame(Event, kind="conversations.file_came"):
    """A file of a message was fetched from where the customer had left it, or is given up."""

    message_id: int
    conversation_id: int
