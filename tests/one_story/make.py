"""A house with a mailbox and a chat, and people who write to it."""

from dataclasses import dataclass, field

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.web.tests.make import case_of, make_accounts, make_staff, say


@dataclass
class House:
    """One agent, a mailbox and a chat of one queue."""

    agent: User = field(default_factory=lambda: make_staff("Lin Xiao"))
    mail: Account = None  # type: ignore[assignment]
    chat: Account = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.mail, self.chat = make_accounts(self.agent)

    def writes(self, text: str, **told) -> Case:
        """A customer writes by mail; the case in which it lies."""
        return case_of(say(self.mail, text, **told))

    def chats(self, text: str, **told) -> Case:
        """A visitor of the chat writes."""
        return case_of(say(self.chat, text, **told))

    def calls_in(self, text: str, number: str, **told) -> Case:
        """A text message from a telephone number that its network shows."""
        sender = {"sender_kind": "phone", "sender": number, "peer": number}
        return case_of(say(self.chat, text, **{**sender, **told}))
