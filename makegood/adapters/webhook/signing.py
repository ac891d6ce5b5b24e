"""Signatures as Standard Webhooks has them: HMAC-SHA256 over id, moment and body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
LONGEST_ID = 200


class NotSigned(Exception):
    """Nobody who knows the secret sent this, or not now."""


def key_of(secret: str) -> bytes:
    """The key behind `whsec_…`; any other text is a key as it is."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()


def signature(secret: str, *, id: str, moment: int, body: bytes) -> str:
    """One entry of `webhook-signature`."""
    mac = hmac.new(key_of(secret), f"{id}.{moment}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def headers(secret: str, *, id: str, moment: int, body: bytes) -> dict[str, str]:
    """What is sent along with a body."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret, id=id, moment=moment, body=body),
        "content-type": "application/json",
    }


def checked(secret: str, *, headers: Mapping[str, str], body: bytes, at: int) -> str:
    """The id of what came. Raises NotSigned: no id, an old moment, no signature that fits."""
    id, said = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not id or len(id) > LONGEST_ID:
        raise NotSigned("webhook-id is missing")
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        raise NotSigned("webhook-timestamp is missing")
    wanted = signature(secret, id=id, moment=int(said), body=body)
    given = headers.get("webhook-signature", "").split(" ")[:10]
    if not any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given):
        raise NotSigned("the signature is missing or wrong")
    if abs(at - int(said)) > TOLERANCE_SECONDS:
        raise NotSigned("it was signed too long ago, or a clock is wrong")
    return id
