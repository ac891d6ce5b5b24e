"""The face of a signed webhook in the settings."""

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.webhook.adapter import PURPOSE
from makegood.adapters.webhook.signing import PREFIX, headers
from makegood.base.access import sealing
from makegood.contact.channels.ports import AccountView, Undelivered
from makegood.contact.channels.ports.calling import call, secret
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.ids import random_name
from makegood.web.settings.faces import Blank, Copied, Finding, install_face, tried

NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,60}$")


def _secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


class WebhookFace:
    """Another system."""

    kind, label, icon = "webhook", gettext_lazy("Signed webhook"), "link"
    address_label = gettext_lazy("A name for the system")
    steps = (
        gettext_lazy("Give the other system our address and the secret below."),
        gettext_lazy(
            "It signs what it posts as Standard Webhooks says, with an id for each message."
        ),
        gettext_lazy("Our answers are posted to its address, signed with the same secret."),
    )
    blanks = (
        Blank(
            name="secret",
            label=gettext_lazy("Secret"),
            secret=True,
            made=_secret,
            help=gettext_lazy("Copy it now. It is shown only until you save."),
        ),
        Blank(
            name="url",
            label=gettext_lazy("Where answers are posted"),
            help=gettext_lazy("Tried for a day when nobody answers there."),
        ),
        Blank(
            name="trusted",
            label=gettext_lazy("This system has proven who its people are"),
            switch=True,
            help=gettext_lazy("Otherwise they count as not proven."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The name, in small letters."""
        name = address.strip().lower()
        if not NAME.match(name):
            raise Invalid(_("Use small letters, digits and hyphens."), field="address")
        return name

    def seal(self, secret: str) -> str:
        return sealing.seal(secret.strip(), purpose=PURPOSE)

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """Where the other system posts."""
        return [Copied(_("Our address for the other system"), account.hook)]

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Post a signed word that means nothing."""

        def ping() -> str:
            url = str(settings.get("url") or "")
            if urlsplit(url).scheme not in ("http", "https"):
                return _("There is no address to post to: messages only come in.")
            body = b'{"type":"ping"}'
            key, moment = secret(settings, "secret", purpose=PURPOSE), int(now().timestamp())
            signed = headers(key, id=f"ping_{random_name(12)}", moment=moment, body=body)
            answer = call("POST", url, api=url, headers=signed, body=body)
            if answer.status >= 300:
                raise Undelivered(
                    _("It answers with %(status)s") % {"status": answer.status}, permanent=False
                )
            return _("It answers with %(status)s") % {"status": answer.status}

        return tried(ping)


install_face(WebhookFace())
