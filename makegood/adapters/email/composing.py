"""The bytes of one mail, made by hand so that they hold exactly the header fields named here.

The library's generator of the oldest Python we run on turns `=0A` inside an encoded word into a
new header line (CVE-2024-6923); no text of a customer comes near it.
"""

import base64
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from makegood.adapters.email.names import domain_of

CRLF = b"\r\n"
MOST_SUBJECT = 250
MOST_NAME = 120
_WORD_BYTES = 42  # of text in one encoded word of at most 75 characters
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\\\"@\x00-\x20\x7f-\xa0]{1,128}@[^\s<>()\[\],;:\\\"@\x00-\x20\x7f-\xa0]{1,180}"
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_LINES = frozenset("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


class Unsendable(ValueError):
    """This cannot be a mail; trying again is of no use."""


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """A file to send along; its type is only believed if it looks like one."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail to one person. Texts may hold anything; addresses and ids are checked."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    message_id: str
    date: datetime
    text: str
    html: str = ""
    language: str = "en"
    in_reply_to: str = ""
    references: Sequence[str] = ()
    automatic: str = ""  # the value of Auto-Submitted, if a machine writes
    loop_mark: str = ""
    files: Sequence[Enclosed] = ()


def compose(letter: Letter) -> tuple[bytes, list[str]]:
    """The whole mail with CRLF line ends, and the names of its header fields in order.

    Raises Unsendable for an address or Message-ID that cannot stand in a header.
    """
    fields = [
        ("From", f"{phrase(letter.sender_name)} <{address(letter.sender)}>".strip()),
        ("To", f"<{address(letter.recipient)}>"),
        ("Subject", unstructured(letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", checked_id(letter.message_id)),
    ]
    if is_id(letter.in_reply_to):
        fields.append(("In-Reply-To", letter.in_reply_to))
    known = [name for name in letter.references if is_id(name)]
    if known:
        fields.append(("References", "\r\n ".join(known)))
    if letter.automatic:
        fields.append(("Auto-Submitted", letter.automatic))
        fields.append(("X-Auto-Response-Suppress", "All"))
    if letter.loop_mark:
        fields.append(("X-Loop", letter.loop_mark))
    if re.fullmatch(r"[A-Za-z-]{2,12}", letter.language):
        fields.append(("Content-Language", letter.language))
    fields.append(("MIME-Version", "1.0"))
    kind, body = _body(letter)
    fields.extend(kind)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return head.encode("utf-8") + CRLF + body, [name for name, _ in fields]


def one_line(text: str, limit: int) -> str:
    """Text without line breaks, control and direction characters, at most `limit` long."""
    spaced = "".join(" " if c in _LINES or c == "\t" else c for c in text)
    kept = "".join(
        c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    return " ".join(kept.split())[:limit]


def unstructured(text: str) -> str:
    """A header text: as it is if it is plain ASCII, else encoded words."""
    line = one_line(text, MOST_SUBJECT)
    if line.isascii() and "=?" not in line:
        return _folded(line)
    return _words(line)


def phrase(text: str) -> str:
    """A name before an address."""
    line = one_line(text, MOST_NAME)
    if not line:
        return ""
    if line.isascii() and "=?" not in line:
        return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _words(line)


def address(text: str) -> str:
    """An address whose domain is ASCII; the part before it may need SMTPUTF8. Raises Unsendable."""
    if not _ADDRESS.fullmatch(text):
        raise Unsendable(f"not an address: {text[:80]!r}")
    local, _, domain = text.rpartition("@")
    plain = domain_of(text)
    if plain == "localhost" and domain.lower() != "localhost":
        raise Unsendable(f"not an address: {text[:80]!r}")
    return f"{local}@{plain}"


def is_id(name: str) -> bool:
    """Whether this may stand in a field of Message-IDs."""
    return bool(_MESSAGE_ID.fullmatch(name)) and "=?" not in name


def checked_id(name: str) -> str:
    """The Message-ID, if it is one. Raises Unsendable."""
    if not is_id(name):
        raise Unsendable("not a Message-ID")
    return name


def _folded(line: str) -> str:
    lines, now = [], ""
    for word in line.split(" "):
        if now and len(now) + len(word) > 66:
            lines.append(now)
            now = word[:900]
        else:
            now = f"{now} {word[:900]}".strip()
    return "\r\n ".join([*lines, now])


def _words(text: str) -> str:
    pieces, now = [], b""
    for character in text:
        octets = character.encode("utf-8")
        if len(now) + len(octets) > _WORD_BYTES:
            pieces.append(now)
            now = b""
        now += octets
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(p).decode()}?=" for p in [*pieces, now])


Fields = list[tuple[str, str]]


def _body(letter: Letter) -> tuple[Fields, bytes]:
    text = _text_part(letter.text, "plain")
    kind, body = text
    if letter.html:
        kind, body = _several("alternative", [text, _text_part(letter.html, "html")], letter)
    if letter.files:
        kind, body = _several("mixed", [(kind, body), *map(_file_part, letter.files)], letter)
    return kind, body


def _text_part(text: str, subtype: str) -> tuple[Fields, bytes]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    octets = lines.encode("utf-8", "replace").replace(b"\n", CRLF)
    kind = ("Content-Type", f"text/{subtype}; charset=utf-8")
    if octets.isascii() and all(len(line) < 900 for line in octets.split(CRLF)):
        return [kind, ("Content-Transfer-Encoding", "7bit")], octets + CRLF
    return [kind, ("Content-Transfer-Encoding", "base64")], _base64(octets)


def _file_part(file: Enclosed) -> tuple[Fields, bytes]:
    kind = file.type if _TYPE.fullmatch(file.type) else "application/octet-stream"
    if kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    return [
        ("Content-Type", kind),
        ("Content-Disposition", f"attachment; {_file_name(file.name)}"),
        ("Content-Transfer-Encoding", "base64"),
    ], _base64(file.content)


def _file_name(name: str) -> str:
    line = one_line(name, 150).replace("/", "_").replace("\\", "_").lstrip(".") or "file"
    plain = "".join(c if c.isascii() and c not in '"%;=?' else "_" for c in line)
    if plain == line:
        return f'filename="{line}"'
    return f"filename*=utf-8''{quote(line[:60], safe='')};\r\n filename=\"{plain[:60]}\""


def _several(
    subtype: str, parts: Sequence[tuple[Fields, bytes]], letter: Letter
) -> tuple[Fields, bytes]:
    """A multipart. Every part is 7bit text of ours or base64: the boundary, which holds characters
    that base64 has not and the signed Message-ID, cannot occur inside."""
    boundary = f"_{subtype[:3]}_{letter.message_id[1:33]}_"
    while any(boundary.encode() in body for _, body in parts if subtype == "alternative"):
        boundary += "_"
    line = b"--" + boundary.encode()
    blocks = [
        line + CRLF + "".join(f"{n}: {v}\r\n" for n, v in fields).encode() + CRLF + body
        for fields, body in parts
    ]
    kind = ("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"')
    return [kind], CRLF.join(blocks) + CRLF + line + b"--" + CRLF


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", CRLF)
