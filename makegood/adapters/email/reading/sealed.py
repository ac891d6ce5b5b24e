"""What lies inside a signed envelope (S/MIME) or a winmail.dat (TNEF): taken out, never believed.

The libraries are imported where they are used: only the process that reads mails pays for them.
"""

import binascii
import re
import zlib
from typing import Any

import msgspec

from makegood.adapters.email.reading import charsets, limits

PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }
)
TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef"})
_TNEF_MARK = b"\x78\x9f\x3e\x22"
_OBJECTS = 600  # of a winmail.dat: more than an honest one with a hundred files has
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS)-----(.*?)-----END", re.DOTALL)


class Encrypted(Exception):
    """Only who has the key can read it, and we have not."""


class File(msgspec.Struct, frozen=True):
    """One file out of a winmail.dat."""

    name: str
    type: str
    content: bytes


class Packed(msgspec.Struct, frozen=True):
    """What a winmail.dat holds."""

    text: str = ""
    html: str = ""
    files: tuple[File, ...] = ()


def load() -> None:
    """Import what is imported late, for a process that may open no file any more."""
    import tnefparse  # noqa: F401, PLC0415
    from asn1crypto import cms  # noqa: F401, PLC0415


def signed_content(octets: bytes) -> bytes | None:
    """The mail inside an S/MIME message that is signed or packed; None where there is none to be found.

    Raises Encrypted.
    """
    from asn1crypto import cms  # noqa: PLC0415

    armoured = _PEM.search(octets[:200]) or _PEM.search(octets)
    try:
        if armoured:
            octets = binascii.a2b_base64(armoured[1])
        info: Any = cms.ContentInfo.load(octets)
        kind = info["content_type"].native
        if kind in {"enveloped_data", "authenticated_enveloped_data", "encrypted_data"}:
            raise Encrypted
        inner = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        return None
    if not isinstance(inner, bytes) or kind not in {"signed_data", "compressed_data"}:
        return None
    return _inflated(inner) if kind == "compressed_data" else inner


def _inflated(octets: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(octets, limits.SIZE)
    except zlib.error:
        return None


def is_tnef(kind: str, name: str) -> bool:
    """Whether a part is a winmail.dat, by its type or by its name."""
    return kind in TNEF or name.lower() == "winmail.dat"


def unpacked(octets: bytes) -> Packed | None:
    """What a winmail.dat holds; None for one that is broken, or larger inside than any honest one."""
    if not octets.startswith(_TNEF_MARK) or _objects(octets) > _OBJECTS:
        return None
    import tnefparse  # noqa: PLC0415

    try:
        found: Any = tnefparse.TNEF(octets, do_checksum=False)
        files = tuple(_file(one, found.codepage) for one in found.attachments[: limits.PARTS])
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it raise
        return None
    return Packed(
        text=_said(found.body, found.codepage),
        html=_said(found.htmlbody, found.codepage),
        files=tuple(file for file in files if file.content),
    )


def _objects(octets: bytes) -> int:
    """How many objects it has: each is read once, by a reader whose cost grows with their square."""
    at, count = 6, 0
    while at + 12 < len(octets) and count <= _OBJECTS:
        at += int.from_bytes(octets[at + 5 : at + 9], "little") + 11
        count += 1
    return count


def _file(one: Any, codepage: str | None) -> File:
    types = [a.data for a in one.mapi_attrs if a.name == 0x370E]  # PR_ATTACH_MIME_TAG
    kind = _said(types[0] if types else "", codepage).lower()
    if not re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", kind):
        kind = "application/octet-stream"
    named = [a.data for a in one.mapi_attrs if a.name == 0x3707]  # PR_ATTACH_LONG_FILENAME
    name = _said(named[0] if named else one._name, codepage)
    content = one.data if isinstance(one.data, bytes) else b""
    return File(name, kind, content)


def _said(value: Any, codepage: str | None) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        value = charsets.decode(value, codepage or "")
    return charsets.clean(str(value or "")).strip("\x00").strip()
