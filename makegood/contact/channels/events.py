from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageLeft(Event, kind="channels.message_left"):
    """The far side took charge of it (`delivered`: it is with the person)."""

    reference: str
    delivered: bool


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event, kind="channels.message_failed"):
    reference: str
    error: str
    notice: bool = False  # nobody waited for it


@dataclass(frozen=True, kw_only=True)
class MessageUncertain(Event, kind="channels.message_uncertain"):
    """It may have arrived and may not; a person decides."""

    reference: str
    notice: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageProven(Event, kind="channels.message_proven"):
    """Nobody was sure, and the provider says that it arrived."""

    outgoing_id: str


@dataclass(frozen=True, kw_only=True)
class MessageWithdrawn(Event, kind="channels.message_withdrawn"):
    reference: str


@dataclass(frozen=True, kw_only=True)
class SendingPaused(Event, kind="channels.sending_paused"):
    reason: str


@dataclass(frozen=True, kw_only=True)
class SendingResumed(Event, kind="channels.sending_resumed"):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountMade(Event, kind="channels.account_made"):
    account_id: int
    account_kind: str


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event, kind="channels.account_changed"):
    """`fields` are names of fields; what stands in them stays out of the journal."""

    account_id: int
    account_kind: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AccountSwitched(Event, kind="channels.account_switched"):
    account_id: int
    account_kind: str
    on: bool
