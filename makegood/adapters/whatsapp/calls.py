"""One call of the Graph API, and what its refusals mean."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings as house

from makegood.base.egress import Answer
from makegood.contact.channels.ports import Doubtful, Undelivered
from makegood.contact.channels.ports.calling import base_of, call, secret, told, wait_of
from makegood.kernel import ids

API = "https://graph.facebook.com/v23.0"
PURPOSE = "whatsapp"
# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
SLOWER = {4, 80007, 130429, 131048, 131056, 133016}
OF_A_PAIR = 131056  # too many to one customer
LATER = {1, 2, 131000, 131016, 131057, 133004, 133005}
OURS = {0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 133010}
PERMISSIONS = range(200, 300)
SLOW = timedelta(seconds=60)
PAGES = 50  # of templates: a business account holds at most 6,000


def verify_token_of(account_id: int) -> str:
    """What Meta hands back when the webhook is entered there."""
    return ids.sign(str(account_id), key=house.SECRET_KEY, purpose="whatsapp.verify", length=32)


def ask(
    settings: Mapping[str, Any],
    method: str,
    path: str,
    *,
    fields: dict[str, Any] | None = None,
    body: tuple[str, bytes] | None = None,
    handing_over: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """The JSON of an answer. Raises Undelivered, and Doubtful when a message may have been sent."""
    api, token = base_of(settings, API), secret(settings, "token", purpose=PURPOSE)
    headers, content = {"authorization": f"Bearer {token}"}, None
    if fields is not None:
        body = ("application/json", json.dumps(fields, ensure_ascii=False).encode())
    if body is not None:
        headers["content-type"], content = body
    answer = call(
        method,
        f"{api}/{path}",
        api=api,
        headers=headers,
        body=content,
        handing_over=handing_over,
    )
    said = told(answer)
    if answer.status < 300 and said and "error" not in said:
        return said
    if answer.status < 300 and handing_over is not None and "error" not in said:
        raise Doubtful("an answer of WhatsApp that nobody understands")
    raise _refusal(answer, said)


def pages(settings: Mapping[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """The rows of a list, page after page: the address of each next page is made here, from the mark that
    the one before gave. Raises Undelivered, also for a list that does not end."""
    after = ""
    for _page in range(PAGES):
        said = ask(settings, "GET", f"{path}&after={quote(after)}" if after else path)
        yield from (one for one in said.get("data") or () if isinstance(one, dict))
        paging = said.get("paging")
        told = paging if isinstance(paging, dict) else {}
        marks = told.get("cursors")
        after = str((marks if isinstance(marks, dict) else {}).get("after") or "")
        if not after or not told.get("next"):
            return
    raise Undelivered("WhatsApp names more pages than there can be", permanent=False)


def _refusal(answer: Answer, said: dict[str, Any]) -> Undelivered:
    error = said.get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code")
    number = code if isinstance(code, int) else -1
    reason = reason_of(error) or f"WhatsApp answered {answer.status}"
    if number in SLOWER or answer.status == 429:
        after = wait_of(answer) or SLOW
        return Undelivered(reason, permanent=False, after=after, alone=number == OF_A_PAIR)
    if number in OURS or number in PERMISSIONS or answer.status in (401, 403):
        return Undelivered(reason, permanent=False, ours=True)
    if number in LATER or answer.status >= 500:
        return Undelivered(reason, permanent=False)
    return Undelivered(reason, permanent=True)


def reason_of(error: dict[str, Any]) -> str:
    """An error of an answer or of a status in one line: its number, what it says, its details."""
    more = error.get("error_data")
    details = more.get("details") if isinstance(more, dict) else ""
    parts = [error.get("code"), error.get("message") or error.get("title"), details]
    return " · ".join(str(part) for part in parts if part not in (None, ""))[:400]
