"""`read(raw)`: the octets of one mail in, a typed mail out. Pure: no network, no files, no clock."""

import re

from makegood.adapters.email.reading import (
    addresses,
    bodies,
    kinds,
    limits,
    quotes,
    reports,
    signatures,
)
from makegood.adapters.email.reading.headers import Headers, date_utc, message_id, message_ids
from makegood.adapters.email.reading.html_text import QUOTED, visible
from makegood.adapters.email.reading.mime import Tree
from makegood.adapters.email.reading.parsed import (
    Kind,
    Mailbox,
    OverLimit,
    ParsedMail,
    Report,
    Unreadable,
)

# What a person should look at: the mail may show one face to us and another to somebody else.
_SERIOUS = frozenset(
    {"several_content_types", "boundary_missing", "damaged_headers", "text_cut", "encrypted"}
)
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")
_TRADITIONAL = re.compile(
    "[們這個來為國說時會對後裡過還進樣從實無長機關點業將兩間問應戰頭體產種經沒動電換貨單貴請謝訂壞買嗎費師務號龍門見語話廠檢測]"
)
_SIMPLIFIED = re.compile(
    "[们这个来为国说时会对后里过还进样从实无长机关点业将两间问应战头体产种经没动电换货单贵请谢订坏买吗费师务号龙门见语话厂检测]"
)


def read(raw: bytes, *, ours: frozenset[str] = frozenset()) -> ParsedMail:
    """The mail in `raw`; raises OverLimit for one that no honest sender writes.

    `ours`: addresses of our own inboxes in lower case, to know our own group address from a foreign list.
    """
    limits.check_size(raw)
    tree = Tree(_in_lines(raw))
    headers = tree.root.headers
    found = bodies.collect(tree.root, tree.defects)
    html = bodies.html_of(found)
    lines = bodies.lines_of(found)
    text = visible(lines)
    box, doubt = addresses.sender(headers)
    subject = headers.text("subject")
    kind, words, report = _sort(tree, found, lines, text, subject, box, ours)
    files = bodies.attachments(found, html)
    defects = tuple(dict.fromkeys(tree.defects))
    return ParsedMail(
        subject=subject,
        from_name=box.name,
        from_address=box.address,
        sender_ambiguous=bool(doubt),
        sender_reason=doubt,
        reply_to=_people(headers, "reply-to"),
        to=_people(headers, "to"),
        cc=_people(headers, "cc"),
        delivered_to=_delivered_to(headers),
        date_utc=date_utc(headers.first("date")),
        message_id=message_id(headers.first("message-id")),
        in_reply_to=next(iter(message_ids(headers.first("in-reply-to"))), None),
        references=message_ids(headers.first("references")),
        kind=kind,
        new_text=words.text,
        quoted_text=words.quoted,
        sign_off=words.sign_off,
        signature=words.signature,
        text=text,
        html=html,
        attachments=files,
        report=report,
        meeting=bodies.meeting(found),
        signals=kinds.signals(headers, box.address, subject, text, kind),
        authentication_results=tuple(headers.all("authentication-results")[:20]),
        language=language_of(words.text or text),
        defects=defects,
        needs_look=bool(_SERIOUS.intersection(defects)),
    )


def _in_lines(raw: bytes) -> bytes:
    """Without the mark that an editor put before it, and with ends of lines that a mail has."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    return raw.replace(b"\r", b"\n") if b"\n" not in raw else raw


def attempt(raw: bytes, *, ours: frozenset[str] = frozenset()) -> ParsedMail | Unreadable:
    """Like `read`, but a mail over a limit is an answer, not an exception."""
    try:
        return read(raw, ours=ours)
    except OverLimit as limit:
        return Unreadable(limit.reason, limit.detail)


class Words:
    """The text of a mail, sorted."""

    __slots__ = ("quoted", "sign_off", "signature", "text")

    def __init__(
        self, text: str = "", quoted: str = "", sign_off: str = "", signature: str = ""
    ) -> None:
        self.text, self.quoted, self.sign_off, self.signature = text, quoted, sign_off, signature


def words_of(
    lines: list[str], *, sender: str = "", address: str = "", answers: bool = True
) -> Words:
    """New text, quote, sign-off and signature of lines; `answers`: the mail answers or forwards another."""
    parts = quotes.cut(lines) if answers else quotes.uncut(lines)
    ending = signatures.split_ending([line.lstrip(QUOTED) for line in parts.new], sender, address)
    notice = signatures.notice_in(parts.quoted) if parts.quoted else []
    signature = "\n".join(filter(None, [ending.signature, "\n".join(notice).strip()]))
    return Words(ending.text, visible(parts.quoted), ending.sign_off, signature)


def _sort(
    tree: Tree,
    found: bodies.Bodies,
    lines: list[str],
    text: str,
    subject: str,
    box: Mailbox,
    ours: frozenset[str],
) -> tuple[Kind, Words, Report | None]:
    """The kind of the mail, its words, and its report if it is one."""
    headers = tree.root.headers
    told = reports.find_report(tree.root)
    if told:
        return _report_kind(told), Words(quoted=text), reports.machine_report(tree.root)
    told = reports.looks_like_report(headers, subject, box.address, text)
    if told:
        return (
            _report_kind(told),
            Words(quoted=text),
            reports.spoken_report(told, headers, text, ours),
        )
    kind: Kind | None = None
    if kinds.is_invite(found.calendars, found.files):
        kind = "invite"
    elif kinds.is_automatic(headers, subject):
        kind = "auto_reply"
    elif kinds.is_list(headers, ours):
        kind = "list"
    linked = kinds.is_answer(headers) or kinds.is_forward_subject(subject)
    words = words_of(
        lines,
        sender=box.name,
        address=box.address,
        answers=linked or kinds.is_reply_subject(subject),
    )
    if kind in (None, "list") and kinds.speaks_automatically(
        headers, subject, box.address, words.text
    ):
        kind = "auto_reply"
    return kind or kinds.by_subject(headers, subject, quotes=bool(words.quoted)), words, None


def _report_kind(told: str) -> Kind:
    return "receipt" if told == "receipt" else "bounce"


def _people(headers: Headers, name: str) -> tuple[Mailbox, ...]:
    found = [
        box for value in headers.all(name) for box in addresses.mailboxes(value)[0] if box.address
    ]
    return tuple(found[: limits.ADDRESSES])


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    """Where servers on the way say that they delivered it."""
    found = (value.strip("<> ") for name in _DELIVERED for value in headers.all(name))
    return tuple(dict.fromkeys(value for value in found if "@" in value))[:10]


def language_of(text: str) -> str:
    """A guess: zh-Hans, zh-Hant, ja, ko, en, or "" where letters do not tell."""
    sample = text[:2000]
    if sample.isascii():
        return "en" if any(c.isalpha() for c in sample) else ""
    if len(_KANA.findall(sample)) > 3:
        return "ja"
    if len(_HANGUL.findall(sample)) > 3:
        return "ko"
    if len(_HAN.findall(sample)) > 1:
        return (
            "zh-Hant"
            if len(_TRADITIONAL.findall(sample)) > len(_SIMPLIFIED.findall(sample))
            else "zh-Hans"
        )
    return ""
