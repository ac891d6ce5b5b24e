"""Plays the far side for the demo company: its mail, and the channels that are connected to nothing here."""

import uuid
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.adapters.email.sink import install_sink
from makegood.base.access.ports import install_demo
from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.contact.channels.ports import (
    ChannelAdapter,
    Inbound,
    OutgoingView,
    RawView,
    adapters,
    install,
)
from makegood.contact.conversations.models import Conversation
from makegood.kernel.text import clean
from makegood.loops.case_to_answer import ENVELOPES, Words, install_envelope
from makegood.world.models import Caught

LABELS: dict[str, tuple["str | Promise", str]] = {
    "phone": (_("Telephone"), "phone"),
    "sms": (_("Text message"), "chat"),
    "wechat": (_("WeChat"), "chat"),
    "whatsapp": ("WhatsApp", "chat"),
    "line": ("LINE", "chat"),
    "social": (_("Social network"), "globe"),
}


class Played:
    """A channel whose far side is the demo mailbox: an answer is there at once, and nothing leaves."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.label: str | Promise = LABELS[kind][0]
        self.icon: str = LABELS[kind][1]

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """A word of the customer, as the demo mailbox wrote it down."""
        return [
            Inbound(
                sender_kind=str(raw.envelope.get("sender_kind", "other")),
                sender=str(raw.envelope.get("sender", "")),
                peer=str(raw.envelope.get("peer", "")),
                text=raw.body.decode("utf-8", "replace"),
                conversation=raw.envelope.get("conversation"),
                verified=True,
            )
            for raw in raws
        ]

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Put it into the customer's demo mailbox; twice is once."""
        handing_over()
        catch(
            channel=self.kind,
            account=outgoing.account_address,
            recipient=outgoing.recipient,
            external_id=outgoing.external_id,
            text=str(outgoing.envelope.get("text", "")),
        )
        return True


def catch(
    *,
    channel: str,
    account: str,
    recipient: str,
    external_id: str,
    subject: str = "",
    text: str = "",
    raw: bytes = b"",
) -> None:
    """Keep what a customer received; the same message twice is one."""
    with transaction.atomic():
        Caught.objects.bulk_create(
            [
                Caught(
                    channel=channel,
                    account=account[:254],
                    recipient=recipient[:254],
                    external_id=external_id[:250],
                    subject=clean(subject)[:300],
                    text=clean(text),
                    raw=raw,
                )
            ],
            ignore_conflicts=True,
        )


def catch_mail(*, account_address: str, recipient: str, message_id: str, raw: bytes) -> None:
    """The end of the wire for mail of the demo company."""
    mail = message_from_bytes(raw, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    catch(
        channel="email",
        account=account_address,
        recipient=recipient,
        external_id=message_id,
        subject=str(mail["subject"] or ""),
        text=body.get_content() if body is not None else "",
        raw=raw,
    )


def envelope(
    conversation: Conversation,
    words: Words,
    *,
    files: Sequence[File],
    case: Case,  # noqa: ARG001 - a part of the port
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """A text message: its words, and what files it would have brought."""
    names = [file.name for file in files]
    return f"{conversation.account.kind}:{outgoing_id.hex}", {"text": words.text, "files": names}


def demo_password() -> str:
    """What opens the demo accounts, for the sign-in page on this machine."""
    from makegood.world.demo.house import PASSWORD  # noqa: PLC0415 - the loader is not needed to start

    return PASSWORD


class PlayedFor:
    """A real adapter, and the demo mailbox for those of its accounts that are connected to nothing."""

    def __init__(self, real: ChannelAdapter) -> None:
        self.real, self.played = real, Played(real.kind)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the real one's."""
        return getattr(self.real, name)

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What the demo mailbox wrote down, and what the provider sent, in order."""
        real = [raw for raw in raws if "sender_kind" not in raw.envelope]
        understood = dict(zip((raw.pk for raw in real), self.real.read(real), strict=False))
        played = [raw for raw in raws if "sender_kind" in raw.envelope]
        understood |= dict(zip((raw.pk for raw in played), self.played.read(played), strict=True))
        return [understood[raw.pk] for raw in raws if raw.pk in understood]

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """By the provider, if the account has papers for him."""
        connected = set(outgoing.settings) - {"names"}
        way: ChannelAdapter = self.real if connected else self.played
        return way.send(outgoing, handing_over=handing_over)


def _take_the_far_side() -> None:
    """The demo company's accounts have no papers: their far side is the demo mailbox."""
    install_sink(catch_mail)
    known = {adapter.kind: adapter for adapter in adapters()}
    for kind in LABELS:
        if kind in known:
            both: Any = PlayedFor(known[kind])
            install(both)
        else:
            played: ChannelAdapter = Played(kind)
            install(played)
            if kind not in ENVELOPES:
                install_envelope(kind, envelope)


_take_the_far_side()
install_demo(demo_password)
