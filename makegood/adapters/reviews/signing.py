"""The signature of a delivery, ours and theirs: HMAC-SHA256 over the moment and the bytes."""

import hashlib
import hmac

WITHIN_SECONDS = 300
TIME, SIGNATURE = "X-Makegood-Timestamp", "X-Makegood-Signature"


def signature(secret: str, moment: str, body: bytes) -> str:
    """64 hex digits."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, moment: str, body: bytes, given: str, *, at: float) -> bool:
    """Whether somebody who knows the secret sent these bytes within the last minutes. Nobody knows an
    empty secret."""
    if not secret or not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return False
    if abs(at - int(moment)) > WITHIN_SECONDS:
        return False
    wanted = signature(secret, moment, body)
    return hmac.compare_digest(wanted.encode(), given.strip().lower().encode("ascii", "replace"))
