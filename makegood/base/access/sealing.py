"""Secrets that must be readable again (a mailbox's password, a second step), kept so that the database alone does not tell them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MARK = "sealed:"


class Unreadable(ValueError):
    """The secret was sealed with another key: MAKEGOOD_SECRET_KEY is not the one it was kept with."""


def seal(text: str, *, purpose: str) -> str:
    """The text, encrypted and signed for one purpose; empty stays empty."""
    return MARK + _box(purpose).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """What was sealed. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _box(purpose).decrypt(sealed.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def _box(purpose: str) -> Fernet:
    key = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
