"""Passwords of mailboxes at rest: encrypted with a key made from SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

_MARK = "sealed:"


class NotReadable(Exception):
    """The password was sealed under another SECRET_KEY: it has to be entered again."""


def seal(text: str) -> str:
    """The form in which a password is stored."""
    return _MARK + _box().encrypt(text.encode()).decode() if text else ""


def unseal(stored: str) -> str:
    """The password. Raises NotReadable for one sealed under another key, or not sealed at all."""
    if not stored:
        return ""
    if not stored.startswith(_MARK):
        raise NotReadable("this password is not sealed; enter it again")
    try:
        return _box().decrypt(stored.removeprefix(_MARK).encode()).decode()
    except InvalidToken as error:
        raise NotReadable("the secret key has changed; enter the password again") from error


def _box() -> Fernet:
    key = hashlib.sha256(f"mail.password:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
