"""The face of a WhatsApp number in the settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.whatsapp.calls import PURPOSE, ask, verify_token_of
from makegood.base.access import sealing
from makegood.contact.channels.ports import AccountView
from makegood.kernel.errors import Invalid
from makegood.web.settings.faces import Blank, Copied, Finding, install_face, tried


class WhatsAppFace:
    """A number on the Cloud API."""

    kind, label, icon = "whatsapp", "WhatsApp", "chat"
    address_label = gettext_lazy("Phone number ID")
    steps = (
        gettext_lazy("In Meta’s app dashboard open WhatsApp, API Setup: copy the phone number ID."),
        gettext_lazy("Make a system user with a permanent token that may send messages."),
        gettext_lazy("Copy the app secret from App settings, Basic."),
        gettext_lazy(
            "Under Configuration enter our address and the verify token; choose “messages”."
        ),
    )
    blanks = (
        Blank(
            name="token",
            label=gettext_lazy("Permanent access token"),
            secret=True,
            help=gettext_lazy("Stored encrypted; nobody can read it afterwards, not even you."),
        ),
        Blank(
            name="app_secret",
            label=gettext_lazy("App secret"),
            secret=True,
            help=gettext_lazy("Proves that what arrives was sent by Meta."),
        ),
        Blank(
            name="business",
            label=gettext_lazy("WhatsApp Business account ID"),
            help=gettext_lazy("To fetch the approved templates."),
        ),
        Blank(
            name="api",
            label=gettext_lazy("Address of the service"),
            help=gettext_lazy("Empty for the real one. A server of your own, or a simulator."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The id, digits only."""
        name = address.strip()
        if not (name.isascii() and name.isdigit() and len(name) < 30):
            raise Invalid(
                _("This is no phone number ID: it has digits only and is not the number itself."),
                field="address",
            )
        return name

    def seal(self, secret: str) -> str:
        return sealing.seal(secret.strip(), purpose=PURPOSE)

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """Callback URL and verify token."""
        return [
            Copied(_("Callback URL"), account.hook),
            Copied(_("Verify token"), verify_token_of(account.pk)),
        ]

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Ask for the number."""

        def who() -> str:
            told = ask(settings, "GET", f"{address}?fields=display_phone_number,verified_name")
            return _("The number %(number)s answers") % {
                "number": told.get("display_phone_number") or "?"
            }

        return tried(who)


install_face(WhatsAppFace())
