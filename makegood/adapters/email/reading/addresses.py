"""Mailboxes out of address fields, and whether the sender is who he seems to be."""

import re
import unicodedata

from makegood.adapters.email.reading.headers import Headers, decode_words
from makegood.adapters.email.reading.parsed import Mailbox

REASONS = {
    "no_sender": "the mail names no sender",
    "several_from_headers": "there are several From headers",
    "several_senders": "From names several people",
    "address_in_name": "the name looks like another address",
    "unclear_address": "the address can be read in several ways",
    "group": "From is a group",
    "encoded_address": "the address is hidden in an encoded word",
    "invisible_characters": "the name or address holds invisible characters",
    "mixed_scripts": "the address mixes scripts that look alike",
}
_IN_TEXT = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SPACES = re.compile(r"\s+")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[<>,;:()]|\\.|[^"<>,;:()\\]+|.', re.DOTALL)


class _Scan:
    """The state of one walk over an address field: linear in its length, whatever stands in it."""

    def __init__(self) -> None:
        self.boxes: list[Mailbox] = []
        self.odd: set[str] = set()
        self.words: list[str] = []
        self.comment: list[str] = []
        self.angle: list[str] | None = None
        self.address = ""
        self.depth = 0

    def finish(self) -> None:
        """Close one mailbox: at a comma, a semicolon or the end."""
        if self.angle is not None:
            self.odd.add("unclear_address")
            self.address = self.address or "".join(self.angle)
        name, address = "".join(self.words).strip(), self.address
        if not address and "@" in name:
            name, address = "", name
        if name or address or self.comment:
            self.boxes.append(self._mailbox(name, address))
        self.words, self.comment, self.angle, self.address = [], [], None, ""

    def _mailbox(self, name: str, address: str) -> Mailbox:
        address = address.strip()
        if not address and "=?" in name:
            return self._hidden(name)
        if (
            " " in address
            or address.count("@") > 1
            or address.startswith(("@", '"'))
            or "\\" in address
        ):
            self.odd.add("unclear_address")
        if address.startswith("@") and ":" in address:
            address = address.rpartition(":")[2]
        spoken = decode_words(_unquoted(name)) or decode_words("".join(self.comment))
        return Mailbox(_SPACES.sub(" ", spoken).strip(), _tidy(address))

    def _hidden(self, name: str) -> Mailbox:
        text = decode_words(_unquoted(name))
        found = _IN_TEXT.search(text)
        if not found:
            return Mailbox(_SPACES.sub(" ", text).strip(), "")
        self.odd.add("encoded_address")
        return Mailbox(text[: found.start()].strip(' <"'), _tidy(found[0]))


def mailboxes(value: str) -> tuple[tuple[Mailbox, ...], set[str]]:
    """The mailboxes of an address field in order, groups flattened, and codes of what is odd about it."""
    scan = _Scan()
    for mark in _TOKEN.findall(value):
        if scan.depth or mark in "()":
            _comment(scan, mark)
        elif scan.angle is not None:
            _inside_angle(scan, mark)
        else:
            _outside(scan, mark)
    if scan.depth:
        scan.odd.add("unclear_address")
    scan.finish()
    return tuple(scan.boxes), scan.odd


def _comment(scan: _Scan, mark: str) -> None:
    if mark == "(":
        scan.depth += 1
    elif mark == ")":
        scan.depth = max(0, scan.depth - 1)
    else:
        scan.comment.append(mark)
        return
    if scan.depth > (mark == "("):
        scan.comment.append(mark)
    if scan.angle is not None:
        scan.odd.add("unclear_address")


def _inside_angle(scan: _Scan, mark: str) -> None:
    if mark == ">":
        scan.address, scan.angle = "".join(scan.angle or []), None
    elif mark == "<":
        scan.odd.add("unclear_address")
        scan.angle = []
    elif scan.angle is not None:
        scan.angle.append(mark)


def _outside(scan: _Scan, mark: str) -> None:
    if mark in ",;":
        scan.finish()
    elif mark == ":":
        # "Team: a@b, c@d;" - the name of a group is nobody's name.
        if "@" in "".join(scan.words):
            scan.words.append(mark)
            return
        scan.odd.add("group")
        scan.words = []
    elif mark == "<":
        if scan.address:
            scan.odd.add("unclear_address")
        else:
            scan.angle = []
    elif mark == ">" or mark == '"':
        scan.odd.add("unclear_address")
    else:
        if scan.address and mark.strip():
            scan.odd.add("unclear_address")
        scan.words.append(mark)


def _unquoted(name: str) -> str:
    """The words of a display name without quotes and escapes."""
    if '"' not in name and "\\" not in name:
        return name
    return re.sub(r'\\(.)|"', lambda m: m[1] or "", name)


def _tidy(address: str) -> str:
    """Local part as written, domain in lower case, invisible characters and quotes around it gone."""
    address = "".join(c for c in address if unicodedata.category(c) not in {"Cf", "Cc", "Zs"})
    for quote in "'\"":
        if len(address) > 2 and address[0] == address[-1] == quote:
            address = address[1:-1]
    address = address.removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower().rstrip('.')}"


def sender(headers: Headers) -> tuple[Mailbox, str]:
    """Who wrote the mail, and a code of `REASONS` why that is not certain, or ""."""
    values = headers.all("from")
    boxes, odd = mailboxes(values[0]) if values else ((), set())
    box = next((b for b in boxes if "@" in b.address), boxes[0] if boxes else Mailbox("", ""))
    return box, _doubt(values, boxes, odd, box)


def _doubt(values: list[str], boxes: tuple[Mailbox, ...], odd: set[str], box: Mailbox) -> str:
    """The first reason, in the order of `REASONS`."""
    real = [b for b in boxes if b.address]
    claims = set(_IN_TEXT.findall(_SPACES.sub("", box.name).replace("＠", "@").lower())) - {
        box.address.lower()
    }
    tests = {
        "no_sender": "@" not in box.address,
        "several_from_headers": len(values) > 1,
        "several_senders": len(real) > 1,
        "address_in_name": bool(claims),
        "unclear_address": "unclear_address" in odd
        or box.address.startswith("@")
        or box.address.endswith("@"),
        "group": "group" in odd,
        "encoded_address": "encoded_address" in odd,
        "invisible_characters": any(
            unicodedata.category(c) in {"Cf", "Co"} for c in "".join(values)
        ),
        "mixed_scripts": _mixed(box.address.rpartition("@")[2]),
    }
    return next((code for code in REASONS if tests[code]), "")


def _mixed(domain: str) -> bool:
    """Whether a label of the domain mixes Latin letters with letters that look like them."""
    if domain.isascii() and "xn--" not in domain:
        return False
    for label in domain.split("."):
        scripts = {unicodedata.name(c, "").split(" ")[0] for c in _spoken(label) if c.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "FULLWIDTH"}) > 1 or (
            scripts & {"CYRILLIC", "GREEK"} and _looks_latin(label)
        ):
            return True
    return False


def _spoken(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


def _looks_latin(label: str) -> bool:
    return all(c in "аеорсухіјѕԁһԛԝοαενρτυικ-0123456789" for c in _spoken(label))
