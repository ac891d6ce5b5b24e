"""The channel `webhook`: another system posts messages to us, and we post answers to it, both signed."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from makegood.adapters.webhook.reading import PUBLIC, place_of, understood
from makegood.adapters.webhook.signing import NotSigned, checked, headers
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
)
from makegood.contact.channels.ports.calling import call, secret, wait_of
from makegood.contact.channels.queries import files_of
from makegood.kernel.clock import now
from makegood.loops.public_places import install_public
from makegood.loops.talks import in_talks

PURPOSE = "webhook"
GONE = 410


class WebhookAdapter:
    """A system of our own or of a partner; the account's address is the name we give it."""

    kind, label, icon = "webhook", _("Signed webhook"), "link"
    in_order = timedelta(days=2)  # all the time that it is tried

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """One post. Its id makes it one message, however often it comes."""
        if knock.method != "POST":
            raise NotProven("only what is posted can be signed")
        try:
            key = secret(account.settings, "secret", purpose=PURPOSE)
            id = checked(key, headers=knock.headers, body=knock.body, at=int(knock.at.timestamp()))
        except (NotSigned, Undelivered) as error:
            raise NotProven(str(error)) from error
        told = {"id": id, "trusted": bool(account.settings.get("trusted"))}
        return Welcome(items=(Item(external_id=id, body=knock.body, envelope=told),), status=202)

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each post means."""
        return in_talks(
            raws,
            [understood(raw.body, raw.account_address, raw.envelope, raw.language) for raw in raws],
        )

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """A file that was named by its address: from public hosts, or from the system's own."""
        url = str(reference.get("url") or "")
        answer = call("GET", url, api=str(account.settings.get("url") or ""), most=most + 1)
        if answer.status != 200:
            raise Undelivered(f"the file is not there ({answer.status})", permanent=False)
        return Fetched(content=answer.body, type=answer.headers.get("content-type", ""))

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Post it under its fixed id. The far side knows an id that it had before, so whatever goes wrong
        on the way it is posted again."""
        if 0 in outgoing.noted:
            return False
        url = str(outgoing.settings.get("url") or "")
        if not url:
            raise Undelivered("this account has no address to post to", permanent=True, ours=True)
        body = _body(outgoing)
        key = secret(outgoing.settings, "secret", purpose=PURPOSE)
        signed = headers(key, id=outgoing.pk, moment=int(now().timestamp()), body=body)
        handing_over()
        try:
            answer = call("POST", url, api=url, headers=signed, body=body)
        except Doubtful as error:
            raise Undelivered(str(error), permanent=False) from error
        if answer.status >= 300:
            raise Undelivered(
                f"it answered {answer.status}",
                permanent=answer.status == GONE,
                after=wait_of(answer),
            )
        outgoing.note(0, outgoing.pk)
        return False


def _body(outgoing: OutgoingView) -> bytes:
    files = [
        {
            "name": file.name,
            "type": file.type,
            "content": base64.b64encode(content).decode(),
        }
        for file, content in files_of(outgoing)
    ]
    told = {
        "type": "message.created",
        "data": {
            "id": outgoing.pk,
            **place_of(outgoing.recipient),
            "from": outgoing.account_name,
            "text": str(outgoing.envelope.get("text", "")),
            "files": files,
        },
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


install(WebhookAdapter())
install_public(PURPOSE, when=lambda talk: talk.peer.startswith(PUBLIC), beside=False)
