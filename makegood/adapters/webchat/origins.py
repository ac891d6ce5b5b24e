"""On which sites the chat of an account may run."""

from urllib.parse import urlsplit

from django.conf import settings

from makegood.contact.channels.models import Account

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def is_allowed(account: Account, origin: str) -> bool:
    """Whether pages of this origin may use the account's chat. No origin is a page of our own.

    The account's setting `origins` lists them ("https://shop.example"); our own address is always
    allowed, and other ports of this machine while we run on this machine only.
    """
    if not origin:
        return True
    parts = urlsplit(origin)
    base = urlsplit(settings.BASE_URL)
    if origin in account.settings.get("origins", ()) or origin == f"{base.scheme}://{base.netloc}":
        return True
    return base.hostname in LOOPBACK and parts.hostname in LOOPBACK


def is_known(origin: str) -> bool:
    """Whether any chat may run on pages of this origin (one query)."""
    accounts = Account.objects.filter(kind="webchat", is_active=True)
    return any(is_allowed(account, origin) for account in accounts)
