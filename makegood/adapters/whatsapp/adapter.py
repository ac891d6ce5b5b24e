"""The channel `whatsapp`: messages and statuses come by webhook, answers leave by the Cloud API."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from makegood.adapters.whatsapp.calls import API, PURPOSE, ask, pages, verify_token_of
from makegood.adapters.whatsapp.reading import understood
from makegood.base.files.models import File
from makegood.contact.channels.ports import (
    AccountView,
    Doubtful,
    Fetched,
    Inbound,
    Item,
    Knock,
    NotProven,
    OutgoingView,
    RawView,
    Undelivered,
    Welcome,
    Window,
    Wording,
    install,
    mark_of,
)
from makegood.contact.channels.ports.calling import (
    Enclosure,
    base_of,
    call,
    end_of,
    form,
    secret,
    send_in_turn,
)
from makegood.contact.channels.queries import files_of
from makegood.contact.channels.rules import in_pieces
from makegood.loops.talks import in_talks

LONGEST = 4096
TEMPLATES = "fields=name,language,status,category,components&limit=200"
METAS = (".fbsbx.com", ".facebook.com", ".whatsapp.net", ".fbcdn.net")
AS = {"image/jpeg": "image", "image/png": "image", "video/mp4": "video", "audio/ogg": "audio"}
MOST = {"image": 5 * 1024 * 1024, "video": 16 * 1024 * 1024, "audio": 16 * 1024 * 1024}


class WhatsAppAdapter:
    """A number on the Cloud API; the account's address is its phone number id."""

    kind, label, icon = "whatsapp", "WhatsApp", "chat"
    in_order = timedelta(minutes=10)  # a message tried in vain holds up the next no longer
    window = Window(timedelta(hours=24), templates=True)

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """The handshake (GET), or messages and statuses of one or several numbers (POST), each an item."""
        if knock.method == "GET":
            said = knock.query.get("hub.verify_token", "")
            wanted = verify_token_of(account.pk)
            if knock.query.get("hub.mode") != "subscribe" or not _same(said, wanted):
                raise NotProven("the verify token is wrong")
            return Welcome(body=knock.query.get("hub.challenge", "").encode())
        try:
            key = secret(account.settings, "app_secret", purpose=PURPOSE)
        except Undelivered as error:
            raise NotProven(str(error)) from error
        wanted = "sha256=" + hmac.new(key.encode(), knock.body, hashlib.sha256).hexdigest()
        if not _same(knock.headers.get("x-hub-signature-256", ""), wanted):
            raise NotProven("the signature is missing or wrong")
        return Welcome(items=tuple(_items(knock.body)))

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each item means."""
        return in_talks(raws, [understood(raw.body, raw.language) for raw in raws])

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """A file: its address is asked for by its id, and read with our token from Meta's own hosts only."""
        told = ask(account.settings, "GET", str(reference.get("id", "")))
        url, api = str(told.get("url") or ""), base_of(account.settings, API)
        host = urlsplit(url).hostname or ""
        if not (host.endswith(METAS) or end_of(url) == end_of(api)):
            raise Undelivered(f"a file at {host}, which is not Meta's", permanent=True)
        token = secret(account.settings, "token", purpose=PURPOSE)
        answer = call(
            "GET", url, api=api, headers={"authorization": f"Bearer {token}"}, most=most + 1
        )
        if answer.status != 200:
            raise Undelivered(f"the file is not there ({answer.status})", permanent=False)
        wanted = str(told.get("sha256") or reference.get("sha256") or "")
        if len(wanted) == 64 and hashlib.sha256(answer.body).hexdigest() != wanted:
            raise Undelivered("the file is not the one that was sent", permanent=False)
        return Fetched(content=answer.body, type=str(told.get("mime_type") or ""))

    def wordings(self, account: AccountView) -> list[Wording]:
        """Templates that Meta approved and that need nothing but text."""
        business = str(account.settings.get("business") or "")
        if not business:
            raise Undelivered("the id of the business account is missing", permanent=True)
        told = pages(account.settings, f"{business}/message_templates?{TEMPLATES}")
        return [one for one in map(_wording, told) if one is not None]

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """An approved template, or the words in pieces that fit, then each file."""
        template = outgoing.envelope.get("template")
        pieces: list[Callable[[int, int], str]] = []
        if template:
            pieces.append(partial(_post, outgoing, _template(template), handing_over))
        else:
            for text in in_pieces(str(outgoing.envelope.get("text", "")), most=LONGEST):
                told = {"type": "text", "text": {"preview_url": False, "body": text}}
                pieces.append(partial(_post, outgoing, told, handing_over))
        pieces += [
            partial(_file, outgoing, file, content, handing_over)
            for file, content in files_of(outgoing)
        ]
        send_in_turn(outgoing, pieces)
        return False


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _items(body: bytes) -> Iterator[Item]:
    """Every message and status of a call by itself; what is not built that way is one item, whole."""
    try:
        told = json.loads(body)
        found = [item for entry in told["entry"] for item in _of_entry(entry)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = []
    yield from found or [
        Item(external_id=f"body:{hashlib.sha256(body).hexdigest()[:32]}", body=body)
    ]


def _of_entry(entry: dict[str, Any]) -> Iterator[Item]:
    for change in entry["changes"]:
        value = change.get("value") or {}
        address = str((value.get("metadata") or {}).get("phone_number_id") or "")
        messages, statuses = value.get("messages") or [], value.get("statuses") or []
        for message in messages:
            told = {"message": message, "contacts": value.get("contacts") or []}
            yield Item(external_id=str(message["id"]), body=_bytes(told), address=address)
        for status in statuses:
            name = f"{status['id']}:{status['status']}"
            yield Item(external_id=name, body=_bytes({"status": status}), address=address)
        if not messages and not statuses:
            content = _bytes({"change": change})
            name = f"change:{hashlib.sha256(content).hexdigest()[:32]}"
            yield Item(external_id=name, body=content, address=address)


def _bytes(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _post(
    outgoing: OutgoingView,
    told: dict[str, Any],
    handing_over: Callable[[], None],
    number: int,
    count: int,
) -> str:
    fields = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to" if outgoing.recipient.isdigit() else "recipient": outgoing.recipient,
        "biz_opaque_callback_data": mark_of(outgoing, number, count),
        **told,
    }
    path = f"{outgoing.account_address}/messages"
    answer = ask(outgoing.settings, "POST", path, fields=fields, handing_over=handing_over)
    messages = answer.get("messages")
    if not messages:
        raise Doubtful("WhatsApp gave the message no name")
    return str(messages[0].get("id", ""))


def _file(
    outgoing: OutgoingView,
    file: File,
    content: bytes,
    handing_over: Callable[[], None],
    number: int,
    count: int,
) -> str:
    """Uploaded first, which sends nothing; then sent by its id."""
    kind = AS.get(file.type, "document")
    kind = kind if len(content) <= MOST.get(kind, len(content)) else "document"
    body = form(
        {"messaging_product": "whatsapp", "type": file.type},
        [Enclosure("file", file.name, file.type, content)],
    )
    path = f"{outgoing.account_address}/media"
    name = str(ask(outgoing.settings, "POST", path, body=body).get("id") or "")
    part = {"id": name, **({"filename": file.name} if kind == "document" else {})}
    return _post(outgoing, {"type": kind, kind: part}, handing_over, number, count)


def _template(chosen: dict[str, Any]) -> dict[str, Any]:
    fields = [{"type": "text", "text": str(field)} for field in chosen.get("fields") or ()]
    components = [{"type": "body", "parameters": fields}] if fields else []
    return {
        "type": "template",
        "template": {
            "name": chosen["name"],
            "language": {"code": chosen["language"]},
            **({"components": components} if components else {}),
        },
    }


def _wording(told: dict[str, Any]) -> Wording | None:
    parts = {str(part.get("type", "")).upper(): part for part in told.get("components") or ()}
    header = parts.get("HEADER") or {}
    needs_more = bool(header) and (
        header.get("format") != "TEXT" or "{{" in str(header.get("text"))
    )
    if told.get("status") != "APPROVED" or needs_more or "BODY" not in parts:
        return None
    return Wording(
        name=str(told["name"]),
        language=str(told["language"]),
        category=str(told.get("category") or ""),
        body=str(parts["BODY"].get("text") or ""),
    )


install(WhatsAppAdapter())
