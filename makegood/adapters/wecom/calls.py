"""One call of WeCom's API with a kept access token, and what its refusals mean."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from makegood.base.access import sealing
from makegood.base.egress import Answer
from makegood.contact.channels.operations import remember
from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.contact.channels.ports.calling import base_of, call, secret, told, wait_of
from makegood.contact.channels.queries import memory_of
from makegood.kernel.clock import now

API = "https://qyapi.weixin.qq.com/cgi-bin"
PURPOSE = "wecom"
# https://developer.work.weixin.qq.com/document/path/90313
TOKEN_ENDED = {40014, 41001, 42001}
LATER = {-1, 6000, 45033}
SLOWER = {45009, 45011}
OURS = {40001, 40013, 40056, 48002, 48004, 60011, 60020, 60030, 301002}
SLOW, EARLY = timedelta(seconds=60), timedelta(minutes=5)


def ask(
    account_id: int,
    settings: Mapping[str, Any],
    path: str,
    *,
    fields: dict[str, Any] | None = None,
    body: tuple[str, bytes] | None = None,
    handing_over: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """The JSON of an answer; a token that has ended is replaced once. Raises Undelivered, Doubtful."""
    if fields is not None:
        body = ("application/json", json.dumps(fields, ensure_ascii=False).encode())
    said: dict[str, Any] = {}
    for fresh in (False, True):
        token = access_token(account_id, settings, fresh=fresh)
        said = _said(settings, path, token, body, handing_over)
        if said.get("errcode") not in TOKEN_ENDED:
            break
    if said.get("errcode", 0) != 0:
        raise refusal(said)
    return said


def _said(
    settings: Mapping[str, Any],
    path: str,
    token: str,
    body: tuple[str, bytes] | None,
    handing_over: Callable[[], None] | None,
) -> dict[str, Any]:
    answer = raw(settings, path, token, body=body, handing_over=handing_over)
    said = told(answer)
    if answer.status >= 300:
        reason = f"WeCom answered {answer.status}"
        raise Undelivered(reason, permanent=False, after=wait_of(answer))
    if not isinstance(said.get("errcode"), int):
        if handing_over is not None:
            raise Doubtful("an answer of WeCom that nobody understands")
        raise Undelivered("an answer of WeCom that nobody understands", permanent=False)
    return said


def raw(
    settings: Mapping[str, Any],
    path: str,
    token: str,
    *,
    body: tuple[str, bytes] | None = None,
    handing_over: Callable[[], None] | None = None,
    most: int = 5 * 1024 * 1024,
) -> Answer:
    """The bare answer."""
    api = base_of(settings, API)
    between = "&" if "?" in path else "?"
    return call(
        "POST" if body else "GET",
        f"{api}/{path}{between}access_token={token}",
        api=api,
        headers={"content-type": body[0]} if body else {},
        body=body[1] if body else None,
        handing_over=handing_over,
        most=most,
    )


def access_token(account_id: int, settings: Mapping[str, Any], *, fresh: bool = False) -> str:
    """The token, kept sealed for all processes until shortly before it ends: WeCom limits how often
    one may be asked for."""
    kept = {} if fresh else memory_of(account_id).get("token") or {}
    if kept and datetime.fromisoformat(kept["until"]) > now():
        try:
            return sealing.unseal(kept["sealed"], purpose=PURPOSE)
        except sealing.Unreadable:
            kept = {}
    token, until = new_token(settings)
    remember(
        account_id,
        token={"sealed": sealing.seal(token, purpose=PURPOSE), "until": until.isoformat()},
    )
    return token


def new_token(settings: Mapping[str, Any]) -> tuple[str, datetime]:
    """A fresh token, and until when it is to be used."""
    api, key = base_of(settings, API), secret(settings, "secret", purpose=PURPOSE)
    corp = str(settings.get("corp") or "")
    said = told(call("GET", f"{api}/gettoken?corpid={corp}&corpsecret={key}", api=api))
    token = said.get("access_token")
    if said.get("errcode", 0) != 0 or not token:
        raise refusal(said)
    return str(token), now() + timedelta(seconds=int(said.get("expires_in") or 7200)) - EARLY


def of_token(settings: Mapping[str, Any], path: str, token: str) -> dict[str, Any]:
    """What a call with this token says. Raises Undelivered."""
    said = told(raw(settings, path, token))
    if said.get("errcode") != 0:
        raise refusal(said)
    return said


def refusal(said: dict[str, Any]) -> Undelivered:
    """What an error of WeCom means for us."""
    code = said.get("errcode")
    number = code if isinstance(code, int) else -1
    reason = f"{number} · {said.get('errmsg') or 'WeCom gave no reason'}"[:400]
    if number in SLOWER:
        return Undelivered(reason, permanent=False, after=SLOW)
    if number in OURS or number in TOKEN_ENDED:
        return Undelivered(reason, permanent=False, ours=True)
    return Undelivered(reason, permanent=number not in LATER)
