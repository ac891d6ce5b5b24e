"""One mail over SMTP, with the point of no return where it really is: before the final dot."""

import os
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from makegood.adapters.email.secrets import NotReadable, unseal
from makegood.contact.channels.ports import Doubtful, Undelivered

CONNECT_SECONDS, ANSWER_SECONDS = 10, 60
_CRLF = b"\r\n"


class Dialog(smtplib.SMTP):
    """SMTP whose `data` says when the far side is about to have the mail."""

    handing_over: Callable[[], None]

    def hand_over(self, raw: bytes) -> tuple[int, bytes]:
        """DATA, the mail, then the final dot. Returns the answer to the dot.

        Raises Doubtful when the line breaks after the dot may have arrived.
        """
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            return code, answer
        body = raw if raw.endswith(_CRLF) else raw + _CRLF
        self.send((b"." if body.startswith(b".") else b"") + body.replace(b"\r\n.", b"\r\n.."))
        self._still_there()
        self.handing_over()
        self.send(b".\r\n")  # what the socket refuses to take has not left us
        try:
            return self.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Doubtful(str(error)) from error

    def _still_there(self) -> None:
        """Raise SMTPServerDisconnected if the far side has hung up already: it cannot have taken the
        mail, and asking a person would be needless."""
        assert self.sock is not None  # noqa: S101 - we have just written to it
        with socket.socket(fileno=os.dup(self.sock.fileno())) as same:
            same.settimeout(0)
            with suppress(BlockingIOError):
                if not same.recv(1, socket.MSG_PEEK):
                    raise smtplib.SMTPServerDisconnected("hung up in the middle of the mail")


class SecureDialog(Dialog, smtplib.SMTP_SSL):
    """The same, inside TLS from the first byte."""


def send(
    raw: bytes,
    *,
    sender: str,
    recipient: str,
    way: dict[str, Any],
    handing_over: Callable[[], None],
) -> None:
    """Give one mail to the server of `way`: {host, port, security: starttls|ssl|none, user, password}.

    Raises Undelivered (permanent for an answer of 5xx to this mail), or Doubtful.
    """
    try:
        dialog = _connected(way)
    except NotReadable as error:
        raise Undelivered(str(error), permanent=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"{way.get('host')}: {error}", permanent=False) from error
    dialog.handing_over = handing_over
    try:
        _converse(dialog, raw, sender, recipient)
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(str(error), permanent=False) from error
    finally:
        dialog.close()


def _connected(way: dict[str, Any]) -> Dialog:
    host, port = str(way["host"]), int(way.get("port") or 587)
    security = way.get("security", "starttls")
    password = unseal(str(way.get("password", "")))
    if security == "ssl":
        dialog: Dialog = SecureDialog(
            host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
        )
    else:
        dialog = Dialog(host, port, timeout=CONNECT_SECONDS)
    try:
        dialog.ehlo_or_helo_if_needed()
        if security == "starttls":
            dialog.starttls(context=ssl.create_default_context())
            dialog.ehlo()
        if way.get("user"):
            dialog.login(str(way["user"]), password)
        if dialog.sock is not None:
            dialog.sock.settimeout(ANSWER_SECONDS)
    except BaseException:
        dialog.close()
        raise
    return dialog


def _converse(dialog: Dialog, raw: bytes, sender: str, recipient: str) -> None:
    options = [] if (sender + recipient).isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    if options and not dialog.has_extn("smtputf8"):
        raise Undelivered(f"the server cannot write to {recipient}", permanent=True)
    if options:
        dialog.command_encoding = "utf-8"
    if dialog.has_extn("size"):
        options.append(f"SIZE={len(raw)}")
    _accepted(dialog.mail(sender, options))
    _accepted(dialog.rcpt(recipient))
    _accepted(dialog.hand_over(raw), wanted=(250,))
    with suppress(
        OSError, smtplib.SMTPException
    ):  # it has left: what goes wrong now changes nothing
        dialog.quit()


def _accepted(reply: tuple[int, bytes], *, wanted: tuple[int, ...] = (250, 251, 252)) -> None:
    code, answer = reply
    if code not in wanted:
        text = f"{code} {answer.decode('utf-8', 'replace')}"
        raise Undelivered(text, permanent=500 <= code < 600)
