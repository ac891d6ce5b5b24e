"""The channel `telegram`: updates come by webhook, answers leave by the Bot API."""

import hmac
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from makegood.adapters.telegram.calls import API, PURPOSE, ask, secret_of
from makegood.adapters.telegram.reading import understood
from makegood.base.files.models import File
from makegood.contact.channels.ports import (
    AccountView,
    Fetched,
    Inbound,
    Item,
    Knock,
    NotProven,
    OutgoingView,
    RawView,
    Undelivered,
    Welcome,
    install,
)
from makegood.contact.channels.ports.calling import (
    Enclosure,
    base_of,
    call,
    form,
    secret,
    send_in_turn,
)
from makegood.contact.channels.queries import files_of
from makegood.contact.channels.rules import in_pieces
from makegood.loops.talks import in_talks

LONGEST = 4096
PHOTO_BYTES, FILE_BYTES = 10 * 1024 * 1024, 20 * 1024 * 1024
PHOTOS = ("image/jpeg", "image/png")


class TelegramAdapter:
    """A bot."""

    kind, label, icon = "telegram", "Telegram", "chat"
    in_order = timedelta(minutes=10)  # a message tried in vain holds up the next no longer

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """One update. Proven by the secret that was given along when the webhook was set."""
        said = knock.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(said.encode(), secret_of(account.pk).encode()):
            raise NotProven("the secret token is missing or wrong")
        try:
            update = json.loads(knock.body)
            name = f"update:{int(update['update_id'])}"
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            name = ""
        return Welcome(items=(Item(external_id=name, body=knock.body),))

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each update means."""
        return in_talks(raws, [understood(raw.body, raw.language) for raw in raws])

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """A file of a message: asked where it lies, then read from there."""
        told = ask(account.settings, "getFile", {"file_id": str(reference.get("file_id", ""))})
        path = str(told.get("file_path") or "")
        if not path or ".." in path:
            raise Undelivered("Telegram does not say where the file lies", permanent=True)
        api = base_of(account.settings, API)
        token = secret(account.settings, "token", purpose=PURPOSE)
        answer = call(
            "GET", f"{api}/file/bot{token}/{path}", api=api, most=min(most, FILE_BYTES) + 1
        )
        if answer.status != 200:
            raise Undelivered(f"the file is not there ({answer.status})", permanent=False)
        return Fetched(content=answer.body, name=path.rpartition("/")[2])

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """The words in pieces that fit, then each file. Telegram takes charge; it tells nothing later."""
        pieces: list[Callable[[int, int], str]] = [
            partial(_words, outgoing, text, handing_over)
            for text in in_pieces(str(outgoing.envelope.get("text", "")), most=LONGEST)
        ]
        pieces += [
            partial(_file, outgoing, file, content, handing_over)
            for file, content in files_of(outgoing)
        ]
        send_in_turn(outgoing, pieces)
        return False


def _words(
    outgoing: OutgoingView,
    text: str,
    handing_over: Callable[[], None],
    _number: int,
    _count: int,
) -> str:
    told = ask(
        outgoing.settings,
        "sendMessage",
        {"chat_id": outgoing.recipient, "text": text},
        handing_over=handing_over,
    )
    return _named(outgoing, told)


def _file(
    outgoing: OutgoingView,
    file: File,
    content: bytes,
    handing_over: Callable[[], None],
    _number: int,
    _count: int,
) -> str:
    photo = file.type in PHOTOS and len(content) <= PHOTO_BYTES
    method, field = ("sendPhoto", "photo") if photo else ("sendDocument", "document")
    type_, body = form(
        {"chat_id": outgoing.recipient}, [Enclosure(field, file.name, file.type, content)]
    )
    told = ask(outgoing.settings, method, None, body=(type_, body), handing_over=handing_over)
    return _named(outgoing, told)


def _named(outgoing: OutgoingView, told: dict[str, Any]) -> str:
    return f"tg:{outgoing.recipient}:{told.get('message_id', '')}"


install(TelegramAdapter())
