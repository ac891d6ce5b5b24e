"""What another system posts, understood."""

import base64
import binascii
import json
from typing import Any

from makegood.contact.channels.ports import Inbound, InboundFile, Media, Receipt
from makegood.contact.channels.rules import is_program, judge
from makegood.kernel.text import language_of
from makegood.loops.recognising import TYPED_BY
from makegood.loops.talks import unreadable
from makegood.records.customers.rules import TYPED

STATES = ("sent", "delivered", "read", "failed")
PUBLIC = "public:"  # how the address of somebody begins who wrote where everybody reads it
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
FILES_AT_MOST = 10
LONGEST_PEER = 254


def understood(body: bytes, account: str, envelope: dict[str, Any], language: str) -> Inbound:
    """What one post means; it never raises for bad input."""
    try:
        told = json.loads(body)
        kind, data = str(told["type"]), told["data"]
        if kind == "message.created":
            return _message(data, account, envelope, language)
        if kind == "message.status" and data["state"] in STATES:
            receipt = Receipt(
                state=data["state"], name=str(data["id"]), reason=str(data.get("reason") or "")
            )
            return Inbound(sender_kind="", sender="", receipts=(receipt,))
        return Inbound(sender_kind="", sender="", ignored=f"no words: {kind}"[:200])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return unreadable()


def _message(
    data: dict[str, Any], account: str, envelope: dict[str, Any], language: str
) -> Inbound:
    sender = data["from"]
    peer = str(sender["id"])[:200]
    if data.get("public") is True:
        peer = public_peer(thread=str(data.get("thread") or data["id"]), person=peer)
    elif peer.startswith(PUBLIC):
        raise ValueError("a private address that says it is public")
    text = str(data.get("text") or "")
    files, marks = _files(data.get("files") or [])
    media = tuple(
        _media(one) for one in (data.get("files") or [])[:FILES_AT_MOST] if one.get("url")
    )
    kind, value = _handle(sender, account, str(sender["id"])[:200])
    said = str(data.get("language") or "")
    trusted = bool(envelope.get("trusted"))
    if (
        not trusted and kind in TYPED
    ):  # what somebody told the other system: it finds nobody who really has it
        marks = (*marks, TYPED_BY)
    return Inbound(
        sender_kind=kind,
        sender=value,
        sender_name=str(sender.get("name") or ""),
        peer=peer,
        subject=str(data.get("subject") or ""),
        text=text,
        external_id=f"hook:{account}:{data.get('id') or envelope.get('id', '')}",
        verified=trusted,
        needs_look=not text.strip() and not files and not media,
        language=said if said in LANGUAGES else language_of(text, default=language),
        place=str(data.get("place") or "")[:200],
        product=str(data.get("product") or "")[:200],
        marks=marks,
        files=files,
        media=media,
    )


def public_peer(*, thread: str, person: str) -> str:
    """Where an answer in public goes: under which post, and to whom. Raises ValueError for too long names."""
    peer = f"{PUBLIC}{thread} {person}"
    if len(peer) > LONGEST_PEER or any(c.isspace() for c in thread):
        raise ValueError("the names of post and person are no names")
    return peer


def place_of(peer: str) -> dict[str, object]:
    """Whom, and where, as the other system is told it."""
    if not peer.startswith(PUBLIC):
        return {"to": peer}
    thread, _space, person = peer.removeprefix(PUBLIC).partition(" ")
    return {"to": person, "public": True, "thread": thread}


def _handle(sender: dict[str, Any], account: str, peer: str) -> tuple[str, str]:
    if sender.get("email"):
        return "mail", str(sender["email"])
    if sender.get("phone"):
        return "phone", str(sender["phone"])
    return "other", f"{account}:{peer}"


def _files(given: list[dict[str, Any]]) -> tuple[tuple[InboundFile, ...], tuple[str, ...]]:
    """Those that came along whole, as what they are."""
    kept, marks = [], []
    for one in given[:FILES_AT_MOST]:
        if "content" not in one:
            continue
        try:
            content = base64.b64decode(str(one["content"]), validate=True)
        except (binascii.Error, ValueError):
            marks.append("file-lost")
            continue
        if is_program(content):
            marks.append("file-refused")
            continue
        judged = judge(content, name=str(one.get("name") or ""), type=str(one.get("type") or ""))
        kept.append(InboundFile(name=judged.name, type=judged.type, content=content))
        marks += ["file-lies"] if judged.lies else []
    return tuple(kept), tuple(dict.fromkeys(marks))


def _media(one: dict[str, Any]) -> Media:
    return Media(
        reference={"url": str(one["url"])},
        name=str(one.get("name") or "file"),
        type=str(one.get("type") or ""),
    )
