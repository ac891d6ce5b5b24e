"""The Bot API: https://core.telegram.org/bots/api"""

import json
from typing import Any

from makegood.adapters.telegram.calls import PURPOSE, secret_of
from makegood.base.access import sealing
from makegood.kernel.clock import now
from makegood.world.farside.playing import Ask, FarSide, Got, Reply, Ring, Thing, said

LONGEST = 4096


class Telegram(FarSide):
    """A bot, and the people who write to it."""

    kind, usual, customer, other = "telegram", "lanhe_bot", "521004711", "77"
    has_receipts = False

    @property
    def token(self) -> str:
        """The bot's token."""
        return sealing.unseal(self.settings["token"], purpose=PURPOSE)

    def answer(self, ask: Ask) -> Reply:
        """getMe, setWebhook, getFile, sendMessage, sendPhoto, sendDocument, and files."""
        if ask.path.startswith(f"/file/bot{self.token}/"):
            thing = self.kept.get(ask.path.rpartition("/")[2].partition(".")[0])
            return Reply(200, thing.content) if thing else Reply(404)
        if not ask.path.startswith(f"/bot{self.token}/"):
            return _no(401, "Unauthorized")
        method = ask.path.rpartition("/")[2]
        if method in ("sendMessage", "sendPhoto", "sendDocument"):
            return self.next_trouble() or self._send(ask, method)
        fields = ask.json()
        if method == "getMe":
            return _ok({"id": 4242, "is_bot": True, "first_name": "Lanhe", "username": "lanhe_bot"})
        if method == "setWebhook":
            return Reply(200, b'{"ok":true,"result":true,"description":"Webhook was set"}')
        if method == "getFile" and fields.get("file_id") in self.kept:
            path = f"documents/{fields['file_id']}.bin"
            return _ok({"file_id": fields["file_id"], "file_unique_id": "u", "file_path": path})
        return _no(400, "Bad Request: wrong file_id or the file is temporarily unavailable")

    def _send(self, ask: Ask, method: str) -> Reply:
        thing: Thing | None = None
        if method == "sendMessage":
            fields: dict[str, Any] = ask.json()
        else:
            fields, things = ask.parts()
            thing = things[0] if things else None
            if thing is None:
                return _no(400, "Bad Request: there is no photo in the request")
        text = str(fields.get("text") or "")
        if thing is None and not text:
            return _no(400, "Bad Request: message text is empty")
        if len(text) > LONGEST:
            return _no(400, "Bad Request: message is too long")
        chat, number = str(fields["chat_id"]), self.number()
        self.receive(Got(to=chat, name=f"tg:{chat}:{number}", text=text, file=thing))
        result = {"message_id": number, "date": int(now().timestamp()), "text": text}
        return _ok({**result, "chat": {"id": int(chat), "type": "private"}})

    @classmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """As an administrator enters them."""
        return {"token": sealing.seal("4242:AAtest-token-of-a-bot", purpose=PURPOSE), "api": api}

    def brings(self, body: bytes) -> Ring:
        """Its secret is all there is."""
        headers = {
            "content-type": "application/json",
            "x-telegram-bot-api-secret-token": secret_of(self.pk),
        }
        return Ring(headers=headers, body=body)

    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "Wang"
    ) -> list[Ring]:
        """One update."""
        number = int(id or self.number())
        sender = {"id": int(who), "is_bot": False, "first_name": name, "language_code": "en"}
        message: dict[str, Any] = {
            "message_id": number,
            "from": sender,
            "chat": {"id": int(who), "first_name": name, "type": "private"},
            "date": int(now().timestamp()),
        }
        if thing is None:
            message["text"] = text
        else:
            held = {"file_id": self.keep(thing), "file_unique_id": "u", "file_name": thing.name}
            message |= {"document": {**held, "mime_type": thing.type}, "caption": text}
        update = {"update_id": 90000 + number, "message": message}
        return [self.brings(json.dumps(update, ensure_ascii=False).encode())]

    def trouble(self, kind: str) -> Reply:
        """As the Bot API says it."""
        if kind == "permanent":
            return _no(403, "Forbidden: bot was blocked by the user")
        if kind == "account":
            return _no(401, "Unauthorized")
        if kind == "slow":
            told = {
                "ok": False,
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
            }
            return said({**told, "parameters": {"retry_after": 7}}, 429)
        return _no(502, "Bad Gateway")


def _ok(result: dict[str, Any]) -> Reply:
    return said({"ok": True, "result": result})


def _no(status: int, description: str) -> Reply:
    return said({"ok": False, "error_code": status, "description": description}, status)
