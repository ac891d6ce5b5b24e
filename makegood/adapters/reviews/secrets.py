"""The secret that a source and we share, sealed for this purpose alone."""

from makegood.base.access import sealing
from makegood.contact.channels.models import Account

PURPOSE = "reviews.secret"


def seal(text: str) -> str:
    """The form in which it is kept."""
    return sealing.seal(text, purpose=PURPOSE)


def unseal(stored: object) -> str:
    """The secret; "" for none, and for one that was sealed under another key: then nothing fits it."""
    try:
        return sealing.unseal(str(stored or ""), purpose=PURPOSE)
    except sealing.Unreadable:
        return ""


def secret_of(source: Account | None) -> str:
    """The secret of a source; "" where it has none."""
    return unseal(source.settings.get("secret")) if source is not None else ""
