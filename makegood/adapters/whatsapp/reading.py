"""One message or one status of WhatsApp, understood."""

import json
from typing import Any

from makegood.adapters.whatsapp.calls import reason_of
from makegood.contact.channels.ports import Inbound, Media, Receipt
from makegood.kernel.text import language_of
from makegood.loops.talks import unreadable

STATES = ("sent", "delivered", "read", "failed")
FILES = {
    "image": "photo.jpg",
    "video": "video.mp4",
    "audio": "voice.ogg",
    "document": "document",
    "sticker": "sticker.webp",
}
SAID_ELSEWHERE = {"reaction", "system", "request_welcome", "revoke"}
NOT_TOLD = ("unsupported", "unknown")


def understood(body: bytes, language: str) -> Inbound:
    """What one item means; it never raises for bad input."""
    try:
        told = json.loads(body)
        if "status" in told:
            return _status(told["status"])
        if "message" in told:
            return _message(told["message"], told.get("contacts") or [], language)
        if "change" in told:
            field = str(told["change"].get("field", "?"))
            return Inbound(sender_kind="", sender="", ignored=f"no words: {field}"[:200])
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError):
        pass
    return unreadable()


def _status(status: dict[str, Any]) -> Inbound:
    state = "delivered" if status["status"] == "played" else str(status["status"])
    if state not in STATES:
        return Inbound(sender_kind="", sender="", ignored=f"a status that says {state}"[:200])
    errors = status.get("errors") or [{}]
    receipt = Receipt(
        state=state,
        name=str(status["id"]),
        ours=str(status.get("biz_opaque_callback_data") or ""),
        reason=reason_of(errors[0]) if state == "failed" else "",
    )
    return Inbound(sender_kind="", sender="", receipts=(receipt,))


def _message(message: dict[str, Any], contacts: list[Any], language: str) -> Inbound:
    kind = str(message["type"])
    if kind in SAID_ELSEWHERE:
        return Inbound(sender_kind="", sender="", ignored=f"no words: {kind}")
    edit = message.get("edit") if kind == "edit" else None
    if isinstance(edit, dict):
        message = {**message, **edit["message"]}
        kind = str(message["type"])
    number, user = str(message.get("from") or ""), str(message.get("from_user_id") or "")
    sender = number or user
    if not sender:
        return unreadable()
    text, media = _text(message, kind), _media(message, kind)
    is_number = number.isascii() and number.isdigit()
    marks = (*(("edited",) if edit else ()), *(("not-passed-on",) if kind in NOT_TOLD else ()))
    return Inbound(
        sender_kind="phone" if is_number else "whatsapp",
        sender=f"+{number}" if is_number else sender,
        sender_name=_called({number, user} - {""}, contacts),
        also=(("whatsapp", user),) if user and is_number else (),
        peer=sender,
        text=text,
        external_id=str(message["id"]),
        verified=True,
        needs_look=not text and not media,
        language=language_of(text, default=language),
        marks=marks,
        media=media,
    )


def _called(sender: set[str], contacts: list[Any]) -> str:
    """The name of his profile, or the one that he chose to be found by."""
    for contact in contacts:
        if sender & {str(contact.get("wa_id")), str(contact.get("user_id"))}:
            profile = contact.get("profile") or {}
            return str(profile.get("name") or profile.get("username") or "")
    return ""


def _text(message: dict[str, Any], kind: str) -> str:
    part = message.get(kind)
    part = part if isinstance(part, dict) else {}
    if kind == "text":
        return str(part.get("body", ""))
    if kind == "button":
        return str(part.get("text", ""))
    if kind == "interactive":
        chosen = part.get(str(part.get("type"))) or {}
        return str(chosen.get("title") or chosen.get("body") or "")
    if kind == "location":
        words = [str(part.get(name) or "") for name in ("name", "address")]
        place = f"📍 {float(part['latitude']):.6f}, {float(part['longitude']):.6f}"
        return " ".join([place, *(word for word in words if word)])
    if kind == "contacts":
        return "\n".join(_card(card) for card in message["contacts"])
    return str(part.get("caption", ""))


def _card(card: dict[str, Any]) -> str:
    phones = ", ".join(str(phone.get("phone", "")) for phone in card.get("phones") or ())
    return f"☎ {(card.get('name') or {}).get('formatted_name', '')} {phones}".strip()


def _media(message: dict[str, Any], kind: str) -> tuple[Media, ...]:
    part = message.get(kind)
    if kind not in FILES or not isinstance(part, dict):
        return ()
    return (
        Media(
            reference={"id": str(part["id"]), "sha256": str(part.get("sha256") or "")},
            name=str(part.get("filename") or FILES[kind]),
            type=str(part.get("mime_type") or ""),
        ),
    )
