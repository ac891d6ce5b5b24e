"""We write to a customer first, in no case of his: in his language, by the channel by which we know him, as he wants
to be written to. An answer of his begins a case."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from makegood.care.cases.models import Case
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Account
from makegood.contact.channels.queries import default_account
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import ENVELOPES, Words, plain
from makegood.loops.public_places import is_public
from makegood.loops.reply_window import window_left
from makegood.records.customers.models import Contact, Handle
from makegood.records.privacy.queries import wanted_at

NOT_FIRST = frozenset(
    {"form", "webchat", "reviews"}
)  # nobody sits there and waits for a word of ours
LATEST = 10
BY_HANDLE = ((Handle.Kind.MAIL, "email"), (Handle.Kind.PHONE, "sms"))
TOLD, UNWANTED, UNREACHABLE = "told", "unwanted", "unreachable"


@dataclass(frozen=True)
class Way:
    """An account of ours and his address there."""

    account: Account
    peer: str
    proven: bool


@dataclass(frozen=True)
class Word:
    """What became of it: told (`message` is in the outbox), unwanted, unreachable."""

    state: str
    message: Message | None = None

    @property
    def outgoing(self) -> uuid.UUID | None:
        """Its place in the outbox."""
        return self.message.outgoing_id if self.message is not None else None


@transaction.atomic
def write_first(
    contact: Contact, *, subject: str, text: str, owed: bool = False, purpose: str = "notice"
) -> Word:
    """Put a word into the outbox, by the first way that he wants and that works now; after his quiet hours.
    `owed`: he is told although he wants nothing but what we owe (a recall). An address that nobody proved
    gets at most one such word a day."""
    state = UNREACHABLE
    for way in ways_to(contact):
        at = wanted_at(
            contact.pk, channel=way.account.kind, purpose=purpose, owed=owed, moment=now()
        )
        if at is None:
            state = UNWANTED
            continue
        if way.proven or channels.may_send_automatic(way.peer.lower()):
            return Word(TOLD, _write(way, contact, subject, text, at))
    return Word(state)


def ways_to(contact: Contact) -> Iterator[Way]:
    """How he can be written to, the way he used last first, each address once."""
    seen: set[tuple[int, str]] = set()
    talks = Conversation.objects.select_related("account").filter(
        contact=contact, account__is_active=True
    )
    latest = talks.exclude(account__kind__in=NOT_FIRST).order_by("-pk")[:LATEST]
    found = [Way(t.account, t.peer, proven=False) for t in latest if _takes_words(t)]
    known = (replace(way, proven=_is_proven(contact, way)) for way in found)
    for way in (*known, *_by_handle(contact)):
        key = (way.account.pk, way.peer.lower())
        if way.peer and key not in seen:
            seen.add(key)
            yield way


def _takes_words(talk: Conversation) -> bool:
    left = window_left(talk)
    return not is_public(talk) and (left is None or left.is_open)


def _by_handle(contact: Contact) -> Iterator[Way]:
    for kind, channel in BY_HANDLE:
        account = default_account(channel)
        if account is not None:
            mine = Handle.objects.filter(contact=contact, kind=kind)
            for handle in mine.order_by("verified_at", "pk"):  # proven ones first: nulls are last
                yield Way(account, handle.value, proven=handle.verified_at is not None)


def _is_proven(contact: Contact, way: Way) -> bool:
    """Whether his own channel, and nobody's claim, showed that this address is his."""
    if "@" not in way.peer:
        return True
    mine = Handle.objects.filter(contact=contact, kind=Handle.Kind.MAIL, value=way.peer.lower())
    return mine.filter(verified_at__isnull=False).exists()


def _write(way: Way, contact: Contact, subject: str, text: str, at: datetime) -> Message:
    [talk] = begin_many(
        [NewConversation(account=way.account, contact=contact, peer=way.peer, subject=subject)]
    )
    none = Case(contact=contact, subject=subject, language=contact.language)
    name = uuid.uuid4()
    words = Words(text=text, subject=subject, purpose="notice")
    external_id, envelope = ENVELOPES.get(way.account.kind, plain)(
        talk, words, files=(), case=none, outgoing_id=name
    )
    outgoing = channels.queue_outgoing(
        channels.NewOutgoing(
            pk=name,
            account=way.account,
            reference=f"conversation:{talk.pk}",
            recipient=way.peer,
            external_id=external_id,
            envelope={**envelope, "purpose": "notice"},
            customer=contact.pk,
            automatic=True,
            wait=max(at - now(), at - at),
        )
    )
    [message] = file_many(
        [
            NewMessage(
                conversation=talk,
                author=Message.Author.SYSTEM,
                text=text,
                case=None,
                external_id=external_id,
                outgoing=outgoing,
            )
        ]
    )
    return message
