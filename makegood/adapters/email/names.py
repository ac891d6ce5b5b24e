"""The names of our mails: signed, so that a reply that bears one has really seen it.

One form, one reader, one comparison in constant time. A name of any other form proves nothing.
"""

import re
import uuid

from django.conf import settings

from makegood.kernel import ids

_PURPOSE = "mail.message-id"
_FORM = re.compile(r"<([0-9a-f]{32})\.([a-z2-7]{26})@([A-Za-z0-9.-]{1,180})>")
_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\r\n]{1,240}>)")
HEADER_BYTES = 64 * 1024


def message_id(outgoing_id: uuid.UUID, address: str) -> str:
    """The Message-ID of one mail that leaves from `address`."""
    domain = domain_of(address)
    text = f"{outgoing_id.hex}@{domain}"
    return (
        f"<{outgoing_id.hex}.{ids.sign(text, key=settings.SECRET_KEY, purpose=_PURPOSE)}@{domain}>"
    )


def is_ours(name: str) -> bool:
    """Whether this Message-ID was made by `message_id` here."""
    found = _FORM.fullmatch(name)
    if found is None:
        return False
    number, signature, domain = found.groups()
    return ids.signed(f"{number}@{domain}", signature, key=settings.SECRET_KEY, purpose=_PURPOSE)


def domain_of(address: str) -> str:
    """The domain of an address in its ASCII form; `localhost` when it has none."""
    _, at, domain = address.strip().lower().rpartition("@")
    if not at:
        return "localhost"
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "localhost"
    return domain if re.fullmatch(r"[a-z0-9.-]{1,180}", domain) else "localhost"


def name_in(raw: bytes) -> str:
    """The Message-ID as it stands in the header of a raw mail, read without parsing; "" if there is none."""
    head = raw[:HEADER_BYTES]
    end = head.find(b"\r\n\r\n")
    found = _ID.search(head if end < 0 else head[: end + 2])
    return found[1].decode("ascii", "replace") if found else ""


def loop_mark() -> str:
    """What our mails bear in X-Loop: the same for all of this installation, unknown outside it."""
    return f"makegood-{ids.sign('x-loop', key=settings.SECRET_KEY, purpose='mail.loop')}"
