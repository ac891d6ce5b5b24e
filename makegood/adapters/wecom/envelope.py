"""The envelope of WeCom's calls: a signature over sorted parts, AES-256-CBC, and for whom it is.

https://developer.work.weixin.qq.com/document/path/90968
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from lxml import etree

BLOCK = 32  # WeCom pads to 32 bytes, not to AES's 16
HEAD = 16


class BadEnvelope(Exception):
    """Not sealed with our key, or not for us."""


def signature(token: str, timestamp: str, nonce: str, sealed: str) -> str:
    """`msg_signature` of a call."""
    parts = "".join(sorted([token, timestamp, nonce, sealed]))
    return hashlib.sha1(parts.encode()).hexdigest()  # noqa: S324 - the protocol's choice


def is_signed(said: str, *, token: str, timestamp: str, nonce: str, sealed: str) -> bool:
    """Whether the call is signed with our token; compared in constant time."""
    wanted = signature(token, timestamp, nonce, sealed)
    return hmac.compare_digest(said.encode(), wanted.encode())


def _key(aes_key: str) -> bytes:
    try:
        key = base64.b64decode(aes_key + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadEnvelope("the EncodingAESKey is not one") from error
    if len(key) != BLOCK:
        raise BadEnvelope("the EncodingAESKey has not 43 characters")
    return key


def unsealed(sealed: str, *, aes_key: str, receiver: str) -> bytes:
    """What is inside. Raises BadEnvelope for another key, another receiver, or anything cut."""
    key = _key(aes_key)
    try:
        content = base64.b64decode(sealed, validate=True)
        reader = Cipher(AES(key), CBC(key[:HEAD])).decryptor()
        plain = reader.update(content) + reader.finalize()
    except (binascii.Error, ValueError) as error:
        raise BadEnvelope("it cannot be opened") from error
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= BLOCK or len(plain) < HEAD + 4 + pad:
        raise BadEnvelope("it cannot be opened")
    plain = plain[:-pad]
    (length,) = struct.unpack(">I", plain[HEAD : HEAD + 4])
    message, whose = plain[HEAD + 4 : HEAD + 4 + length], plain[HEAD + 4 + length :]
    if len(message) != length or not hmac.compare_digest(whose, receiver.encode()):
        raise BadEnvelope("it is for somebody else")
    return message


def seal(message: bytes, *, aes_key: str, receiver: str) -> str:
    """What WeCom would send; for the simulator and the tests."""
    key = _key(aes_key)
    plain = (
        secrets.token_bytes(HEAD) + struct.pack(">I", len(message)) + message + receiver.encode()
    )
    pad = BLOCK - len(plain) % BLOCK
    writer = Cipher(AES(key), CBC(key[:HEAD])).encryptor()
    return base64.b64encode(writer.update(plain + bytes([pad]) * pad) + writer.finalize()).decode()


def fields(xml: bytes) -> dict[str, str]:
    """The elements of a flat document. Raises BadEnvelope; entities are not looked up."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, reader)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadEnvelope("it is no XML") from error
    return {str(child.tag): str(child.text or "") for child in root if isinstance(child.tag, str)}
