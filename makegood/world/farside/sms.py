"""A gateway for text messages: https://www.twilio.com/docs/messaging/api/message-resource"""

import base64
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from makegood.adapters.sms.adapter import PURPOSE, signature
from makegood.adapters.sms.reading import segments
from makegood.base.access import sealing
from makegood.world.farside.playing import Ask, FarSide, Got, Reply, Ring, Thing, said

LONGEST = 1600


class Sms(FarSide):
    """A number, and the telephones around it."""

    kind, usual, customer, other = "sms", "+15005550006", "+16505551234", "+441632960001"
    takes_files = False

    def _token(self) -> str:
        return sealing.unseal(self.settings["token"], purpose=PURPOSE)

    def answer(self, ask: Ask) -> Reply:
        """Messages.json, the account itself, and media."""
        account = str(self.settings["account"])
        papers = base64.b64encode(f"{account}:{self._token()}".encode()).decode()
        if ask.headers.get("authorization") != f"Basic {papers}":
            return _no(401, 20003, "Authenticate")
        root = f"/2010-04-01/Accounts/{account}"
        if ask.path == f"{root}.json":
            return said({"sid": account, "status": "active", "friendly_name": "Lanhe"})
        if ask.path == f"{root}/Messages.json" and ask.method == "POST":
            return self.next_trouble() or self._send(ask.form())
        thing = self.kept.get(ask.path.rpartition("/")[2])
        return Reply(200, thing.content, {"content-type": thing.type}) if thing else Reply(404)

    def _send(self, form: dict[str, str]) -> Reply:
        if not form.get("To", "").startswith("+"):
            return _no(400, 21211, f"Invalid 'To' Phone Number: {form.get('To')}")
        if len(form["Body"]) > LONGEST:
            return _no(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        sid = f"SM{self.number():032x}"
        callback = dict(parse_qsl(urlsplit(form.get("StatusCallback", "")).query))
        self.receive(Got(form["To"], sid, form["Body"], mark=callback.get("m", "")))
        told = {"sid": sid, "status": "queued", "num_segments": str(segments(form["Body"]))}
        return said({**told, "to": form["To"], "error_code": None, "error_message": None}, 201)

    @classmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """As an administrator enters them."""
        return {
            "token": sealing.seal("12345678901234567890123456789012", purpose=PURPOSE),
            "account": "AC00000000000000000000000000000001",
            "api": api,
        }

    def brings(self, body: bytes) -> Ring:
        """Signed over the address alone: there are no fields in it."""
        mac = signature(self._token(), self.hook, [])
        return Ring("POST", "", {"x-twilio-signature": mac}, body)

    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "Wang"
    ) -> list[Ring]:
        """One form."""
        sid = id or f"SM{self.number() + 10**9:032x}"
        form = {
            "ToCountry": "US",
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "NumSegments": str(segments(text)),
            "From": who,
            "To": self.address,
            "Body": text,
            "AccountSid": str(self.settings["account"]),
            "ApiVersion": "2010-04-01",
        }
        if thing is not None:
            url = f"{self.settings['api']}/2010-04-01/Accounts/x/Messages/{sid}/Media/{self.keep(thing)}"
            form |= {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": thing.type}
        return [self._ring(form)]

    def tells(self, got: Got, state: str) -> list[Ring]:
        """A form to the status callback that came with the message."""
        said_state = "undelivered" if state == "failed" else state
        form = {
            "MessageSid": got.name,
            "SmsSid": got.name,
            "SmsStatus": said_state,
            "MessageStatus": said_state,
            "To": got.to,
            "From": self.address,
            "AccountSid": str(self.settings["account"]),
            "ApiVersion": "2010-04-01",
        }
        if state == "failed":
            form["ErrorCode"] = "30003"
        return [self._ring(form, urlencode({"m": got.mark}))]

    def _ring(self, form: dict[str, str], query: str = "") -> Ring:
        url = f"{self.hook}?{query}" if query else self.hook
        mac = signature(self._token(), url, list(form.items()))
        headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": mac}
        return Ring("POST", query, headers, urlencode(form).encode())

    def trouble(self, kind: str) -> Reply:
        """As the gateway says it."""
        if kind == "permanent":
            return _no(400, 21610, "Attempt to send to unsubscribed recipient")
        if kind == "account":
            return _no(401, 20003, "Authenticate")
        if kind == "slow":
            slow = _no(429, 20429, "Too Many Requests")
            return Reply(429, slow.body, {**slow.headers, "retry-after": "7"})
        return _no(503, 20503, "Service unavailable")


def _no(status: int, code: int, message: str) -> Reply:
    info = f"https://www.twilio.com/docs/errors/{code}"
    told: dict[str, Any] = {"code": code, "message": message, "more_info": info, "status": status}
    return said(told, status)
