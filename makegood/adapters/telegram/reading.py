"""An update of the Bot API, understood."""

import json
from typing import Any

from makegood.contact.channels.ports import Inbound, Media
from makegood.kernel.text import language_of
from makegood.loops.talks import unreadable

LANGUAGES = {"zh-hans": "zh-Hans", "zh-cn": "zh-Hans", "zh-hant": "zh-Hant", "zh-tw": "zh-Hant"}
# What a message can hold: its field, and the name under which a file of it is kept.
FILES = {
    "document": "",
    "video": "video.mp4",
    "animation": "animation.mp4",
    "audio": "audio.mp3",
    "voice": "voice.ogg",
    "video_note": "video.mp4",
    "sticker": "sticker.webp",
}


def understood(body: bytes, language: str) -> Inbound:
    """What an update means; it never raises for bad input."""
    try:
        update = json.loads(body)
        if not isinstance(update, dict):
            return unreadable()
        message = update.get("message") or update.get("edited_message")
        if message is None:
            kinds = ", ".join(sorted(str(key) for key in update if key != "update_id"))
            return Inbound(sender_kind="", sender="", ignored=f"no words: {kinds}"[:200])
        return _message(message, edited="edited_message" in update, language=language)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return unreadable()


def _message(message: dict[str, Any], *, edited: bool, language: str) -> Inbound:
    sender, chat = message.get("from") or message["chat"], message["chat"]
    text = str(message.get("text") or message.get("caption") or "")
    media = _media(message)
    text = text or _beside(message)
    name = f"tg:{int(chat['id'])}:{int(message['message_id'])}"
    said = LANGUAGES.get(str(sender.get("language_code", "")).lower(), language)
    return Inbound(
        sender_kind="telegram",
        sender=str(int(sender["id"])),
        sender_name=_called(sender),
        peer=str(int(chat["id"])),
        text=text,
        external_id=f"{name}:{message.get('edit_date', '')}" if edited else name,
        verified=True,
        automatic=bool(sender.get("is_bot")),
        needs_look=not text and not media,
        language=language_of(text, default=said),
        marks=("edited",) if edited else (),
        media=media,
    )


def _called(sender: dict[str, Any]) -> str:
    names = [str(sender.get(part) or "") for part in ("first_name", "last_name")]
    whole = " ".join(name for name in names if name)
    return whole or str(sender.get("username") or sender.get("title") or "")


def _media(message: dict[str, Any]) -> tuple[Media, ...]:
    found = []
    photos = [one for one in message.get("photo") or () if isinstance(one, dict)]
    if photos:  # the same picture in several sizes: the largest
        best = max(photos, key=lambda one: int(one.get("width", 0)) * int(one.get("height", 0)))
        reference = {"file_id": str(best["file_id"])}
        found.append(Media(reference=reference, name="photo.jpg", type="image/jpeg"))
    for field, usual in FILES.items():
        one = message.get(field)
        if isinstance(one, dict) and one.get("file_id"):
            if field == "document" and message.get("animation"):
                continue  # told twice
            found.append(
                Media(
                    reference={"file_id": str(one["file_id"])},
                    name=str(one.get("file_name") or usual or "file"),
                    type=str(one.get("mime_type") or ""),
                )
            )
    return tuple(found)


def _beside(message: dict[str, Any]) -> str:
    """Words for what is neither words nor a file."""
    place, contact = message.get("location"), message.get("contact")
    if isinstance(place, dict):
        return f"📍 {float(place['latitude']):.6f}, {float(place['longitude']):.6f}"
    if isinstance(contact, dict):
        return f"☎ {contact.get('first_name', '')} {contact.get('phone_number', '')}".strip()
    sticker = message.get("sticker")
    return str(sticker.get("emoji") or "") if isinstance(sticker, dict) else ""
