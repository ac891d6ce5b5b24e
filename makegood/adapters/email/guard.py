"""The last look at a mail before it leaves: exactly the header fields that we set, and nothing hidden in them."""

import base64
import binascii
import quopri
import re
from collections.abc import Sequence

from makegood.adapters.email.composing import Unsendable

_FIELD = re.compile(rb"([!-9;-~]+):[ \t]")
_WORD = re.compile(rb"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\s]*)\?=")
_FORBIDDEN = ("\r", "\n", "\x00", "\x85", "\u2028", "\u2029")
LONGEST_LINE = 998


def check(raw: bytes, *, names: Sequence[str]) -> None:
    """Raise Unsendable unless the header of `raw` has these fields, in this order, and no other."""
    head, separator, _ = raw.partition(b"\r\n\r\n")
    if not separator:
        raise Unsendable("a mail without an end of its header")
    lines = head.split(b"\r\n")
    found = [_name(line) for line in lines if not line.startswith((b" ", b"\t"))]
    if found != list(names):
        raise Unsendable("the header holds other fields than we set")
    for line in lines:
        _check_line(line)


def _name(line: bytes) -> str:
    field = _FIELD.match(line)
    if field is None:
        raise Unsendable("a line of the header is no field")
    return field[1].decode("ascii")


def _check_line(line: bytes) -> None:
    if len(line) > LONGEST_LINE or any(c in line for c in (b"\r", b"\n", b"\x00")):
        raise Unsendable("a header line is too long or holds a control character")
    if not line.strip():
        raise Unsendable("an empty line inside the header")
    text = line.decode("utf-8", "replace") + "".join(_decoded(w) for w in _WORD.finditer(line))
    if any(c in text for c in _FORBIDDEN):
        raise Unsendable("a line break hides in the header")


def _decoded(word: "re.Match[bytes]") -> str:
    charset, way, text = word.groups()
    try:
        octets = (
            base64.b64decode(text, validate=True)
            if way in b"bB"
            else quopri.decodestring(text, header=True)
        )
        return octets.decode(charset.decode("ascii"))
    except (binascii.Error, UnicodeError, LookupError) as error:
        raise Unsendable("an encoded word that cannot be read") from error
