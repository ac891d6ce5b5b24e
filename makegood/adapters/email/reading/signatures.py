"""The end of a mail taken apart: text, closing words, contact block and notices."""

import re

import msgspec

from makegood.adapters.email.reading import phrases
from makegood.adapters.email.reading.html_text import QUOTED
from makegood.adapters.email.reading.quotes import plain

_DELIMITER = re.compile(r"\s*(?:-- ?|—|––|－－|__|--\s?-)\s*\Z")
_EXACT = ("-- ", "--\u00a0", "-- \u00a0")
_RULE = re.compile(r"\s*(?:[-_=*~#+—–]{3,}|ᐧ)\s*\Z")
_CLIENT = phrases.line(rf"[\W_]{{0,4}}(?:{phrases.CLIENT})[\s\W]{{0,3}}")
_NOT_CLIENT = phrases.line(phrases.NOT_CLIENT)
_SIGN_OFF = phrases.line(phrases.SIGN_OFF)
_LEGAL = re.compile(rf"[\W_]{{0,4}}(?:{phrases.LEGAL})", re.IGNORECASE)
_FROM_OUTSIDE = phrases.anywhere(phrases.FROM_OUTSIDE)
_FOOTER = phrases.line(phrases.LIST_FOOTER)
_CONTACT = phrases.line(rf"\W{{0,3}}(?:{phrases.CONTACT})\s*")
_ORGANISATION = phrases.line(phrases.ORGANISATION)
_FIELD = re.compile(r"[^:：]{1,16}[:：]")
_SENTENCE = re.compile(r"[。！？!?；]|[.,，;:：]\s*\Z|[,，].*[,，]")
_FIELD_NAME = phrases.line(phrases.FIELD)
_POSTSCRIPT = re.compile(r"p\.?\s?s\b\.?|附[:：]|另[,，:：]|又及", re.IGNORECASE)
_NAME = re.compile(r"[^\d@:：/。！？!?，,;；]{2,40}\Z")
_DEGREE = re.compile(
    r",\s*(?:ph\.?\s?d|dr|md|mba|m\.?sc|b\.?sc|m\.?a|esq|jr|sr|cpa|pe)\b\.?.{0,12}\Z", re.IGNORECASE
)
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST = 14
_WINDOW = 120


class Ending(msgspec.Struct, frozen=True):
    """The new text without its ending, the closing words that stay in it, and the signature."""

    text: str
    sign_off: str
    signature: str


def split_ending(lines: list[str], sender: str = "", address: str = "") -> Ending:
    """Text, sign-off and signature of new lines; `sender` and `address` are those in From. The sign-off stays in
    the text."""
    head, body, signature = lines[:-_WINDOW], lines[-_WINDOW:], list[str]()
    for find in (_notice, _delimiter, _client, _card, _rule, _client, _contact_block):
        start = find(body, sender)
        if start is not None:
            signature = body[start:] + ([""] if signature else []) + signature
            body = _without_end(body[:start])
    own = _own_address(body, address)
    if own is not None:
        signature = body[own:] + ([""] if signature else []) + signature
        body = _without_end(body[:own])
    kept = [plain(line).strip("| ") if "|" in line[:2] else line for line in signature]
    kept = [line for line in kept if not _DELIMITER.match(line) and not _RULE.match(line)]
    sign_off = "\n".join(_sign_off(body, sender))
    return Ending("\n".join(head + body), sign_off, "\n".join(kept).strip())


def _own_address(body: list[str], address: str) -> int | None:
    """His own address alone in the last paragraph, as some programs put it there by themselves."""
    end = len(_without_end(body))
    if address and end > 1 and plain(body[end - 1]).casefold() == address.casefold():
        return end - 1 if not plain(body[end - 2]) else None
    return None


def notice_in(lines: list[str]) -> list[str]:
    """A notice that a gateway or list put below the quote: lines from it to the end, or none."""
    for at in range(max(0, len(lines) - 25), len(lines)):
        line = plain(lines[at])
        alone = at > 0 and (not plain(lines[at - 1]) or _RULE.match(lines[at - 1]))
        if (
            alone
            and line[:1] not in (">", "＞", QUOTED, "")
            and (_LEGAL.match(line) or _FOOTER.match(line[:500]))
            and not _FROM_OUTSIDE.search(line[:300])
        ):
            return lines[at:]
    return []


def _without_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not plain(lines[end - 1]) or _DELIMITER.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _notice(body: list[str], _sender: str) -> int | None:
    """A legal notice or list footer as a last paragraph."""
    for at in range(max(1, len(body) - 25), len(body)):
        line = plain(body[at])
        if len(line) < 8:
            continue
        above = plain(body[at - 1])
        apart = not above or _RULE.match(above) or _DELIMITER.match(above)
        alone = bool(apart) or _is_client(above) or at == len(body) - 1
        if alone and (_LEGAL.match(line) or _FOOTER.match(line[:500])):
            return at - 1 if _RULE.match(above) else at
    return None


def _delimiter(body: list[str], _sender: str) -> int | None:
    """The line "-- ", or "--" above something that looks like a signature; with no more below it than one has."""
    for at, line in enumerate(body):
        if _DELIMITER.match(line) and (at or _filled(body)):
            below = _filled_lines(body[at + 1 :])
            if len(below) <= 20 and (line in _EXACT or not below or _begins_signature(below[0])):
                return at
    return None


def _begins_signature(line: str) -> bool:
    said = (
        _RULE.match(line)
        or _is_name(line, "")
        or _SIGN_OFF.match(line)
        or _is_client(line)
        or _LEGAL.match(line)
        or _FOOTER.match(line[:500])
    )
    return bool(
        said or _is_contact(line) or _ORGANISATION.match(line) or "@" in line or "://" in line
    )


def _client(body: list[str], sender: str) -> int | None:
    """Lines of mail programs at the end, also with nothing but a contact block below them."""
    start = None
    for at in range(len(body) - 1, -1, -1):
        line = plain(body[at])
        if _is_client(line):
            start = at
        elif line and not (
            start is None and len(body) - at <= 5 and (_is_contact(line) or line == sender)
        ):
            break
    return start


def _card(body: list[str], sender: str) -> int | None:
    """A card drawn with upright strokes, "| | his name | |", at the end."""
    start = len(_without_end(body))
    if not start or not sender or not plain(body[start - 1]).endswith("|"):
        return None
    at, known = start, False
    while at and start - at < _MOST and (line := plain(body[at - 1])):
        at -= 1
        known = known or _same_name(line.strip("| "), sender)
        if line[0] == "|" and known and not (at and plain(body[at - 1])):
            return at
    return None


def _is_client(line: str) -> bool:
    return 4 <= len(line) <= 130 and bool(_CLIENT.match(line)) and not _NOT_CLIENT.match(line)


def _is_contact(line: str) -> bool:
    return len(line) <= 200 and bool(_CONTACT.match(line))


def _rule(body: list[str], _sender: str) -> int | None:
    """A drawn line with short lines below it."""
    for at, line in enumerate(body):
        if not at or not _RULE.match(line):
            continue
        below = _filled_lines(body[at + 1 :])
        if (
            len(below) <= _MOST
            and (not below or _begins_signature(below[0]))
            and all(len(b) <= 60 and not _looks_said(b) for b in below)
        ):
            return at
    return None


def _looks_said(line: str) -> bool:
    return len(line) > 25 and bool(_SENTENCE.search(line)) and not _is_contact(line)


def _contact_block(body: list[str], sender: str) -> int | None:
    """Name, company and numbers as a last block, after a sign-off or an empty line."""
    floor = max(0, len(body) - _MOST - 4)
    for at in range(len(body) - 1, floor - 1, -1):
        if _SIGN_OFF.match(plain(body[at])[:200]) and at:
            below = _filled_lines(body[at + 1 :])
            return at + 1 if _is_block(below, sender, closed=True) else None
    for at in range(floor, len(body)):
        if (
            at
            and not plain(body[at - 1])
            and plain(body[at])
            and _is_block(_filled_lines(body[at:]), sender, closed=False)
        ):
            return at
    return None


def _is_block(lines: list[str], sender: str, *, closed: bool) -> bool:
    """Whether these lines are a contact block: a name first, nothing that reads as a sentence, and a way to reach him."""
    if (
        not lines
        or len(lines) > _MOST
        or any(_looks_said(line) or len(line) > 90 for line in lines)
    ):
        return False
    if any(_POSTSCRIPT.match(line) for line in lines) or (
        not closed and _FIELD_NAME.match(lines[0])
    ):
        return False
    contacts = sum(bool(_is_contact(line)) for line in lines)
    firms = sum(bool(_ORGANISATION.match(line)) for line in lines)
    named = _is_name(lines[0], sender)
    if closed:
        return contacts > 0 or (firms > 0 and len(lines) > 1)
    return (
        named and len(lines) > 1 and (contacts > 0 or (firms > 0 and _same_name(lines[0], sender)))
    )


def _is_name(line: str, sender: str) -> bool:
    if _same_name(line, sender):
        return True
    line = _DEGREE.sub("", line)
    if _HAN.search(line) and len(line) > 6:
        return False
    return (
        bool(_NAME.match(line))
        and not _FIELD.match(line)
        and len(line.split()) <= 5
        and line[:1].upper() == line[:1]
    )


def _same_name(line: str, sender: str) -> bool:
    letters = re.sub(r"\W", "", sender).casefold()
    return bool(letters) and re.sub(r"\W", "", line).casefold() in letters and len(line) > 1


def _sign_off(body: list[str], sender: str) -> list[str]:
    """The closing words at the end of the text, with a bare name below them; or just the sender's name."""
    filled = [(at, plain(line)) for at, line in enumerate(body) if plain(line)][-4:]
    for position, (at, line) in enumerate(filled):
        rest = [text for _, text in filled[position + 1 :]]
        if (
            _SIGN_OFF.match(line)
            and at
            and all(_NAME.match(text) or _SIGN_OFF.match(text) for text in rest)
        ):
            return [plain(text) for text in body[at:] if plain(text)]
    if len(filled) > 1 and _same_name(filled[-1][1], sender):
        return [filled[-1][1]]
    return []


def _filled(lines: list[str]) -> int:
    return len(_filled_lines(lines))


def _filled_lines(lines: list[str]) -> list[str]:
    return [line for line in map(plain, lines) if line]


def is_client_line(line: str) -> bool:
    """Whether a mail program wrote this line by itself ("Sent from my phone")."""
    return _is_client(plain(line))


def first_delimiter(lines: list[str]) -> int:
    """Where the first signature delimiter or drawn line stands that is no header rule; the number of lines if nowhere."""
    for at, line in enumerate(lines):
        if _DELIMITER.match(line) or _RULE.match(line):
            return at
    return len(lines)
