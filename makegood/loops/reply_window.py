"""How long, and how often, a customer may still be answered freely on a channel that closes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.ports import window_of
from makegood.contact.channels.rules import Left, left_of
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused

GONE = (Outgoing.State.WITHDRAWN, Outgoing.State.FAILED)


class WindowClosed(Refused):
    """The provider takes no free words for this customer now."""


@dataclass(frozen=True)
class Chosen:
    """An approved wording with its places filled in; `text` is what the customer reads."""

    name: str
    language: str
    fields: tuple[str, ...]
    text: str

    @property
    def told(self) -> dict[str, Any]:
        """As it travels in an envelope."""
        return {"name": self.name, "language": self.language, "fields": list(self.fields)}


def window_left(talk: Conversation) -> Left | None:
    """What is left of the reply window of a talk; None where its channel has none (two queries)."""
    window = window_of(talk.account.kind)
    if window is None:
        return None
    theirs = Message.objects.filter(
        conversation__account=talk.account_id,
        conversation__peer=talk.peer,
        author=Message.Author.CONTACT,
    )
    heard = theirs.order_by("-at").values_list("at", flat=True).first()
    since = 0
    if heard is not None and window.most is not None:
        left = Outgoing.objects.filter(
            account=talk.account_id, recipient=talk.peer, made_at__gt=heard
        ).exclude(state__in=GONE)
        since = sum(max(1, n) for n in left.annotate(n=Count("pieces")).values_list("n", flat=True))
    return left_of(window.span, window.most, heard=heard, since=since, at=now())


def must_be_open(talk: Conversation, *, chosen: Chosen | None) -> None:
    """Raises WindowClosed with what can be done instead."""
    left = window_left(talk)
    if left is None or left.is_open:
        return
    window = window_of(talk.account.kind)
    if window is not None and window.templates:
        if chosen is None:
            raise WindowClosed(
                _("The reply window has closed. Choose an approved template, or another channel.")
            )
        return
    if left.more == 0:
        raise WindowClosed(
            _("No more messages may leave until the customer writes again. Choose another channel.")
        )
    raise WindowClosed(
        _("The reply window has closed. Choose another channel; it opens when the customer writes.")
    )
