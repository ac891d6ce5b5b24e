"""Passwords of mailboxes at rest, sealed for this purpose alone."""

from makegood.base.access import sealing

PURPOSE = "mail.password"


class NotReadable(Exception):
    """The password was sealed under another SECRET_KEY, or not at all: it has to be entered again."""


def seal(text: str) -> str:
    """The form in which a password is stored."""
    return sealing.seal(text, purpose=PURPOSE)


def unseal(stored: str) -> str:
    """The password. Raises NotReadable for one sealed under another key, or not sealed at all."""
    try:
        return sealing.unseal(stored, purpose=PURPOSE)
    except sealing.Unreadable as error:
        raise NotReadable("this password cannot be read; enter it again") from error
