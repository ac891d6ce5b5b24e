"""微信客服: https://developer.work.weixin.qq.com/document/path/94670"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from makegood.adapters.wecom import envelope
from makegood.adapters.wecom.calls import PURPOSE
from makegood.base.access import sealing
from makegood.kernel.clock import now
from makegood.kernel.ids import random_name
from makegood.world.farside.playing import Ask, FarSide, Got, Reply, Ring, Thing, said

WINDOW, MOST, LONGEST_BYTES = timedelta(hours=48), 5, 2048
PAGE = 2  # a page of sync_msg: small, so that paging is played too


class WeCom(FarSide):
    """A company with a service account, and the people who write to it in WeChat."""

    kind, usual = "wecom", "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"
    customer = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
    has_receipts = False  # only failures are told
    slow_seconds = 60  # he does not say how long

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.queue: list[dict[str, Any]] = []
        self.heard: dict[str, datetime] = {}
        self.since: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.token = ""
        self.tokens_given = 0

    def _secret(self, name: str) -> str:
        return sealing.unseal(self.settings[name], purpose=PURPOSE)

    def answer(self, ask: Ask) -> Reply:
        """gettoken, kf/sync_msg, kf/send_msg, kf/customer/batchget, media/upload, media/get."""
        path = ask.path.strip("/")
        if path == "gettoken":
            return self._gettoken(ask.query)
        if not self.token or ask.query.get("access_token") != self.token:
            return _no(42001, "access_token expired")
        known: dict[str, Callable[[Ask], Reply]] = {
            "kf/sync_msg": lambda ask: self._sync(ask.json()),
            "kf/send_msg": lambda ask: self.next_trouble() or self._send(ask.json()),
            "kf/customer/batchget": self._customers,
            "kf/account/list": lambda _ask: _ok(
                {"account_list": [{"open_kfid": self.address, "name": "蓝禾客服"}]}
            ),
            "media/upload": self._upload,
            "media/get": self._media,
        }
        return known[path](ask) if path in known else _no(40066, "invalid url")

    def _customers(self, ask: Ask) -> Reply:
        wanted = [str(one) for one in ask.json().get("external_userid_list", ())]
        found = [self.customer_of(one) for one in wanted if one in self.names]
        return _ok({"customer_list": found, "invalid_external_userid": []})

    def _upload(self, ask: Ask) -> Reply:
        _fields, things = ask.parts()
        return _ok({"type": ask.query.get("type", ""), "media_id": self.keep(things[0])})

    def _media(self, ask: Ask) -> Reply:
        thing = self.kept.get(ask.query.get("media_id", ""))
        if thing is None:
            return _no(40007, "invalid media_id")
        named = {"content-disposition": f'attachment; filename="{thing.name}"'}
        return Reply(200, thing.content, {"content-type": thing.type, **named})

    def _gettoken(self, query: dict[str, str]) -> Reply:
        if query.get("corpsecret") != self._secret("secret"):
            return _no(40001, "invalid credential")
        self.token, self.tokens_given = random_name(32), self.tokens_given + 1
        return _ok({"access_token": self.token, "expires_in": 7200})

    def customer_of(self, who: str) -> dict[str, Any]:
        """What he tells of somebody who wrote."""
        union = "o" + hashlib.sha256(who.encode()).hexdigest()[:26]
        return {"external_userid": who, "nickname": self.names[who], "gender": 0, "unionid": union}

    def _sync(self, told: dict[str, Any]) -> Reply:
        start = int(told.get("cursor") or 0)
        start = start if start <= len(self.queue) else 0  # from before he began to play
        page = self.queue[start : start + PAGE]
        end = start + len(page)
        more = int(end < len(self.queue))
        return _ok({"next_cursor": str(end), "has_more": more, "msg_list": page})

    def _send(self, told: dict[str, Any]) -> Reply:
        to, kind = str(told["touser"]), str(told["msgtype"])
        last = self.heard.get(to)
        if last is None or now() - last > WINDOW:
            return _no(95018, "send msg session status invalid")
        if self.since.get(to, 0) >= MOST:
            return _no(95001, "send msg count limit")
        text = str(told[kind].get("content") or "")
        if len(text.encode()) > LONGEST_BYTES:
            return _no(40058, "text content exceed max length")
        self.since[to] = self.since.get(to, 0) + 1
        thing = self.kept.get(str(told[kind].get("media_id", "")))
        self.receive(Got(to=to, name=str(told["msgid"]), text=text, file=thing))
        return _ok({"msgid": told["msgid"]})

    @classmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """As an administrator enters them."""
        return {
            "secret": sealing.seal("kf-secret-of-a-company", purpose=PURPOSE),
            "callback_token": sealing.seal("QDG6eK", purpose=PURPOSE),
            "aes_key": sealing.seal("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", purpose=PURPOSE),
            "corp": "wx5823bf96d3bd56c7",
            "api": api,
        }

    def brings(self, body: bytes) -> Ring:
        """What is kept there is fetched: a message of an unknown build."""
        words = body.decode("utf-8", "replace")
        self.queue.append({"msgid": f"m{self.number()}", "origin": 3, "msgtype": words})
        return self.event()

    def remember(self, who: str, at: datetime) -> None:
        """His window began then."""
        self.heard[who] = at

    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "王芳"
    ) -> list[Ring]:
        """One message, waiting to be fetched, and the event that says so."""
        self.heard[who], self.since[who], self.names[who] = now(), 0, name
        parts: list[dict[str, Any]] = []
        if text or thing is None:
            parts.append({"msgtype": "text", "text": {"content": text}})
        if thing is not None:  # a file has no words of its own there
            parts.append({"msgtype": "file", "file": {"media_id": self.keep(thing)}})
        for part in parts:
            message = {
                "msgid": id or f"from_msgid_{self.number()}",
                "open_kfid": self.address,
                "external_userid": who,
                "send_time": int(now().timestamp()),
                "origin": 3,
            }
            self.queue.append({**message, **part})
        return [self.event()]

    def tells(self, got: Got, state: str) -> list[Ring]:
        """Only that it failed."""
        if state != "failed":
            return []
        event = {"event_type": "msg_send_fail", "fail_msgid": got.name, "fail_type": 10}
        event |= {"open_kfid": self.address, "external_userid": got.to}
        message = {"msgid": f"event_{self.number()}", "send_time": int(now().timestamp())}
        self.queue.append({**message, "origin": 4, "msgtype": "event", "event": event})
        return [self.event()]

    def event(self) -> Ring:
        """kf_msg_or_event in its envelope."""
        corp = str(self.settings["corp"])
        xml = (
            f"<xml><ToUserName><![CDATA[{corp}]]></ToUserName>"
            f"<CreateTime>{int(now().timestamp())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            "<Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[ENC{random_name(20)}]]></Token>"
            f"<OpenKfId><![CDATA[{self.address}]]></OpenKfId></xml>"
        )
        sealed = envelope.seal(xml.encode(), aes_key=self._secret("aes_key"), receiver=corp)
        body = (
            f"<xml><ToUserName><![CDATA[{corp}]]></ToUserName><AgentID><![CDATA[]]></AgentID>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        )
        return Ring("POST", self._signed(sealed), {"content-type": "text/xml"}, body.encode())

    def _signed(self, sealed: str, **more: str) -> str:
        moment, nonce = str(int(now().timestamp())), random_name(10)
        token = self._secret("callback_token")
        mac = envelope.signature(token, moment, nonce, sealed)
        told = {"msg_signature": mac, "timestamp": moment, "nonce": nonce, **more}
        return urlencode(told)

    def handshake(self) -> tuple[Ring, bytes]:
        """echostr"""
        corp, word = str(self.settings["corp"]), b"1616140317555161061"
        sealed = envelope.seal(word, aes_key=self._secret("aes_key"), receiver=corp)
        return Ring("GET", self._signed(sealed, echostr=sealed)), word

    def trouble(self, kind: str) -> Reply:
        """As WeCom says it: always with 200."""
        if kind == "permanent":
            return _no(95018, "send msg session status invalid")
        if kind == "account":
            return _no(60020, "not allow to access from your ip")
        if kind == "slow":
            return _no(45009, "api freq out of limit")
        return _no(-1, "system busy")


def _ok(told: dict[str, Any]) -> Reply:
    return said({"errcode": 0, "errmsg": "ok", **told})


def _no(code: int, message: str) -> Reply:
    return said({"errcode": code, "errmsg": message})
