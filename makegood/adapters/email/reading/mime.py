"""The tree of parts of a mail: cut at octets, so that no file changes, and forgiving where senders err."""

import binascii
import re
from collections.abc import Iterator

from makegood.adapters.email.reading import charsets, limits, sealed
from makegood.adapters.email.reading.headers import (
    Headers,
    from_base64,
    parameters,
    parse_block,
    split_block,
)
from makegood.adapters.email.reading.parsed import OverLimit

_GUESSED_BOUNDARY = re.compile(
    rb"(?m)^--([^\r\n]{1,200}?)[ \t]*\r?\n(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-",
    re.IGNORECASE,
)
_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_BASE64_LINES = re.compile(
    rb"\s*(?:[A-Za-z0-9+/]{16,}={0,2}[ \t]*(?:\r?\n|\Z))+(?:[A-Za-z0-9+/]+={1,2}\s)?"
)
_WORDS = re.compile(rb"[^\s=] +[^\s]")
_PADDED_END = re.compile(rb"(?<==)[ \t]*\r?\n(?=\s*[^\s=])")
_BASE64_ONLY = re.compile(rb"\s*(?:[A-Za-z0-9+/]{40,100}\r?\n)*[A-Za-z0-9+/]{4,100}={0,2}\s*\Z")
_QP_PAIR = re.compile(rb"(?:=[0-9A-F]{2}){2}")


class Part:
    """One part: its headers, its declared type, its octets as transferred, its children."""

    __slots__ = ("body", "children", "depth", "disposition", "headers", "name", "params", "type")

    def __init__(
        self, headers: Headers, body: bytes, depth: int, default: str = "text/plain"
    ) -> None:
        self.headers = headers
        self.body = body
        self.depth = depth
        self.children: list[Part] = []
        declared, self.params = parameters(headers.first("content-type"))
        self.type = declared if _TYPE.fullmatch(declared) else default
        headers.charset = self.params.get("charset", "")
        self.disposition, placed = parameters(headers.first("content-disposition"))
        self.name = _file_name(placed.get("filename", ""), self.params.get("name", ""))

    @property
    def cid(self) -> str:
        """The Content-ID without brackets, or ""."""
        return self.headers.first("content-id").strip("<> ")

    def leaves(self) -> "list[Part]":
        """The parts without children below this one, in order; the part itself if it has none."""
        return (
            [leaf for child in self.children for leaf in child.leaves()]
            if self.children
            else [self]
        )


class Tree:
    """One mail cut into parts, with the codes of what was wrong with it."""

    def __init__(self, raw: bytes) -> None:
        self.defects: list[str] = []
        self._count = 0
        self.root = self._part(raw, depth=0, default="text/plain")

    def _part(self, raw: bytes, *, depth: int, default: str) -> Part:
        self._count += 1
        if self._count > limits.PARTS:
            raise OverLimit("too_many_parts", f"more than {limits.PARTS} parts")
        if depth > limits.DEPTH:
            raise OverLimit("nested_too_deep", f"more than {limits.DEPTH} levels of parts")
        block, body = split_block(raw)
        limits.check_block(block)
        headers, rest = parse_block(block)
        if headers.damaged:
            self.defects.append("damaged_headers")
        part = Part(headers, rest + b"\r\n" + body if rest else body, depth, default)
        if headers.count("content-type") > 1 or headers.count("content-transfer-encoding") > 1:
            self.defects.append("several_content_types")
        if part.type == "multipart/encrypted":
            self.defects.append("encrypted")
        if part.type.startswith("multipart/"):
            self._cut(part)
        elif part.type in sealed.PKCS7 or part.name.lower() == "smime.p7m":
            self._unseal(part)
        return part

    def _unseal(self, part: Part) -> None:
        """Give a signed envelope the mail inside it as its only child; what cannot be read stays a file."""
        try:
            inner = sealed.signed_content(content(part, self.defects))
        except sealed.Encrypted:
            self.defects.append("encrypted")
            return
        if inner is None:
            self.defects.append("not_unsealed")
            return
        self.defects.append("signed")
        part.children = [self._part(inner, depth=part.depth + 1, default="text/plain")]
        part.body = b""

    def _cut(self, part: Part) -> None:
        """Give a multipart its children; without any boundary it is one text."""
        pieces = self._pieces(
            part.body, part.params.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
        )
        if not pieces:
            guess = _GUESSED_BOUNDARY.search(part.body[:65536])
            if guess:
                self.defects.append("boundary_guessed")
                pieces = self._pieces(part.body, guess[1])
        if not pieces:
            self.defects.append("boundary_missing")
            part.type = "text/plain"
            return
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        part.children = [
            self._part(piece, depth=part.depth + 1, default=default) for piece in pieces
        ]
        part.body = b""

    def _pieces(self, body: bytes, boundary: bytes) -> list[bytes]:
        if not boundary:
            return []
        pieces: list[bytes] = []
        start, closed = -1, False
        for begin, end, closed in _marks(body, b"--" + boundary):
            if start >= 0:
                pieces.append(_after_line_end(body, start, begin))
            start = end
            if closed:
                break
            if len(pieces) > limits.PARTS:
                raise OverLimit("too_many_parts", f"more than {limits.PARTS} parts")
        if start >= 0 and not closed:
            self.defects.append("not_closed")
            pieces.append(_after_line_end(body, start, len(body)))
        return pieces


def _marks(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where delimiter lines begin (with the line end before them) and end, and whether they close the multipart."""
    at = body.find(mark)
    while at >= 0:
        end = at + len(mark)
        if at == 0 or body[at - 1] == 10:
            line_end = body.find(b"\n", end)
            rest = body[end : line_end if line_end >= 0 else len(body)].rstrip(b" \t\r")
            if rest in {b"", b"--"}:
                begin = at - (2 if body[at - 2 : at] == b"\r\n" else 1) if at else 0
                stop = line_end if line_end >= 0 else len(body)
                yield begin, stop - (stop > end and body[stop - 1] == 13), rest == b"--"
        at = body.find(mark, end)


def _after_line_end(body: bytes, start: int, end: int) -> bytes:
    for mark in (b"\r\n", b"\n"):
        if body.startswith(mark, start):
            # An empty part has its line end shared with the next boundary.
            return body[min(start + len(mark), max(end, start)) : end]
    return body[start:end]


def _file_name(placed: str, named: str) -> str:
    """The better of the two names that a part may give."""
    for name in (placed, named):
        if name and "\ufffd" not in name and "???" not in name:
            return name
    return placed or named


def content(part: Part, defects: list[str]) -> bytes:
    """The octets of a leaf after transfer decoding; a wrong label is noticed, not believed."""
    named = part.headers.first("content-transfer-encoding").lower()
    encoding = named.partition(";")[0].partition("(")[0].strip(" \"'")
    body = part.body
    if encoding == "base64":
        return _base64(body, defects, words=part.type.startswith("text/"))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uudecode(body) or body
    if part.type.startswith("text/") and not part.name:
        return _unlabelled_text(body, defects)
    return body


def _base64(body: bytes, defects: list[str], *, words: bool) -> bytes:
    strange = len(_NOT_BASE64.findall(body[:4096]))
    if strange * 20 > min(len(body), 4096) or (words and _WORDS.search(body[:200])):
        return _base64_with_words(body, defects) if words else _as_it_is(body, defects)
    end = _PADDED_END.search(body)
    if end is None:
        return from_base64(body)
    # Something stands below the end: more base64, or a notice that a gateway added in plain words.
    below = body[end.end() :]
    if _NOT_BASE64.search(below):
        defects.append("text_below_base64")
        return from_base64(body[: end.end()]) + (b"\r\n" + below if words else b"")
    return b"".join(map(from_base64, _PADDED_END.split(body)))


def _as_it_is(body: bytes, defects: list[str]) -> bytes:
    defects.append("not_base64")
    return body


def _base64_with_words(body: bytes, defects: list[str]) -> bytes:
    """Text that is not base64 although a label says so, or only at its beginning."""
    start = _BASE64_LINES.match(body)
    end = start.end() if start and _NOT_BASE64.search(body) else len(body)
    decoded = from_base64(body[:end])
    if not decoded or not _is_text(decoded):
        return _as_it_is(body, defects)
    defects.append("text_below_base64")
    return decoded + b"\r\n" + body[end:]


def _unlabelled_text(body: bytes, defects: list[str]) -> bytes:
    """Text that was encoded for transfer although no label says so."""
    if not body.isascii():
        return body
    if len(body) > 60 and _BASE64_ONLY.match(body):
        decoded = from_base64(body)
        if _is_text(decoded):
            defects.append("unlabelled_base64")
            return decoded
    elif len(_QP_PAIR.findall(body, 0, 65536)) > 2:
        decoded = binascii.a2b_qp(body)
        if not decoded.isascii() and _is_text(decoded):
            defects.append("unlabelled_quoted_printable")
            return decoded
    return body


def _is_text(octets: bytes) -> bool:
    text = charsets.decode(octets, "")
    return (
        bool(text)
        and "\ufffd" not in text
        and sum(c.isprintable() or c in "\r\n\t" for c in text) == len(text)
    )


def _uudecode(body: bytes) -> bytes:
    """The file of the first "begin" block, as far as its lines are sound."""
    out = b""
    start = body.find(b"begin ")
    for line in body[start:].splitlines()[1:] if start >= 0 else ():
        if line.strip() in {b"end", b"`", b""}:
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            break
    return out
