"""The channel `sms`: forms signed by the gateway come in, answers leave by its REST API."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

from makegood.adapters.sms.reading import understood
from makegood.base.egress import Answer
from makegood.contact.channels.ports import (
    AccountView,
    Doubtful,
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
    mark_of,
)
from makegood.contact.channels.ports.calling import (
    base_of,
    call,
    end_of,
    secret,
    send_in_turn,
    told,
    wait_of,
)
from makegood.contact.channels.queries import hook_path
from makegood.contact.channels.rules import in_pieces
from makegood.loops.talks import in_talks

API = "https://api.twilio.com"
PURPOSE = "sms"
LONGEST = 1600
NOTHING = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
# https://www.twilio.com/docs/api/errors: too much at once, and what only we can put right (papers, a closed
# account, a country that is not allowed, a number that sends none)
SLOWER = (14107, 20429, 21611, 63038)
OURS = (20003, 20005, 21408, 21606)
REDIRECTS = (301, 302, 303, 307, 308)


class SmsAdapter:
    """A number at a gateway; the account's address is the number."""

    kind, label, icon = "sms", _("Text message"), "chat"
    in_order = timedelta(minutes=10)  # a message tried in vain holds up the next no longer

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """A message or a status, each a form signed over the whole address and its fields."""
        try:
            key = secret(account.settings, "token", purpose=PURPOSE)
        except Undelivered as error:
            raise NotProven(str(error)) from error
        try:
            fields = parse_qsl(
                knock.body.decode(), keep_blank_values=True, max_num_fields=500, errors="strict"
            )
        except ValueError:
            fields = []
        said = knock.headers.get("x-twilio-signature", "")
        if not hmac.compare_digest(said.encode(), signature(key, knock.url, fields).encode()):
            raise NotProven("the signature is missing or wrong")
        form = dict(fields)
        name, state = form.get("MessageSid") or form.get("SmsSid") or "", form.get("MessageStatus")
        is_status = state is not None and "Body" not in form
        item = Item(
            external_id=f"{name}:{state}" if is_status else name,
            body=knock.body,
            address=form.get("From" if is_status else "To", ""),
            envelope={"mark": knock.query.get("m", "")} if is_status else {},
        )
        return Welcome(items=(item,), body=NOTHING, type="text/xml; charset=utf-8")

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each form means."""
        return in_talks(raws, [understood(raw.body, raw.envelope, raw.language) for raw in raws])

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """A picture of a message. Our password goes to the gateway's own host only; where it sends us on
        from there, we go without."""
        api, url = base_of(account.settings, API), str(reference.get("url") or "")
        answer = _read(account.settings, url, api, most)
        for _step in range(3):
            if answer.status not in REDIRECTS:
                break
            url = urljoin(url, answer.headers.get("location", ""))
            answer = _read(account.settings, url, api, most)
        if answer.status != 200:
            gone = answer.status in (404, 410)
            raise Undelivered(f"the file is not there ({answer.status})", permanent=gone)
        return Fetched(content=answer.body, type=answer.headers.get("content-type", ""))

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """The words in pieces that fit. Files do not travel by text message."""
        if outgoing.envelope.get("files"):
            raise Undelivered("files do not travel by text message", permanent=True)
        texts = in_pieces(str(outgoing.envelope.get("text", "")), most=LONGEST)
        send_in_turn(outgoing, [partial(_post, outgoing, text, handing_over) for text in texts])
        return False


def _read(settings: Mapping[str, Any], url: str, api: str, most: int) -> Answer:
    parts = urlsplit(url)
    theirs = parts.scheme == "https" and (parts.hostname or "").endswith(".twilio.com")
    ours = end_of(url) == end_of(api) or theirs
    return call("GET", url, api=api, headers=papers(settings) if ours else {}, most=most + 1)


def signature(key: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """X-Twilio-Signature: the address, then each field and its value in the order of names."""
    text = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()).decode()


def papers(settings: Mapping[str, Any]) -> dict[str, str]:
    """Our account and its password, as the gateway wants them. Raises Undelivered."""
    pair = f"{settings.get('account') or ''}:{secret(settings, 'token', purpose=PURPOSE)}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _post(
    outgoing: OutgoingView,
    text: str,
    handing_over: Callable[[], None],
    number: int,
    count: int,
) -> str:
    settings, api = outgoing.settings, base_of(outgoing.settings, API)
    hook = hook_path("sms", outgoing.account_id)
    fields = {
        "To": outgoing.recipient,
        "From": outgoing.account_address,
        "Body": text,
        "StatusCallback": f"{hook}?{urlencode({'m': mark_of(outgoing, number, count)})}",
    }
    if settings.get("service"):
        fields = {"MessagingServiceSid": str(settings["service"]), **fields}
        del fields["From"]
    answer = call(
        "POST",
        f"{api}/2010-04-01/Accounts/{settings.get('account') or ''}/Messages.json",
        api=api,
        headers={**papers(settings), "content-type": "application/x-www-form-urlencoded"},
        body=urlencode(fields).encode(),
        handing_over=handing_over,
    )
    said = told(answer)
    if answer.status < 300 and said.get("sid"):
        return str(said["sid"])
    if answer.status < 300:
        raise Doubtful("an answer of the gateway that nobody understands")
    raise refusal(answer, said)


def refusal(answer: Answer, said: dict[str, Any]) -> Undelivered:
    """What an error of the gateway means for us."""
    parts = [said.get("code"), said.get("message") or f"the gateway answered {answer.status}"]
    reason = " · ".join(str(part) for part in parts if part)[:400]
    if answer.status == 429 or said.get("code") in SLOWER:
        return Undelivered(reason, permanent=False, after=wait_of(answer))
    if answer.status in (401, 403) or said.get("code") in OURS:
        return Undelivered(reason, permanent=False, ours=True)
    return Undelivered(reason, permanent=answer.status < 500)


install(SmsAdapter())
