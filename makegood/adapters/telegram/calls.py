"""One call of the Bot API, and what its refusals mean."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings as house

from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.contact.channels.ports.calling import base_of, call, secret, told
from makegood.kernel import ids

API = "https://api.telegram.org"
PURPOSE = "telegram"
TOO_MANY, SERVER = 429, 500
OF_THE_TOKEN = (401, 404)


def secret_of(account_id: int) -> str:
    """What Telegram sends along with each update, so that we know it is he."""
    return ids.sign(str(account_id), key=house.SECRET_KEY, purpose="telegram.webhook", length=40)


def ask(
    settings: Mapping[str, Any],
    method: str,
    fields: dict[str, Any] | None,
    *,
    body: tuple[str, bytes] | None = None,
    handing_over: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """The `result` of a method. Raises Undelivered, and Doubtful when a message may have been sent."""
    api, token = base_of(settings, API), secret(settings, "token", purpose=PURPOSE)
    type_, content = body or ("application/json", json.dumps(fields or {}).encode())
    answer = call(
        "POST",
        f"{api}/bot{token}/{method}",
        api=api,
        headers={"content-type": type_},
        body=content,
        handing_over=handing_over,
    )
    said = told(answer)
    if said.get("ok") is True:
        result = said.get("result")
        return result if isinstance(result, dict) else {}
    if answer.status < 300 and handing_over is not None:
        raise Doubtful("an answer of Telegram that nobody understands")
    raise _refusal(answer.status, said)


def _refusal(status: int, said: dict[str, Any]) -> Undelivered:
    reason = str(said.get("description") or f"Telegram answered {status}")
    parameters = said.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    after = timedelta(seconds=wait) if isinstance(wait, int) and 0 < wait < 10**6 else None
    if status == TOO_MANY or status >= SERVER:
        return Undelivered(reason, permanent=False, after=after)
    if status in OF_THE_TOKEN:
        return Undelivered(reason, permanent=False, ours=True)
    return Undelivered(reason, permanent=True)
