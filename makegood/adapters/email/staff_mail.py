"""Letters that carry a key (a new password, a code): by the first mailbox that can send. Where mailboxes are
played, in the terminal and the played mailbox; anywhere else a key is shown to nobody it was not meant for."""

from collections.abc import Sequence
from typing import Any

import structlog
from django.core.mail.backends.console import EmailBackend as Terminal
from django.core.mail.message import EmailMessage

from makegood.adapters.email.sending import send
from makegood.adapters.email.sink import deliver_to_sink
from makegood.contact.channels.models import Account

logger = structlog.get_logger()


class Backend(Terminal):
    """Django's mail backend. It has no retries of its own: the job that writes is done again."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many left. Raises Undelivered."""
        account = _sender()
        if account is None:
            return (super().send_messages(email_messages) or 0) if _play(email_messages) else 0
        for mail in email_messages:
            mail.from_email = f"{account.name} <{account.address}>"
            raw = mail.message().as_bytes().replace(b"\n", b"\r\n")
            for recipient in mail.recipients():
                send(
                    raw,
                    sender=account.address,
                    recipient=recipient,
                    way=_way(account),
                    handing_over=_nothing,
                )
        return len(email_messages)


def _sender() -> Account | None:
    active = Account.objects.filter(kind="email", is_active=True).order_by("pk")
    return next((account for account in active if _way(account).get("host")), None)


def _play(mails: Sequence[EmailMessage]) -> bool:
    """Where mailboxes are played, customers find their letters in them too; whether they are."""
    active = Account.objects.filter(kind="email", is_active=True, settings__sink=True)
    account = active.order_by("pk").first()
    if account is None:
        logger.warning("no mailbox can send: a letter with a key did not leave", count=len(mails))
        return False
    for mail in mails:
        mail.from_email = f"{account.name} <{account.address}>"
        finished = mail.message()
        for recipient in mail.recipients():
            deliver_to_sink(
                account_address=account.address,
                recipient=recipient.lower(),
                message_id=str(finished["Message-ID"]),
                raw=finished.as_bytes(),
            )
    return True


def _way(account: Account) -> dict[str, Any]:
    return dict(account.settings.get("smtp") or {})


def _nothing() -> None:
    """A lost line here means one letter more, and that does no harm."""
