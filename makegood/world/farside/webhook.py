"""A system that speaks our signed webhooks: https://www.standardwebhooks.com"""

import base64
import json
from typing import Any

from makegood.adapters.webhook.adapter import PURPOSE
from makegood.adapters.webhook.signing import NotSigned, checked, headers
from makegood.base.access import sealing
from makegood.kernel.clock import now
from makegood.world.farside.playing import Ask, FarSide, Got, Reply, Ring, Thing


class Webhook(FarSide):
    """A shop that hands on what its customers write."""

    kind, usual, customer = "webhook", "shop", "customer-7"
    in_pieces, asks_twice, blames_us = False, True, False

    def _secret(self) -> str:
        return sealing.unseal(self.settings["secret"], purpose=PURPOSE)

    def answer(self, ask: Ask) -> Reply:
        """Take a message once, whatever how often it comes."""
        if ask.method == "GET":
            thing = self.kept.get(ask.path.rpartition("/")[2])
            return Reply(200, thing.content, {"content-type": thing.type}) if thing else Reply(404)
        trouble = self.next_trouble()
        if trouble is not None:
            return trouble
        moment = int(now().timestamp())
        try:
            name = checked(self._secret(), headers=ask.headers, body=ask.body, at=moment)
        except NotSigned as error:
            return Reply(401, str(error).encode())
        data = ask.json().get("data") or {}
        if data and all(got.name != name for got in self.got):
            files = [
                Thing(one["name"], one["type"], base64.b64decode(one["content"]))
                for one in data.get("files", ())
            ]
            file = files[0] if files else None
            self.receive(Got(to=str(data["to"]), name=name, text=str(data["text"]), file=file))
        return Reply(204)

    @classmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """As an administrator enters them."""
        return {
            "secret": sealing.seal("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", purpose=PURPOSE),
            "url": f"{api}/in",
        }

    def brings(self, body: bytes) -> Ring:
        """Signed, whatever it is."""
        return self._signed(body, f"any_{self.number()}")

    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "Wang"
    ) -> list[Ring]:
        """One post."""
        data: dict[str, Any] = {"from": {"id": who, "name": name}, "text": text}
        if thing is not None:
            url = f"{self.settings['url']}/files/{self.keep(thing)}"
            data["files"] = [{"url": url, "name": thing.name, "type": thing.type}]
        name_of_it = id or f"msg_{self.number()}"
        return [self.signed({"type": "message.created", "data": data}, name_of_it)]

    def tells(self, got: Got, state: str) -> list[Ring]:
        """What became of a message."""
        data = {
            "id": got.name,
            "state": state,
            "reason": "no such customer" if state == "failed" else "",
        }
        return [self.signed({"type": "message.status", "data": data}, f"st_{self.number()}")]

    def signed(self, told: dict[str, Any], id: str) -> Ring:
        """A post with its signature."""
        return self._signed(json.dumps(told, ensure_ascii=False).encode(), id)

    def _signed(self, body: bytes, id: str) -> Ring:
        moment = int(now().timestamp())
        return Ring("POST", "", headers(self._secret(), id=id, moment=moment, body=body), body)

    def trouble(self, kind: str) -> Reply:
        """As any web server says it."""
        slow = {"retry-after": "7"} if kind == "slow" else {}
        return Reply({"permanent": 410, "slow": 429, "account": 401}.get(kind, 503), b"", slow)
