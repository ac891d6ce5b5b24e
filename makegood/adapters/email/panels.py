"""The face of a mailbox in the settings: its fields, and a test that knocks at both servers."""

import smtplib
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from makegood.adapters.email.secrets import NotReadable, seal, unseal
from makegood.adapters.email.sending import _connected
from makegood.base.ui.sections import Section, add_section
from makegood.kernel.errors import Invalid
from makegood.web.settings.faces import Blank, Finding, install_face

KNOCK_SECONDS, ANSWER_SECONDS = 8, 12
SECURITY = (
    ("starttls", gettext_lazy("STARTTLS (usual, port 587)")),
    ("ssl", gettext_lazy("TLS from the start (port 465)")),
    ("none", gettext_lazy("None: only inside your own network")),
)


class MailFace:
    """A mailbox reached by IMAP and SMTP."""

    kind, label, icon = "email", gettext_lazy("Mailbox"), "mail"
    address_label = gettext_lazy("Service address")
    blanks = (
        Blank(
            name="imap.host",
            label=gettext_lazy("Incoming server (IMAP)"),
            help=gettext_lazy("Leave empty when mail is delivered to our own SMTP door."),
        ),
        Blank(name="imap.port", label=gettext_lazy("Port"), number=True, default=993, pair=True),
        Blank(
            name="imap.ssl",
            label=gettext_lazy("TLS from the start (port 993)"),
            switch=True,
            default=True,
        ),
        Blank(name="imap.user", label=gettext_lazy("User name, if it is not the address")),
        Blank(
            name="imap.password",
            label=gettext_lazy("App password for incoming mail"),
            secret=True,
            help=gettext_lazy("Stored encrypted; nobody can read it afterwards, not even you."),
        ),
        Blank(name="smtp.host", label=gettext_lazy("Outgoing server (SMTP)")),
        Blank(name="smtp.port", label=gettext_lazy("Port"), number=True, default=587, pair=True),
        Blank(
            name="smtp.security",
            label=gettext_lazy("Encryption"),
            choices=SECURITY,
            default="starttls",
        ),
        Blank(name="smtp.user", label=gettext_lazy("User name for outgoing mail")),
        Blank(
            name="smtp.password", label=gettext_lazy("App password for outgoing mail"), secret=True
        ),
        Blank(
            name="aliases",
            label=gettext_lazy("Further addresses and brands"),
            help=gettext_lazy(
                "One a line: the address, then the name that customers see. Answers leave from the address they wrote to."
            ),
            lines=True,
        ),
        Blank(
            name="domains",
            label=gettext_lazy("Other domains of the same address"),
            help=gettext_lazy("Such as example.cn beside example.com."),
        ),
        Blank(
            name="flood",
            label=gettext_lazy("Mails of one sender within ten minutes that are a flood"),
            help=gettext_lazy("Beyond it they come into one case and nobody is owed an answer."),
            number=True,
            default=30,
        ),
        Blank(
            name="authserv_id",
            label=gettext_lazy("Name of the server that checks incoming mail"),
            help=gettext_lazy(
                "As it stands first in Authentication-Results. Only its word on top proves a sender."
            ),
        ),
        Blank(
            name="dkim_selector",
            label=gettext_lazy("DKIM selector of outgoing mail"),
            help=gettext_lazy("Several by commas. The check of your domain asks for their keys."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The address in lower case."""
        try:
            validate_email(address)
        except ValidationError as error:
            raise Invalid(_("This is no mail address."), field="address") from error
        return address.strip().lower()

    def seal(self, secret: str) -> str:
        return seal(secret)

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Knock at both servers and show our papers; nothing is read and nothing sent."""
        incoming, outgoing = settings.get("imap") or {}, settings.get("smtp") or {}
        found = []
        if incoming.get("host"):
            found.append(_timed(lambda: _incoming(address, incoming)))
        if outgoing.get("host"):
            found.append(_timed(lambda: _outgoing(outgoing)))
        return found or [
            Finding(well=False, said=_("There is no server to test yet."), seconds=0.0)
        ]


def _timed(work: Callable[[], str]) -> Finding:
    began = time.monotonic()
    try:
        well, said = True, work()
    except LoginError:
        well, said = (
            False,
            _("It answers but refuses our password. Create an app password in the mailbox."),
        )
    except smtplib.SMTPAuthenticationError as error:
        well, said = (
            False,
            _("It answers but refuses our password (%(code)s).") % {"code": error.smtp_code},
        )
    except NotReadable:
        well, said = False, _("The kept password cannot be read any more. Enter it again.")
    except (OSError, smtplib.SMTPException, IMAPClientError) as error:
        well, said = False, _("It cannot be reached: %(error)s") % {"error": str(error)[:160]}
    return Finding(well=well, said=said, seconds=time.monotonic() - began)


def _incoming(address: str, told: Mapping[str, Any]) -> str:
    secure = bool(told.get("ssl", True))
    client = IMAPClient(
        str(told["host"]),
        port=int(told.get("port") or (993 if secure else 143)),
        ssl=secure,
        timeout=SocketTimeout(KNOCK_SECONDS, ANSWER_SECONDS),
    )
    try:
        client.login(str(told.get("user") or address), unseal(str(told.get("password", ""))))
        count = client.folder_status(str(told.get("folder") or "INBOX"), ["MESSAGES"])[b"MESSAGES"]
    finally:
        client.shutdown()
    return _("Incoming: the mailbox is open, %(count)s mails lie in it") % {"count": count}


def _outgoing(told: Mapping[str, Any]) -> str:
    dialog = _connected(dict(told))
    dialog.close()
    return _("Outgoing: the server takes mail from us")


install_face(MailFace())
add_section(
    Section(
        name="undelivered",
        label=gettext_lazy("Not delivered"),
        icon="alert",
        url_name="mail:undelivered",
        group="channels",
        act="oversee",
    )
)
