"""Who plays whom."""

from makegood.world.farside.playing import FarSide
from makegood.world.farside.sms import Sms
from makegood.world.farside.telegram import Telegram
from makegood.world.farside.webhook import Webhook
from makegood.world.farside.wecom import WeCom
from makegood.world.farside.whatsapp import WhatsApp

CAST: dict[str, type[FarSide]] = {
    each.kind: each for each in (Telegram, WhatsApp, WeCom, Sms, Webhook)
}
