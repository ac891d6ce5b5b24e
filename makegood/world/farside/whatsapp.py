"""The Cloud API: https://developers.facebook.com/docs/whatsapp/cloud-api"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from makegood.adapters.whatsapp.calls import PURPOSE, verify_token_of
from makegood.base.access import sealing
from makegood.kernel.clock import now
from makegood.world.farside.playing import Ask, FarSide, Got, Reply, Ring, Thing, said

WINDOW = timedelta(hours=24)
PAGE = 2  # a page of templates: small, so that paging is played too
TEMPLATES = [
    {
        "name": "case_update",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hello {{1}}, there is news about {{2}}."}],
    },
    {"name": "sale", "language": "en", "status": "REJECTED", "components": []},
    {
        "name": "case_update",
        "language": "zh_CN",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "{{1}}您好，{{2}}有新的进展。"}],
    },
]


class WhatsApp(FarSide):
    """A number on the Cloud API, and the people who write to it."""

    kind, usual = "whatsapp", "106540352242922"
    customer, other = "16505551234", "441632960001"

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.heard: dict[str, datetime] = {}

    def _secret(self, name: str) -> str:
        return sealing.unseal(self.settings[name], purpose=PURPOSE)

    def answer(self, ask: Ask) -> Reply:
        """messages, media (up and down), the number itself, and its templates."""
        if ask.headers.get("authorization") != f"Bearer {self._secret('token')}":
            return _no(401, 190, "Error validating access token: Session has expired")
        path = ask.path.strip("/")
        if path == f"{self.address}/messages" and ask.method == "POST":
            return self.next_trouble() or self._send(ask.json())
        if path == f"{self.address}/media" and ask.method == "POST":
            _fields, things = ask.parts()
            return said({"id": self.keep(things[0])})
        if path == self.address:
            return said({"id": self.address, "display_phone_number": "+1 555-078-3881"})
        if path.endswith("/message_templates"):
            return self._templates(int(ask.query.get("after") or 0))
        if path.startswith("bytes/") and path.removeprefix("bytes/") in self.kept:
            return Reply(200, self.kept[path.removeprefix("bytes/")].content)
        thing = self.kept.get(path)
        if thing is None:
            return _no(400, 131052, "Media download error")
        told = {"messaging_product": "whatsapp", "url": f"{self.settings['api']}/bytes/{path}"}
        told |= {"mime_type": thing.type, "sha256": hashlib.sha256(thing.content).hexdigest()}
        return said({**told, "file_size": str(len(thing.content)), "id": path})

    def _templates(self, start: int) -> Reply:
        """Page by page: the mark of the next one stands in each that is not the last."""
        end = start + PAGE
        more = {"next": f"{self.settings['api']}/next"} if end < len(TEMPLATES) else {}
        paging = {"cursors": {"before": str(start), "after": str(end)}, **more}
        return said({"data": TEMPLATES[start:end], "paging": paging})

    def _send(self, told: dict[str, Any]) -> Reply:
        to, kind = str(told.get("to") or told["recipient"]), str(told["type"])
        last = self.heard.get(to)
        if kind != "template" and (last is None or now() - last > WINDOW):
            why = "Message failed to send because more than 24 hours have passed since the customer last replied"
            return _no(400, 131047, "Re-engagement message", why)
        name = f"wamid.HBg{self.number():06d}"
        part = told[kind]
        text = str(part.get("body") or part.get("name") or "")
        thing = self.kept.get(str(part.get("id", "")))
        mark = str(told.get("biz_opaque_callback_data", ""))
        self.receive(Got(to=to, name=name, text=text, file=thing, mark=mark))
        answer = {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}]}
        return said({**answer, "messages": [{"id": name, "message_status": "accepted"}]})

    @classmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """As an administrator enters them."""
        return {
            "token": sealing.seal("EAAJB-test-token", purpose=PURPOSE),
            "app_secret": sealing.seal("0123456789abcdef0123456789abcdef", purpose=PURPOSE),
            "business": "102290129340398",
            "api": api,
        }

    def remember(self, who: str, at: datetime) -> None:
        """His window began then."""
        self.heard[who] = at

    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "Wang"
    ) -> list[Ring]:
        """One message in one call."""
        self.heard[who] = now()
        message: dict[str, Any] = {
            "from" if who.isdigit() else "from_user_id": who,
            "id": id or f"wamid.IN{self.number():06d}",
            "timestamp": str(int(now().timestamp())),
        }
        if thing is None:
            message |= {"type": "text", "text": {"body": text}}
        else:
            held = {"id": self.keep(thing), "mime_type": thing.type, "filename": thing.name}
            message |= {"type": "document", "document": {**held, "caption": text}}
        contacts = [{"profile": {"name": name}, "wa_id" if who.isdigit() else "user_id": who}]
        return [self._ring({"contacts": contacts, "messages": [message]})]

    def tells(self, got: Got, state: str) -> list[Ring]:
        """A status, as it comes some seconds after."""
        status: dict[str, Any] = {
            "id": got.name,
            "status": state,
            "timestamp": str(int(now().timestamp())),
            "recipient_id": got.to,
            "biz_opaque_callback_data": got.mark,
        }
        if state == "failed":
            more = {"details": "Message Undeliverable."}
            status["errors"] = [
                {"code": 131026, "title": "Message undeliverable", "error_data": more}
            ]
        return [self._ring({"statuses": [status]})]

    def _ring(self, value: dict[str, Any]) -> Ring:
        metadata = {"display_phone_number": "15550783881", "phone_number_id": self.address}
        change = {"field": "messages", "value": {"messaging_product": "whatsapp", **value}}
        change["value"]["metadata"] = metadata  # type: ignore[index]
        entry = {"id": "102290129340398", "changes": [change]}
        told = {"object": "whatsapp_business_account", "entry": [entry]}
        return self.brings(json.dumps(told, ensure_ascii=False).encode())

    def brings(self, body: bytes) -> Ring:
        """A call with its signature."""
        mac = hmac.new(self._secret("app_secret").encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={mac}"}
        return Ring(headers=headers, body=body)

    def handshake(self) -> tuple[Ring, bytes]:
        """hub.challenge"""
        told = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
        told["hub.verify_token"] = verify_token_of(self.pk)
        return Ring("GET", urlencode(told)), b"1158201444"

    def trouble(self, kind: str) -> Reply:
        """As the Graph API says it."""
        if kind == "permanent":
            return _no(400, 131026, "Message undeliverable", "Message Undeliverable.")
        if kind == "account":
            return _no(401, 190, "Error validating access token: Session has expired")
        if kind == "slow":
            slow = _no(
                429, 130429, "Rate limit hit", "Message failed to send because there were too many"
            )
            return Reply(slow.status, slow.body, {**slow.headers, "retry-after": "7"})
        return _no(503, 131016, "Service unavailable")


def _no(status: int, code: int, message: str, details: str = "") -> Reply:
    error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
    more = {"messaging_product": "whatsapp", "details": details}
    return said({"error": {**error, "error_data": more, "fbtrace_id": "Az8or2yhqkZfEZ"}}, status)
