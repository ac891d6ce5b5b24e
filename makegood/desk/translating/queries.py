import hashlib
from collections.abc import Sequence

from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.desk.translating.models import Connection, Rendering, Translation, Unasked
from makegood.desk.translating.rules import LONGEST, tongue
from makegood.kernel.clock import now
from makegood.kernel.text import language_of

SHOWN = 8  # of the newest messages


def connection() -> Connection | None:
    """What is connected, on or off (one query)."""
    return Connection.objects.filter(pk=1).first()


def is_on() -> bool:
    """Whether anything is translated at all (one query)."""
    return Connection.objects.filter(pk=1, is_on=True).exists()


def rests(row: Connection) -> bool:
    """Whether it failed just now and is left alone."""
    return row.rests_until is not None and row.rests_until > now()


def unasked(contact_id: int) -> bool:
    """Whether this customer wants no machine to read his words (one query)."""
    return Unasked.objects.filter(contact=contact_id).exists()


def digest_of(text: str) -> str:
    """By which words that were sent are known again, whatever space a channel put around them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def foreign_messages(case: Case, *, reader: str) -> list[Message]:
    """Of the newest messages of his those in another tongue than the reader's, the newest first (one query). Codes of
    machines go nowhere."""
    his = Message.objects.filter(
        conversation__strand__case=case, author=Message.Author.CONTACT
    ).only("text", "marks", "at", "conversation")
    return [
        message
        for message in his.order_by("-pk")[:SHOWN]
        if message.text.strip() and "code" not in message.marks and is_foreign(message, reader)
    ]


def is_foreign(message: Message, reader: str) -> bool:
    """Whether somebody who reads one language cannot read it."""
    said = language_of(message.text, default=reader)
    return len(message.text) <= LONGEST and tongue(said) != tongue(reader)


def translations_of(messages: Sequence[Message], *, reader: str) -> dict[int, Translation]:
    """What is translated already, by message (one query, none for none)."""
    if not messages:
        return {}
    known = Translation.objects.filter(message__in=messages, language=reader)
    return {one.message_id: one for one in known}


def own_words(case: Case) -> list[tuple[Message, Rendering]]:
    """Which of our newest messages somebody wrote in another language first (at most two queries)."""
    rows = {one.digest: one for one in Rendering.objects.filter(case=case).order_by("-pk")[:50]}
    if not rows:
        return []
    ours = Message.objects.filter(conversation__strand__case=case, author=Message.Author.STAFF)
    newest = ours.only("text", "at", "conversation").order_by("-pk")[:SHOWN]
    pairs = ((message, rows.get(digest_of(message.text))) for message in newest)
    return [(message, one) for message, one in pairs if one is not None]
