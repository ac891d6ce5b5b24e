"""A form of the gateway, understood."""

from typing import Any
from urllib.parse import parse_qsl

from makegood.contact.channels.ports import Inbound, Media, Receipt
from makegood.kernel.text import language_of
from makegood.loops.talks import unreadable

# https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}
NOT_YET = {"accepted", "scheduled", "queued", "sending"}
WHY_FAILED = {
    "30003": "the telephone cannot be reached",
    "30004": "blocked by the receiver",
    "30005": "no such number",
    "30006": "a number that takes no text messages",
    "30007": "filtered by the network",
    "30008": "unknown reason",
    "21610": "the customer has written STOP",
}


def understood(body: bytes, envelope: dict[str, Any], language: str) -> Inbound:
    """What one form means; it never raises for bad input."""
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=500))
        if "MessageStatus" in form and "Body" not in form:
            return _status(form, str(envelope.get("mark") or ""))
        return _message(form, language)
    except (ValueError, KeyError):
        return unreadable()


def _status(form: dict[str, str], mark: str) -> Inbound:
    said = form["MessageStatus"]
    if said not in STATES:
        why = "on its way" if said in NOT_YET else "not known"
        return Inbound(sender_kind="", sender="", ignored=f"a status: {said[:60]} ({why})")
    code = form.get("ErrorCode", "")
    reason = " · ".join(part for part in (code, WHY_FAILED.get(code, "")) if part)
    receipt = Receipt(state=STATES[said], name=form["MessageSid"], ours=mark, reason=reason or said)
    return Inbound(sender_kind="", sender="", receipts=(receipt,))


def _message(form: dict[str, str], language: str) -> Inbound:
    text, sender = form.get("Body", ""), form["From"]
    count = form.get("NumMedia", "0")
    media = tuple(
        Media(
            reference={"url": form[f"MediaUrl{n}"]},
            name=f"file{n + 1}",
            type=form.get(f"MediaContentType{n}", ""),
        )
        for n in range(min(int(count or 0), 10))
        if form.get(f"MediaUrl{n}")
    )
    return Inbound(
        sender_kind="phone" if sender.startswith("+") else "other",
        sender=sender if sender.startswith("+") else f"sms:{sender}",
        peer=sender,
        text=text,
        external_id=form["MessageSid"],
        verified=True,
        automatic=not sender.startswith("+"),  # a word or a short code: a machine
        needs_look=not text.strip() and not media,
        language=language_of(text, default=language),
        marks=("opted-out",) if form.get("OptOutType") == "STOP" else (),
        media=media,
    )


GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """How many text messages the network counts: 160 or 153 signs of its own alphabet, else 70 or 67."""
    if not text:
        return 0
    if all(sign in GSM or sign in DOUBLE for sign in text):
        size, single, joined = len(text) + sum(sign in DOUBLE for sign in text), 160, 153
    else:
        size, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= single else -(-size // joined)
