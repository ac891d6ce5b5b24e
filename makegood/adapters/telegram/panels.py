"""The face of a bot in the settings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.telegram.calls import PURPOSE, ask, secret_of
from makegood.base.access import sealing
from makegood.contact.channels.ports import AccountView
from makegood.kernel.errors import Invalid
from makegood.web.settings.faces import Blank, Copied, Finding, install_face, tried

NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]{3,31}$")


class TelegramFace:
    """A bot."""

    kind, label, icon = "telegram", "Telegram", "chat"
    address_label = gettext_lazy("User name of the bot")
    steps = (
        gettext_lazy("Write to @BotFather, send /newbot, and choose a name."),
        gettext_lazy("Copy the token it gives you into this form, and save."),
        gettext_lazy("Then press the button that tells Telegram our address."),
    )
    blanks = (
        Blank(
            name="token",
            label=gettext_lazy("Token of the bot"),
            secret=True,
            help=gettext_lazy("Stored encrypted; nobody can read it afterwards, not even you."),
        ),
        Blank(
            name="api",
            label=gettext_lazy("Address of the service"),
            help=gettext_lazy("Empty for the real one. A server of your own, or a simulator."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The name without its @."""
        name = address.strip().removeprefix("@")
        if not NAME.match(name):
            raise Invalid(_("This is no name of a bot."), field="address")
        return name

    def seal(self, secret: str) -> str:
        return sealing.seal(secret.strip(), purpose=PURPOSE)

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """Telegram is told by a call: there is nothing to copy but for who wants to see it."""
        return [Copied(_("Our address for Telegram"), account.hook)]

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Ask the bot who it is."""

        def who() -> str:
            told = ask(settings, "getMe", {})
            name = str(told.get("username") or "?")
            if name.lower() != address.strip().removeprefix("@").lower():
                return _("It answers, but as @%(name)s: check the token") % {"name": name}
            return _("The bot @%(name)s answers") % {"name": name}

        return tried(who)

    def connect(self, account: AccountView) -> list[Finding]:
        """Set the webhook, with the secret by which we know who calls."""

        def tell() -> str:
            fields = {
                "url": account.hook,
                "secret_token": secret_of(account.pk),
                "allowed_updates": ["message", "edited_message", "my_chat_member"],
            }
            ask(account.settings, "setWebhook", fields)
            return _("Telegram sends what comes to %(address)s") % {"address": account.hook}

        return tried(tell)


install_face(TelegramFace())
