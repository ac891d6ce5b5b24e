"""The face of a WeChat service account in the settings."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.adapters.wecom.calls import PURPOSE, new_token, of_token
from makegood.base.access import sealing
from makegood.contact.channels.ports import AccountView
from makegood.kernel.errors import Invalid
from makegood.kernel.ids import random_name
from makegood.web.settings.faces import Blank, Copied, Finding, install_face, tried


def _aes_key() -> str:
    """43 signs, as WeCom wants them."""
    return base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")


class WeComFace:
    """A service account of 微信客服."""

    kind, label, icon = "wecom", gettext_lazy("WeChat customer service"), "chat"
    address_label = gettext_lazy("ID of the service account (open_kfid)")
    steps = (
        gettext_lazy(
            "In the WeCom console open WeChat Customer Service and make a service account."
        ),
        gettext_lazy("Copy the company ID and the secret of WeChat Customer Service."),
        gettext_lazy("Save here, then enter our address, token and key under “Callback”."),
        gettext_lazy("Let the API manage the talks of this service account."),
    )
    blanks = (
        Blank(name="corp", label=gettext_lazy("Company ID (corpid)")),
        Blank(
            name="secret",
            label=gettext_lazy("Secret of WeChat Customer Service"),
            secret=True,
            help=gettext_lazy("Stored encrypted; nobody can read it afterwards, not even you."),
        ),
        Blank(
            name="callback_token",
            label=gettext_lazy("Token of the callback"),
            secret=True,
            made=random_name,
            help=gettext_lazy("Enter the same at WeCom. It is shown only until you save."),
        ),
        Blank(
            name="aes_key",
            label=gettext_lazy("EncodingAESKey of the callback"),
            secret=True,
            made=_aes_key,
            help=gettext_lazy("Enter the same at WeCom. It is shown only until you save."),
        ),
        Blank(
            name="api",
            label=gettext_lazy("Address of the service"),
            help=gettext_lazy("Empty for the real one. A server of your own, or a simulator."),
        ),
    )

    def check_address(self, address: str) -> str:
        """The id as it is."""
        name = address.strip()
        if not name.startswith("wk") or not name.isascii() or " " in name:
            raise Invalid(_("This is no open_kfid: it begins with “wk”."), field="address")
        return name

    def seal(self, secret: str) -> str:
        return sealing.seal(secret.strip(), purpose=PURPOSE)

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """The callback's address."""
        return [Copied(_("URL of the callback"), account.hook)]

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Get a token, and see whether the service account is ours."""

        def papers() -> str:
            new_token(settings)
            return _("WeCom gives us a token")

        def account() -> str:
            said = of_token(settings, "kf/account/list", new_token(settings)[0])
            names = {
                one.get("open_kfid"): one.get("name") for one in said.get("account_list") or ()
            }
            if address.strip() not in names:
                return _("This service account is not in the list: check its ID")
            return _("The service account “%(name)s” is there") % {"name": names[address.strip()]}

        return tried(papers, account)


install_face(WeComFace())
