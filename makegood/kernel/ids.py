"""Names that nobody can guess, and signatures that nobody can forge."""

import hashlib
import hmac
import secrets

ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"


def token() -> str:
    """A secret of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored instead of a token: its SHA-256 in hex. The token itself is kept nowhere."""
    return hashlib.sha256(secret.encode()).hexdigest()


def random_name(length: int = 20) -> str:
    """A random name without letters that look alike, for files and addresses that are shown."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def sign(text: str, *, key: str, purpose: str, length: int = 26) -> str:
    """A signature of `text` for one purpose, base32 in lower case, at least 128 bits."""
    mac = hmac.new(f"{purpose}:{key}".encode(), text.encode(), hashlib.sha256).digest()
    number = int.from_bytes(mac, "big")
    letters: list[str] = []
    while len(letters) < length:
        number, rest = divmod(number, 32)
        letters.append("abcdefghijklmnopqrstuvwxyz234567"[rest])
    return "".join(letters)


def signed(text: str, signature: str, *, key: str, purpose: str, length: int = 26) -> bool:
    """Whether `signature` is that of `text`; compared in constant time, whole, in one form only."""
    wanted = sign(text, key=key, purpose=purpose, length=length)
    return hmac.compare_digest(wanted.encode(), signature.encode())
