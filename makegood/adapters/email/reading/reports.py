"""Reports about our own mail: delivery failed or delayed, mail read."""

import re

from makegood.adapters.email.reading import phrases
from makegood.adapters.email.reading.headers import Headers, message_id, message_ids, parse_block
from makegood.adapters.email.reading.mime import Part, content
from makegood.adapters.email.reading.parsed import Report

DELIVERY = frozenset({"message/delivery-status", "message/global-delivery-status"})
READING = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
_RETURNED = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
)
_DAEMON = phrases.line(phrases.DAEMON)
_BOUNCE = phrases.line(phrases.BOUNCE_SUBJECT)
_RECEIPT = phrases.line(phrases.RECEIPT_SUBJECT)
_RECEIPT_BODY = phrases.anywhere(phrases.RECEIPT_BODY)
_DELAYED = phrases.anywhere(
    r"delay|retried|will be retried|still being|warning only|延迟|延遲|暂时|重试|verzögert"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_RETURNED_ID = re.compile(r"(?im)^[>\s]{0,4}message-id:\s*(<[^<>\s]{1,500}>)")
_NAMED_RECIPIENT = phrases.anywhere(
    r"(?:收件人|收件者|recipients?|empfänger|destinataires?|destinatarios?|to|final-recipient)\s{0,9}(?:address(?:es)?|地址)?\s{0,9}(?:[:：(]|\n)\s{0,9}(?:rfc822;)?\s{0,9}<?([\w.+=-]{1,64}@[\w.-]{3,200})"
)


def find_report(root: Part) -> str:
    """ "bounce" or "receipt" if the mail has a machine-readable report, else ""."""
    kind = root.params.get("report-type", "").lower() if root.type == "multipart/report" else ""
    types = (
        {leaf.type for leaf in root.leaves()}
        if root.type == "multipart/report" or root.children
        else {root.type}
    )
    if types & READING or kind == "disposition-notification":
        return "receipt"
    if types & DELIVERY or kind == "delivery-status":
        return "bounce"
    return ""


def looks_like_report(headers: Headers, subject: str, address: str, text: str = "") -> str:
    """ "bounce" or "receipt" for a report that is only text, else ""."""
    empty_path = null_return_path(headers)
    if "x-failed-recipients" in headers:
        return "bounce"
    if _BOUNCE.match(subject) and (_DAEMON.match(address[:320]) or empty_path):
        return "bounce"
    if _DAEMON.match(address[:320]) and empty_path and not _RECEIPT.match(subject):
        return "bounce"
    if _RECEIPT.match(subject) and (
        empty_path
        or "auto-submitted" in headers
        or "x-ms-exchange-message-is-receipt" in headers
        or _RECEIPT_BODY.search(text[:400])
    ):
        return "receipt"
    return ""


def null_return_path(headers: Headers) -> bool:
    """Whether the envelope had no sender."""
    return "return-path" in headers and headers.first("return-path").replace(" ", "") in {"<>", ""}


def machine_report(root: Part) -> Report:
    """What the report parts of a mail say."""
    fields: dict[str, str] = {}
    returned: Headers | None = None
    for leaf in root.leaves():
        if leaf.type in DELIVERY | READING:
            _read_fields(content(leaf, []), fields)
        elif leaf.type in _RETURNED and returned is None:
            returned = parse_block(
                content(leaf, []).replace(b"\r\n", b"\n").split(b"\n\n", 1)[0] + b"\n"
            )[0]
    recipient = fields.get("final-recipient") or fields.get("original-recipient") or ""
    original = fields.get("original-message-id") or (
        returned.first("message-id") if returned else ""
    )
    action = (
        fields.get("action", "").lower()
        or fields.get("disposition", "").rpartition(";")[2].split("/")[0].strip().lower()
    )
    status = _STATUS.search(fields.get("status", ""))
    return Report(
        action=action.split()[0] if action else None,
        status=status[1] if status else None,
        final_recipient=recipient.rpartition(";")[2].strip(" <>") or None,
        original_message_id=message_id(original) if original else None,
        original_references=message_ids(returned.first("references")) if returned else (),
    )


def _read_fields(octets: bytes, fields: dict[str, str]) -> None:
    """Fields of all blocks of a report; for each the first failed recipient counts."""
    for block in octets.replace(b"\r\n", b"\n").strip(b"\n").split(b"\n\n")[:20]:
        headers, _ = parse_block(block + b"\n")
        for name in (
            "action",
            "status",
            "final-recipient",
            "original-recipient",
            "original-message-id",
            "disposition",
        ):
            value = headers.first(name)
            if value:
                fields.setdefault(name, value)


def spoken_report(kind: str, headers: Headers, text: str, ours: frozenset[str]) -> Report:
    """What a report in plain words says, as far as it can be read."""
    head = text[:20_000]
    failed = _ADDRESS.search(headers.first("x-failed-recipients"))
    status = _STATUS.search(head)
    original = _RETURNED_ID.search(text[:200_000])
    if kind == "receipt":
        return Report(action="displayed", original_message_id=original[1] if original else None)
    delayed = bool(
        _DELAYED.search(headers.text("subject")) or (status and status[1].startswith("4"))
    )
    return Report(
        action="delayed" if delayed else "failed",
        status=status[1] if status else None,
        final_recipient=failed[0] if failed else _recipient(head, headers, ours),
        original_message_id=original[1] if original else None,
    )


def _recipient(text: str, headers: Headers, ours: frozenset[str]) -> str | None:
    """The address that could not be reached: the one named so, else the first that is not a party of this mail."""
    parties = set(ours) | {
        a.lower() for name in ("from", "to", "cc") for a in _ADDRESS.findall(headers.first(name))
    }
    found = [m.rstrip(".") for m in _NAMED_RECIPIENT.findall(text)] + _ADDRESS.findall(text)
    return next((a for a in found if a.lower() not in parties and not _DAEMON.match(a)), None)
