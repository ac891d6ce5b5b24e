"""Whom one can be, and what that customer received and wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

from django.db.models import Q
from django.db.models.functions import Length

from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.ports import adapter_for
from makegood.contact.conversations.models import Conversation, Message
from makegood.records.customers.models import Contact, Handle
from makegood.records.customers.rules import normal_mail
from makegood.world.models import Caught

PEOPLE = 40
THINGS = 40
QUOTED = re.compile(r"\n\nOn [^\n]+ wrote:\n> ")  # as the letters of this page quote


@dataclass(frozen=True)
class Player:
    """The customer whom the reader plays; a new address has no contact until its first mail is filed."""

    name: str
    mail: str
    contact: Contact | None
    peers: tuple[str, ...]

    @property
    def key(self) -> str:
        """What stands in the page's address."""
        return str(self.contact.pk) if self.contact else self.mail


@dataclass(frozen=True)
class Thing:
    """One thing in the mailbox: what he received, what he wrote, or what of his is on its way."""

    at: datetime
    caught: Caught | None = None
    written: Message | None = None
    leaving: str = ""  # the text of what is accepted, but in no case yet

    @property
    def label(self) -> str:
        """The channel's name, as everywhere."""
        return str(adapter_for(self.caught.channel).label) if self.caught else ""

    @property
    def icon(self) -> str:
        """The channel's drawing."""
        return adapter_for(self.caught.channel).icon if self.caught else ""


def player(key: str) -> Player | None:
    """The customer with that row or mail address; None for what is neither."""
    if key.isdigit():
        contact = Contact.objects.select_related("company").filter(pk=int(key)).first()
        return _of_contact(contact) if contact else None
    mail = normal_mail(key)
    if not mail:
        return None
    handle = Handle.objects.filter(kind="mail", value=mail).select_related("contact").first()
    return _of_contact(handle.contact) if handle else Player("", mail, None, (mail,))


def _of_contact(contact: Contact) -> Player:
    handles = list(contact.handles.all())
    peers = set(Conversation.objects.filter(contact=contact).values_list("peer", flat=True))
    peers |= {h.value for h in handles} | {h.shown for h in handles}
    mail = next((h.shown for h in handles if h.kind == Handle.Kind.MAIL), "")
    return Player(contact.name, mail, contact, tuple(sorted(peers)))


def people(words: str = "") -> Sequence[Contact]:
    """Customers one can be: those whose cases moved last, or who match the words."""
    found = Contact.objects.select_related("company")
    if words.strip():
        wanted = words.strip()
        return list(
            found.filter(
                Q(name__icontains=wanted)
                | Q(company__name__icontains=wanted)
                | Q(place__icontains=wanted)
                | Q(handles__shown__icontains=wanted)
            )
            .distinct()
            .order_by("pk")[:PEOPLE]
        )
    latest = (
        Case.objects.open()
        .filter(contact__handles__kind=Handle.Kind.MAIL)
        .order_by("-last_word_at")
        .values_list("contact_id", flat=True)[: PEOPLE * 3]
    )
    ids = list(dict.fromkeys(latest))[:PEOPLE]
    rows = {contact.pk: contact for contact in found.filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows]


def things(who: Player) -> list[Thing]:
    """What he received and wrote, the newest first (three queries)."""
    got = (
        Caught.objects.filter(recipient__in=who.peers)
        .defer("raw")
        .annotate(raw_size=Length("raw"))
        .order_by("-at", "-pk")
    )
    found = [Thing(caught.at, caught=caught) for caught in got[:THINGS]] + _on_their_way(who)
    if who.contact is not None:
        wrote = (
            Message.objects.filter(conversation__contact=who.contact, author=Message.Author.CONTACT)
            .exclude(conversation__account__kind="webchat")
            .select_related("conversation__account")
            .defer("html", "terms")
            .order_by("-at", "-pk")
        )
        found += [Thing(message.at, written=message) for message in wrote[:THINGS]]
    return sorted(found, key=lambda thing: thing.at, reverse=True)[:THINGS]


def _on_their_way(who: Player) -> list[Thing]:
    """His mails that the door has accepted and nobody has filed yet (one query)."""
    waiting = RawItem.objects.filter(
        state=RawItem.State.NEW, account__kind="email", envelope__mail_from__in=who.peers
    ).order_by("-pk")
    return [Thing(raw.received_at, leaving=_words_of(bytes(raw.body))) for raw in waiting[:THINGS]]


def _words_of(raw: bytes) -> str:
    """What a mail of this page says, without what it quotes."""
    try:
        body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
        text = str(body.get_content()) if body else ""
    except (AttributeError, LookupError, ValueError):  # another program's mail; the case will tell
        text = ""
    return QUOTED.split(text.replace("\r\n", "\n"))[0].strip() or "…"


def mailboxes() -> list[Account]:
    """The addresses of ours that one can write to."""
    return list(Account.objects.filter(kind="email", is_active=True).order_by("pk"))


def caught(pk: int) -> Caught | None:
    """One thing that was received."""
    return Caught.objects.filter(pk=pk).first()


def talk_of(caught: Caught) -> Conversation | None:
    """The conversation to which an answer to this belongs."""
    return (
        Conversation.objects.filter(
            account__kind=caught.channel, account__address=caught.account, peer=caught.recipient
        )
        .select_related("account")
        .order_by("-pk")
        .first()
    )
