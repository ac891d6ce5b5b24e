"""The channel `wecom`: an event says that there is something, `sync_msg` fetches it, `send_msg` answers."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from makegood.adapters.wecom import calls, envelope
from makegood.adapters.wecom.calls import PURPOSE, ask
from makegood.adapters.wecom.reading import name_of, understood
from makegood.base.files.models import File
from makegood.contact.channels.ports import (
    AccountView,
    Fetched,
    Inbound,
    Item,
    Knock,
    NotProven,
    OutgoingView,
    Pulled,
    RawView,
    Undelivered,
    Welcome,
    Window,
    install,
    mark_of,
)
from makegood.contact.channels.ports.calling import Enclosure, form, secret, send_in_turn, told
from makegood.contact.channels.queries import files_of
from makegood.contact.channels.rules import in_pieces
from makegood.kernel.text import clean
from makegood.loops.talks import in_talks

LONGEST_BYTES = 2048
AT_ONCE, AT_MOST, NAMES_AT_ONCE = 1000, 50, 100
STALE = timedelta(minutes=30)
MOST = {"image": 2 * 1024 * 1024, "video": 10 * 1024 * 1024, "file": 20 * 1024 * 1024}
AS = {"image/jpeg": "image", "image/png": "image", "video/mp4": "video"}
_NAME = re.compile(r'filename="?([^";]+)"?')


class WeComAdapter:
    """A service account of 微信客服; the account's address is its open_kfid."""

    kind, label, icon = "wecom", _("WeChat customer service"), "chat"
    in_order = timedelta(minutes=10)  # a message tried in vain holds up the next no longer
    window = Window(timedelta(hours=48), most=5)

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """The handshake (GET), or the event that there is something to fetch (POST)."""
        try:
            token = secret(account.settings, "callback_token", purpose=PURPOSE)
            key = secret(account.settings, "aes_key", purpose=PURPOSE)
            sealed = knock.query.get("echostr", "")
            if knock.method == "POST":
                sealed = envelope.fields(knock.body).get("Encrypt", "")
            signed = envelope.is_signed(
                knock.query.get("msg_signature", ""),
                token=token,
                timestamp=knock.query.get("timestamp", ""),
                nonce=knock.query.get("nonce", ""),
                sealed=sealed,
            )
            if not signed:
                raise NotProven("the signature is missing or wrong")
            corp = str(account.settings.get("corp") or "")
            plain = envelope.unsealed(sealed, aes_key=key, receiver=corp)
        except (Undelivered, envelope.BadEnvelope) as error:
            raise NotProven(str(error)) from error
        return Welcome(body=plain) if knock.method == "GET" else _announced(plain)

    def pull(self, account: AccountView, *, hint: str, memory: dict[str, Any]) -> Iterator[Pulled]:
        """What is new since the kept cursor, with the names of those who wrote."""
        cursor = str(memory.get("cursor") or "")
        for _portion in range(AT_MOST):
            fields = {"limit": AT_ONCE, "voice_format": 0, "open_kfid": account.address}
            fields |= {"cursor": cursor} if cursor else {}
            fields |= {"token": hint} if hint else {}
            said = ask(account.pk, account.settings, "kf/sync_msg", fields=fields)
            found = [one for one in said.get("msg_list") or () if isinstance(one, dict)]
            cursor = str(said.get("next_cursor") or cursor)
            yield Pulled(items=_items(account, found), remember={"cursor": cursor})
            if not said.get("has_more"):
                return

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each item means."""
        return in_talks(raws, [understood(raw.body, raw.envelope, raw.language) for raw in raws])

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """A file, by its media id; WeCom keeps it for three days."""
        path = f"media/get?media_id={reference.get('media_id', '')}"
        answer = calls.raw(account.settings, path, self._token(account), most=most + 1)
        if told(answer).get("errcode") in calls.TOKEN_ENDED:
            fresh = self._token(account, fresh=True)
            answer = calls.raw(account.settings, path, fresh, most=most + 1)
        said = told(answer)
        if isinstance(said.get("errcode"), int) and said["errcode"] != 0:
            raise calls.refusal(said)
        if answer.status != 200:
            raise Undelivered(f"the file is not there ({answer.status})", permanent=False)
        name = _NAME.search(answer.headers.get("content-disposition", ""))
        type_ = answer.headers.get("content-type", "")
        return Fetched(content=answer.body, name=name.group(1) if name else "", type=type_)

    def _token(self, account: AccountView, *, fresh: bool = False) -> str:
        return calls.access_token(account.pk, account.settings, fresh=fresh)

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """The words in pieces that fit, then each file; each counts against the five."""
        pieces: list[Callable[[int, int], str]] = [
            partial(_post, outgoing, {"msgtype": "text", "text": {"content": text}}, handing_over)
            for text in in_pieces(
                str(outgoing.envelope.get("text", "")), most=LONGEST_BYTES, size="bytes"
            )
        ]
        pieces += [
            partial(_file, outgoing, file, content, handing_over)
            for file, content in files_of(outgoing)
        ]
        send_in_turn(outgoing, pieces)
        return False


def _announced(plain: bytes) -> Welcome:
    try:
        event = envelope.fields(plain)
    except envelope.BadEnvelope:
        event = {}
    done = Welcome(body=b"success")
    if event.get("Event") != "kf_msg_or_event":
        return done
    return Welcome(body=b"success", pull=event.get("Token", ""), pull_for=event.get("OpenKfId", ""))


def _items(account: AccountView, found: Sequence[dict[str, Any]]) -> tuple[Item, ...]:
    who = _who(
        account, {str(one["external_userid"]) for one in found if one.get("external_userid")}
    )
    items = []
    for one in found:
        body = json.dumps(one, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        name = str(one.get("msgid") or f"body:{hashlib.sha256(body).hexdigest()[:32]}")
        told = who.get(str(one.get("external_userid")), {})
        items.append(Item(external_id=name, body=body, envelope=told))
    return tuple(items)


def _who(account: AccountView, ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """Nickname and UnionID by external_userid: the UnionID is the same person in every official account
    and mini program of the company. Without an answer nothing is filed: a person would be two."""
    wanted = sorted(ids)
    found = {}
    for start in range(0, len(wanted), NAMES_AT_ONCE):
        fields = {"external_userid_list": wanted[start : start + NAMES_AT_ONCE]}
        said = ask(account.pk, account.settings, "kf/customer/batchget", fields=fields)
        for one in said.get("customer_list") or ():
            found[str(one.get("external_userid"))] = {
                "nickname": clean(str(one.get("nickname") or "")),
                "unionid": str(one.get("unionid") or ""),
            }
    return found


def _post(
    outgoing: OutgoingView,
    words: dict[str, Any],
    handing_over: Callable[[], None],
    number: int,
    count: int,
) -> str:
    name = name_of(mark_of(outgoing, number, count))  # so that we know it in a failure
    fields = {
        "touser": outgoing.recipient,
        "open_kfid": outgoing.account_address,
        "msgid": name,
        **words,
    }
    said = ask(
        outgoing.account_id,
        outgoing.settings,
        "kf/send_msg",
        fields=fields,
        handing_over=handing_over,
    )
    return str(said.get("msgid") or name)


def _file(
    outgoing: OutgoingView,
    file: File,
    content: bytes,
    handing_over: Callable[[], None],
    number: int,
    count: int,
) -> str:
    kind = AS.get(file.type, "file")
    kind = kind if len(content) <= MOST[kind] else "file"
    if len(content) > MOST["file"]:
        raise Undelivered(f"{file.name} is larger than WeChat takes (20 MB)", permanent=True)
    body = form({}, [Enclosure("media", file.name, file.type, content)])
    path = f"media/upload?type={kind}"
    said = ask(outgoing.account_id, outgoing.settings, path, body=body)
    words = {"msgtype": kind, kind: {"media_id": str(said.get("media_id") or "")}}
    return _post(outgoing, words, handing_over, number, count)


install(WeComAdapter())
