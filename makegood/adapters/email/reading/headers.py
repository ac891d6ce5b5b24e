"""A header block as fields, and the words in it decoded as a careful reader would."""

import binascii
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from makegood.adapters.email.reading import charsets

_FIELD = re.compile(rb"([!-9;-~]{1,200}?)[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_FOLD = re.compile(r"[ \t\r\n\u2028\u2029]+")
_WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?(.{0,800}?)\?=", re.DOTALL)
_BETWEEN = re.compile(r"\?=[ \t\r\n]+=\?")
_ID = re.compile(r"<([^<>]{1,990})>")
_BETWEEN_IDS = re.compile(r"[\s<>,;()\"]+")
_MONTHS = {
    "一": "Jan",
    "二": "Feb",
    "三": "Mar",
    "四": "Apr",
    "五": "May",
    "六": "Jun",
    "七": "Jul",
    "八": "Aug",
    "九": "Sep",
}
_MONTHS |= {"十": "Oct", "十一": "Nov", "十二": "Dec"}
_CHINESE_MONTH = re.compile(r"(\d{1,2})\s+([一二三四五六七八九十]{1,2})月\s+")
_KNOWN = re.compile(
    rb"(?im)^(?:from|to|subject|date|message-id|mime-version|content-type|received)[ \t]*:"
)


class Headers:
    """The fields of one header block, in order; names in lower case, values unfolded and still encoded."""

    __slots__ = ("_fields", "charset", "damaged")

    def __init__(self, fields: list[tuple[str, bytes]], *, damaged: bool = False) -> None:
        self._fields = fields
        self.charset = ""
        self.damaged = damaged

    def all(self, name: str) -> list[str]:
        """Every value of a field: octets as text, folds as one space, encoded words untouched."""
        return [
            _FOLD.sub(" ", charsets.decode(v.replace(b"\r", b" "), "", self.charset)).strip()
            for n, v in self._fields
            if n == name
        ]

    def first(self, name: str) -> str:
        """The first value of a field, or ""."""
        values = self.all(name)
        return values[0] if values else ""

    def count(self, name: str) -> int:
        """How often the field stands there."""
        return sum(n == name for n, _ in self._fields)

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether one of these fields stands there."""
        return any(n in names for n, _ in self._fields)

    def __contains__(self, name: str) -> bool:
        return any(n == name for n, _ in self._fields)

    def text(self, name: str) -> str:
        """The first value with its encoded words decoded, white space as single spaces."""
        return _FOLD.sub(" ", decode_words(self.first(name))).strip()


def split_block(raw: bytes) -> tuple[bytes, bytes]:
    """The header block and the body of a mail or part, at the first empty line."""
    if raw.startswith((b"\r\n", b"\n")):
        return b"", raw[2 if raw[0] == 13 else 1 :]
    ends = [(at, len(mark)) for mark in (b"\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0]
    if not ends:
        return raw, b""
    at, size = min(ends)
    return raw[: at + 1], raw[at + size :]


def parse_block(block: bytes) -> tuple[Headers, bytes]:
    """The fields of a header block, and what follows the last field if the empty line was forgotten."""
    fields: list[tuple[str, bytes]] = []
    damaged, at, end = False, 0, len(block)
    while at < end:
        field = _FIELD.match(block, at)
        if field:
            fields.append((field[1].decode("ascii").lower(), field[2]))
            at = field.end()
            continue
        line_end = block.find(b"\n", at) + 1 or end
        line = block[at:line_end]
        if not line.startswith((b"From ", b">From ")) and line.strip():
            damaged = True
            if not _KNOWN.search(block, at):
                return Headers(fields, damaged=True), block[at:]
        at = line_end
    return Headers(fields, damaged=damaged), b""


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded, also those that a sender cut inside a character."""
    if "=?" not in text:
        return text
    text = _BETWEEN.sub("?==?", text)
    out: list[str] = []
    at, pending, charset = 0, b"", ""
    for word in _WORD.finditer(text):
        if word.start() > at or word[1].lower() != charset:
            out += (charsets.decode(pending, charset), text[at : word.start()])
            pending, charset = b"", word[1].lower()
        pending += _word_octets(word[2], word[3])
        at = word.end()
    out += (charsets.decode(pending, charset), text[at:])
    return charsets.clean("".join(out)).replace("\r", " ").replace("\n", " ")


def _word_octets(encoding: str, payload: str) -> bytes:
    octets = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(octets.replace(b"\n", b""), header=True)
    return from_base64(octets)


def from_base64(octets: bytes) -> bytes:
    """Base64 decoded as far as it goes: other characters and missing padding do not matter."""
    for padding in (b"", b"==", b"A==", b"="):
        try:
            return binascii.a2b_base64(octets + padding)
        except binascii.Error:
            continue
    return b""


_NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-]\d\d):?(\d\d)\b", re.IGNORECASE)


def date_utc(value: str) -> str | None:
    """The date of a Date header in UTC as ISO 8601 with Z, absurd ones too; None if there is none."""
    if not value:
        return None
    value = _CHINESE_MONTH.sub(lambda m: f"{m[1]} {_MONTHS.get(m[2], m[2])} ", value[:200])
    value = _NAMED_OFFSET.sub(r"\1\2", value)
    try:
        parts = parsedate_tz(value)
        if parts:
            second = min(parts[5], 59)  # a leap second has no place in a clock
            moment = datetime(*parts[:5], second, tzinfo=UTC) - timedelta(seconds=parts[9] or 0)
        else:
            moment = datetime.fromisoformat(value.strip())
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def message_ids(value: str) -> tuple[str, ...]:
    """The message ids of a References-like field in order, with angle brackets, each once."""
    found = ["<" + "".join(inner.split()) + ">" for inner in _ID.findall(value)]
    if not found:
        found = [f"<{bare}>" for bare in _BETWEEN_IDS.split(value) if "@" in bare.strip("@")]
    return tuple(dict.fromkeys(i for i in found if i != "<>"))


def message_id(value: str) -> str | None:
    """The one message id of a Message-ID field, also without brackets, or None."""
    found = message_ids(value)
    if found:
        return found[0]
    bare = "".join(value.split()).strip("<>")
    return f"<{bare}>" if bare else None


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The value of a Content-Type-like field in lower case, and its parameters, decoded (RFC 2231 and the other ways)."""
    head, _, rest = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, quoted, bare in _PARAMETER.findall(rest[:16_384]):
        content = _ESCAPED.sub(r"\1", quoted[1:-1]) if quoted else bare.strip()
        base, star, index = name.lower().partition("*")
        if not star:
            plain.setdefault(base, content)
        else:
            digits = index.rstrip("*")
            pieces.setdefault(base, []).append(
                (int(digits) if digits.isdecimal() else 0, name.endswith("*"), content)
            )
    found = {name: _plain_parameter(content) for name, content in plain.items()}
    for base, parts in pieces.items():
        joined = _extended_parameter(sorted(parts))
        if joined and ("\ufffd" not in joined or base not in found):
            found[base] = joined
    return head.strip(" \t\"'").lower(), found


_PARAMETER = re.compile(
    r"([^\s=;\"]{1,80})[ \t]{0,9}=[ \t]{0,9}(?:(\"(?:[^\"\\]|\\.){0,2000}\")|([^;]{0,2000}))"
)
_ESCAPED = re.compile(r"\\(.)")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


def _plain_parameter(content: str) -> str:
    """A parameter that should be ASCII and is an encoded word or a percent-encoded name as often."""
    if "=?" in content:
        return decode_words(content)
    if content.count("%") > 1:
        decoded = charsets.decode(_unpercent(content), "utf-8")
        if not decoded.isascii() and "\ufffd" not in decoded:
            return decoded
    return charsets.clean(content)


def _extended_parameter(parts: list[tuple[int, bool, str]]) -> str:
    charset, octets = "", b""
    for number, (_, encoded, content) in enumerate(parts):
        value = content
        if number == 0 and encoded and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        octets += _unpercent(value) if encoded else value.encode("utf-8", "replace")
    text = charsets.decode(octets, charset)
    return decode_words(text) if "=?" in text else text


def _unpercent(value: str) -> bytes:
    return _PERCENT.sub(lambda m: bytes([int(m[1], 16)]), value.encode("utf-8", "replace"))
