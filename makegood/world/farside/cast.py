"""Who plays whom, and what an administrator enters to be connected to them."""

from typing import Any

from makegood.adapters.sms.adapter import PURPOSE as SMS
from makegood.adapters.telegram.calls import PURPOSE as TELEGRAM
from makegood.adapters.webhook.adapter import PURPOSE as WEBHOOK
from makegood.adapters.wecom.calls import PURPOSE as WECOM
from makegood.adapters.whatsapp.calls import PURPOSE as WHATSAPP
from makegood.base.access.sealing import seal
from makegood.world.farside.playing import FarSide
from makegood.world.farside.sms import Sms
from makegood.world.farside.telegram import Telegram
from makegood.world.farside.webhook import Webhook
from makegood.world.farside.wecom import WeCom
from makegood.world.farside.whatsapp import WhatsApp

CAST: dict[str, type[FarSide]] = {
    each.kind: each for each in (Telegram, WhatsApp, WeCom, Sms, Webhook)
}
ADDRESSES = {
    "telegram": "lanhe_bot",
    "whatsapp": "106540352242922",
    "wecom": "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q",
    "sms": "+15005550006",
    "webhook": "shop",
}
PEOPLE = {
    "telegram": "521004711",
    "whatsapp": "16505551234",
    "wecom": "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw",
    "sms": "+16505551234",
    "webhook": "customer-7",
}
_PAPERS: dict[str, dict[str, tuple[str, str]]] = {
    "telegram": {"token": ("4242:AAtest-token-of-a-bot", TELEGRAM)},
    "whatsapp": {
        "token": ("EAAJB-test-token", WHATSAPP),
        "app_secret": ("0123456789abcdef0123456789abcdef", WHATSAPP),
    },
    "wecom": {
        "secret": ("kf-secret-of-a-company", WECOM),
        "callback_token": ("QDG6eK", WECOM),
        "aes_key": ("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", WECOM),
    },
    "sms": {"token": ("12345678901234567890123456789012", SMS)},
    "webhook": {"secret": ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WEBHOOK)},
}
_BESIDE: dict[str, dict[str, Any]] = {
    "whatsapp": {"business": "102290129340398"},
    "wecom": {"corp": "wx5823bf96d3bd56c7"},
    "sms": {"account": "AC00000000000000000000000000000001"},
}


def papers(kind: str, *, api: str) -> dict[str, Any]:
    """The settings of an account that is connected to the one who plays at `api`."""
    sealed = {name: seal(text, purpose=why) for name, (text, why) in _PAPERS[kind].items()}
    where = {"url": api} if kind == "webhook" else {"api": api}
    return {**sealed, **where, **_BESIDE.get(kind, {})}
