"""The customer writes: by real SMTP to the door, or on a channel that is played."""

import smtplib
import uuid
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from makegood.contact.channels.operations import Arrival, accept_many
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.world.mailbox.queries import talk_of
from makegood.world.models import Caught

SECONDS = 10
_HANDLES = {"phone": "phone", "sms": "phone", "whatsapp": "phone"}


class DoorClosed(Refused):
    """The SMTP door does not answer."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to send; `answers` is the one it replies to."""

    sender: str
    name: str
    to: str
    subject: str
    text: str
    file: "UploadedFile[Any] | None" = None
    answers: Caught | None = None


def post(letter: Letter) -> str:
    """Send it as any mail client would, and give its Message-ID. Raises DoorClosed."""
    mail = EmailMessage()
    mail["From"] = formataddr((letter.name, letter.sender))
    mail["To"], mail["Subject"] = letter.to, " ".join(letter.subject.split())
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(domain=letter.sender.rpartition("@")[2])
    body = letter.text.replace("\r\n", "\n")
    if letter.answers is not None:
        mail["In-Reply-To"] = mail["References"] = letter.answers.external_id
        body += _quoted(letter.answers)
    mail.set_content(body)
    if letter.file is not None:
        main, _slash, sub = (letter.file.content_type or "application/octet-stream").partition("/")
        mail.add_attachment(
            letter.file.read(),
            maintype=main,
            subtype=sub or "octet-stream",
            filename=letter.file.name,
        )
    _hand_over(letter, mail)
    return str(mail["Message-ID"])


def _hand_over(letter: Letter, mail: EmailMessage) -> None:
    try:
        with smtplib.SMTP("127.0.0.1", settings.SMTP_PORT, timeout=SECONDS) as door:
            door.send_message(mail, from_addr=letter.sender, to_addrs=[letter.to])
    except smtplib.SMTPResponseException as error:
        said = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else str(error.smtp_error)
        )
        raise DoorClosed(
            _("The mail door refused it: %(reason)s. What you wrote is still here.")
            % {"reason": said}
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DoorClosed(
            _(
                "The mail door does not answer. Start Makegood with “makegood up”; what you wrote is still here."
            )
        ) from error


def _quoted(answered: Caught) -> str:
    """What it answers, quoted below as mail clients do."""
    lines = "".join(f"> {line}\n" for line in answered.text.strip().splitlines()[:60])
    return f"\n\nOn {format_datetime(answered.at)}, {answered.account} wrote:\n{lines}"


def say_back(answered: Caught, *, text: str) -> None:
    """Answer a text message: it goes in by the same way as any raw item, and is durable before this returns."""
    talk = talk_of(answered)
    if talk is None:
        raise Refused(_("This conversation is no longer there."))
    kind = _HANDLES.get(answered.channel, "other")
    value = answered.recipient if kind == "phone" else f"{answered.channel}:{answered.recipient}"
    accept_many(
        [
            Arrival(
                account_id=talk.account_id,
                external_id=uuid.uuid4().hex,
                body=text.encode(),
                envelope={
                    "sender_kind": kind,
                    "sender": value,
                    "peer": answered.recipient,
                    "conversation": talk.pk,
                },
            )
        ]
    )
