"""One message or event of 微信客服, understood."""

import base64
import json
import re
from typing import Any
from uuid import UUID

from makegood.contact.channels.ports import Inbound, Media, Receipt
from makegood.kernel.text import language_of
from makegood.loops.talks import unreadable

OURS = re.compile(r"([0-9A-Za-z_-]{22})_(\d{1,3})_(\d{1,3})", re.ASCII)
CUSTOMER, SYSTEM, COLLEAGUE = 3, 4, 5
FILES = {"image": "photo.jpg", "voice": "voice.amr", "video": "video.mp4", "file": "file"}
# https://developer.work.weixin.qq.com/document/path/94670, 消息发送失败事件
WHY_FAILED = {
    0: "unknown reason",
    1: "the service account was deleted",
    2: "the application was closed",
    4: "the talk has ended: more than 48 hours",
    5: "the talk was closed",
    6: "more than 5 messages",
    8: "the company is not verified",
    10: "the customer refused it",
    11: "nobody of the company has ever signed in to the WeCom app",
    12: "a kind of message that may not be sent",
    13: "held back for security",
}


def name_of(mark: str) -> str:
    """Our mark of a piece as a msgid: at most 32 of [0-9a-zA-Z_-], and the mark can be read from it."""
    row, number, count = mark.split(":")
    short = base64.urlsafe_b64encode(UUID(row).bytes).decode().rstrip("=")
    return f"{short}_{number}_{count}"


def mark_in(name: str) -> str:
    """The mark that a msgid was made from; "" for one that is not ours."""
    found = OURS.fullmatch(name)
    if found is None:
        return ""
    row = UUID(bytes=base64.urlsafe_b64decode(found[1] + "=="))
    return f"{row}:{found[2]}:{found[3]}"


def understood(body: bytes, envelope: dict[str, Any], language: str) -> Inbound:
    """What one item of `sync_msg` means; it never raises for bad input."""
    try:
        told = json.loads(body)
        origin, kind = int(told["origin"]), str(told["msgtype"])
        if kind == "event":
            return _event(told["event"])
        if origin != CUSTOMER:
            return Inbound(sender_kind="", sender="", ignored="said by a colleague in WeCom")
        return _message(told, kind, envelope, language)
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return unreadable()


def _event(event: dict[str, Any]) -> Inbound:
    kind = str(event["event_type"])
    if kind != "msg_send_fail":
        return Inbound(sender_kind="", sender="", ignored=f"no words: {kind}"[:200])
    number = int(event.get("fail_type", 0))
    reason = f"WeCom {number}: {WHY_FAILED.get(number, 'not delivered')}"
    name = str(event["fail_msgid"])
    receipt = Receipt(state="failed", name=name, ours=mark_in(name), reason=reason)
    return Inbound(sender_kind="", sender="", receipts=(receipt,))


def _message(told: dict[str, Any], kind: str, envelope: dict[str, Any], language: str) -> Inbound:
    peer, union = str(told["external_userid"]), str(envelope.get("unionid") or "")
    text, media = _text(told, kind), _media(told, kind)
    return Inbound(
        sender_kind="unionid" if union else "wecom",
        sender=union or peer,
        sender_name=str(envelope.get("nickname") or ""),
        peer=peer,
        text=text,
        external_id=str(told["msgid"]),
        verified=True,
        needs_look=not text and not media,
        language=language_of(text, default=language),
        media=media,
    )


def _text(told: dict[str, Any], kind: str) -> str:
    part = told.get(kind)
    part = part if isinstance(part, dict) else {}
    if kind == "text":
        return str(part.get("content", ""))
    if kind == "location":
        place = f"📍 {float(part['latitude']):.6f}, {float(part['longitude']):.6f}"
        return " ".join([place, str(part.get("name", "")), str(part.get("address", ""))]).strip()
    if kind == "business_card":
        return f"☎ {part.get('userid', '')}".strip()
    if kind == "link":
        return "\n".join(str(part.get(name) or "") for name in ("title", "desc", "url")).strip()
    if kind in ("miniprogram", "channels_shop_product", "channels_shop_order", "channels"):
        words = (str(part.get(name) or "") for name in ("title", "product_title", "order_id"))
        return " ".join(["▣", *(word for word in words if word)])
    return ""


def _media(told: dict[str, Any], kind: str) -> tuple[Media, ...]:
    part = told.get(kind)
    if kind not in FILES or not isinstance(part, dict):
        return ()
    return (Media(reference={"media_id": str(part["media_id"])}, name=FILES[kind]),)
