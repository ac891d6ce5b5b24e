"""Where mail of an account with `{"sink": true}` goes instead of to the network: a simulated mailbox."""

from typing import Protocol

from makegood.contact.channels.ports import Undelivered


class Sink(Protocol):
    """Takes one finished mail. Raises Undelivered to refuse it."""

    def __call__(
        self, *, account_address: str, recipient: str, message_id: str, raw: bytes
    ) -> None: ...


SINK: list[Sink] = []


def install_sink(sink: Sink) -> None:
    """Put a simulated mailbox at the end of the wire; the last one installed counts."""
    SINK[:] = [sink]


def deliver_to_sink(*, account_address: str, recipient: str, message_id: str, raw: bytes) -> None:
    """Hand one mail to the simulated mailbox. Raises Undelivered when there is none."""
    if not SINK:
        raise Undelivered("no simulated mailbox is installed", permanent=False)
    SINK[0](account_address=account_address, recipient=recipient, message_id=message_id, raw=raw)
