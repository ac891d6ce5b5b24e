"""The face of a number for text messages in the settings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.sms.adapter import API, PURPOSE, papers, refusal
from makegood.base.access import sealing
from makegood.contact.channels.ports import AccountView
from makegood.contact.channels.ports.calling import base_of, call, told
from makegood.kernel.errors import Invalid
from makegood.web.settings.faces import Blank, Copied, Finding, install_face, tried

NUMBER = re.compile(r"^\+[1-9][0-9]{6,14}$")


class SmsFace:
    """A number at a gateway that speaks as Twilio does."""

    kind, label, icon = "sms", gettext_lazy("Text message"), "chat"
    address_label = gettext_lazy("Our number, with its country (+44…)")
    steps = (
        gettext_lazy("At Twilio copy the Account SID and the Auth Token."),
        gettext_lazy("Save here, then open the number there."),
        gettext_lazy(
            "At “A message comes in” choose Webhook and HTTP POST, and enter our address."
        ),
    )
    blanks = (
        Blank(name="account", label=gettext_lazy("Account SID")),
        Blank(
            name="token",
            label=gettext_lazy("Auth Token"),
            secret=True,
            help=gettext_lazy("Stored encrypted; nobody can read it afterwards, not even you."),
        ),
        Blank(
            name="service",
            label=gettext_lazy("Messaging Service SID"),
            help=gettext_lazy("Only if a service of Twilio is to choose the number."),
        ),
        Blank(
            name="api",
            label=gettext_lazy("Address of the service"),
            help=gettext_lazy("Empty for the real one. A server of your own, or a simulator."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The number in E.164."""
        number = re.sub(r"[\s().-]", "", address)
        if not NUMBER.match(number):
            raise Invalid(
                _("Write the number with its country, like +442079460000."), field="address"
            )
        return number

    def seal(self, secret: str) -> str:
        return sealing.seal(secret.strip(), purpose=PURPOSE)

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """The webhook's address."""
        return [Copied(_("Address for messages that come in"), account.hook)]

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Ask for the account."""

        def account() -> str:
            api = base_of(settings, API)
            url = f"{api}/2010-04-01/Accounts/{settings.get('account') or ''}.json"
            answer = call("GET", url, api=api, headers=papers(settings))
            said = told(answer)
            if answer.status != 200:
                raise refusal(answer, said)
            return _("The account “%(name)s” answers, state: %(state)s") % {
                "name": said.get("friendly_name", "?"),
                "state": said.get("status", "?"),
            }

        return tried(account)


install_face(SmsFace())
