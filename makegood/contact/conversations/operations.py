from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.database import columns, rows, run, table
from makegood.base.files.models import File
from makegood.base.journal.log import Fact, record_many
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.conversations.events import (
    FileCame,
    MessageReceived,
    MessageSeen,
    MessageWritten,
)
from makegood.contact.conversations.models import Awaited, Conversation, Message, MessageFile
from makegood.contact.conversations.queries import latest_of_peers
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean, tsvector
from makegood.records.customers.models import Contact
from makegood.records.customers.ports import holds_contacts


@dataclass(frozen=True, kw_only=True)
class NewConversation:
    """A conversation to begin."""

    account: Account
    contact: Contact
    peer: str
    subject: str


def begin_many(new: Sequence[NewConversation]) -> list[Conversation]:
    """Begin conversations (one statement)."""
    made = [
        Conversation(
            account=n.account,
            contact=n.contact,
            peer=clean(n.peer)[:254],
            subject=clean(n.subject)[:300],
        )
        for n in new
    ]
    given = table({name: getattr(c, name) for name in CONVERSATION} for c in made)
    for conversation, (pk,) in zip(made, rows(BEGIN, [given]) if made else [], strict=True):
        conversation.pk, conversation._state.adding = pk, False
    return made


CONVERSATION = ("account_id", "contact_id", "peer", "subject", "made_at")
BEGIN = """
INSERT INTO conversations_conversation (account_id, contact_id, peer, subject, made_at, messages_count)
SELECT account_id, contact_id, peer, subject, made_at, 0 FROM json_to_recordset(%s) AS g(
  account_id bigint, contact_id bigint, peer text, subject text, made_at timestamptz)
RETURNING id
"""


MISSED = timedelta(days=30)  # what has not come by then comes no more
ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended('conversations.filing', contact))
FROM (SELECT contact FROM unnest(%s::bigint[]) AS g(contact) ORDER BY contact) s
"""


def one_at_a_time(contact_ids: Collection[int]) -> None:
    """Wait for whoever files words of the same persons just now, until this transaction ends: an
    answer and what it answers, or two copies of one mail, then see each other (one statement)."""
    if contact_ids:
        rows(ONE_AT_A_TIME, [sorted(contact_ids)])


PEERS_IN_TURN = """
SELECT pg_advisory_xact_lock(hashtextextended('conversations.peer:' || peer, account))
FROM (SELECT DISTINCT account, peer FROM unnest(%s::bigint[], %s::text[]) AS g(account, peer)
  ORDER BY account, peer) s
"""


def talks_with(pairs: Collection[tuple[int, str]]) -> dict[tuple[int, str], Conversation]:
    """The latest talk with each peer of an account. Who reads first words of the same peers waits until
    this transaction ends, so that two first words meet in one talk (two statements)."""
    if not pairs:
        return {}
    rows(PEERS_IN_TURN, columns(sorted(pairs), 2))
    return latest_of_peers(pairs)


@transaction.atomic
def file_came(message: Message, file: File, *, position: int, case: int | None) -> None:
    """A file of a message that is filed already."""
    MessageFile.objects.bulk_create(
        [MessageFile(message=message, file=file, position=position)], ignore_conflicts=True
    )
    tell_of_file(message, case=case)


def tell_of_file(message: Message, *, case: int | None) -> None:
    """A file that a message waited for is here, or will not come: whoever looks at it sees that."""
    fact = Fact(
        event=FileCame(message_id=message.pk, conversation_id=message.conversation_id),
        subject=f"case:{case}" if case else f"conversation:{message.conversation_id}",
        case=case,
        customer=message.conversation.contact_id,
        by=SYSTEM,
    )
    record_many([fact])


def await_many(missing: Iterable[tuple[Conversation, str]]) -> None:
    """Remember which names the mails of a talk refer to and nobody here bears; twice is once."""
    new = [Awaited(conversation=talk, name=name) for talk, name in missing]
    if new:
        Awaited.objects.bulk_create(new, ignore_conflicts=True)


def forget_awaited() -> int:
    """Drop the names of mails that have not come within a month."""
    return Awaited.objects.filter(made_at__lt=now() - MISSED).delete()[0]


def mark_many(marks: Iterable[tuple[int, str]]) -> None:
    """Put a further mark on messages (their rows); twice is once (one statement)."""
    found = sorted(set(marks))
    if found:
        run(MARK, columns(found, 2))


MARK = """
UPDATE conversations_message m SET marks = m.marks || g.marks
FROM (SELECT id, jsonb_agg(mark) AS marks FROM unnest(%s::bigint[], %s::text[]) AS t(id, mark) GROUP BY id) g
WHERE m.id = g.id AND NOT m.marks @> g.marks
"""


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A message to file. `case` is known by the caller and only for the journal; None where it belongs to none."""

    conversation: Conversation
    author: str
    text: str
    case: int | None
    user: User | None = None
    sender: str = ""
    sender_name: str = ""
    rest: str = ""
    html: str = ""
    external_id: str = ""
    marks: tuple[str, ...] = ()
    raw_id: int | None = None
    outgoing: Outgoing | None = None
    automatic: bool = False
    files: tuple[tuple[File, str], ...] = ()  # with the Content-ID, if it stands in the text
    words: str = ""  # more to find it by (names of files)
    at: datetime | None = None


@transaction.atomic
def file_many(new: Sequence[NewMessage]) -> list[Message]:
    """Put messages into their conversations, in the order given, without gaps in the numbers.

    The conversations are locked in the order of their rows; five statements for any number.
    """
    if not new:
        return []
    numbers = _numbers([n.conversation.pk for n in new])
    made = [_message(n, next(numbers[n.conversation.pk])) for n in new]
    given = table({name: getattr(m, name) for name in MESSAGE} for m in made)
    for message, (pk,) in zip(made, rows(FILE, [given]), strict=True):
        message.pk, message._state.adding = pk, False
    MessageFile.objects.bulk_create(
        [
            MessageFile(message=m, file=file, position=place, inline=inline[:250])
            for m, n in zip(made, new, strict=True)
            for place, (file, inline) in enumerate(n.files)
        ],
        ignore_conflicts=True,
    )
    record_many([_fact(m, n) for m, n in zip(made, new, strict=True)])
    return made


def _numbers(conversation_ids: Sequence[int]) -> dict[int, Any]:
    """For each conversation an iterator over its next numbers, taken under its lock."""
    wanted: dict[int, int] = {}
    for pk in conversation_ids:
        wanted[pk] = wanted.get(pk, 0) + 1
    found = rows(
        "WITH locked AS (SELECT id FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)"
        " UPDATE conversations_conversation c SET messages_count = c.messages_count + g.n"
        " FROM locked l, unnest(%s::bigint[], %s::int[]) AS g(id, n)"
        " WHERE c.id = l.id AND g.id = c.id RETURNING c.id, c.messages_count - g.n",
        [list(wanted), *columns(wanted.items(), 2)],
    )
    return {pk: iter(range(before + 1, before + wanted[pk] + 1)) for pk, before in found}


MESSAGE = (
    "conversation_id",
    "seq",
    "author",
    "user_id",
    "sender",
    "sender_name",
    "at",
    "text",
    "rest",
    "html",
    "external_id",
    "marks",
    "raw_id",
    "outgoing_id",
    "terms",
)
FILE = f"""
INSERT INTO conversations_message ({", ".join(MESSAGE)}) SELECT {", ".join(MESSAGE)}
FROM json_to_recordset(%s) AS g(conversation_id bigint, seq int, author text, user_id bigint, sender text,
  sender_name text, at timestamptz, text text, rest text, html text, external_id text, marks jsonb,
  raw_id bigint, outgoing_id uuid, terms tsvector)
RETURNING id
"""


def _message(n: NewMessage, seq: int) -> Message:
    return Message(
        conversation=n.conversation,
        seq=seq,
        author=n.author,
        user=n.user,
        sender=clean(n.sender)[:254],
        sender_name=clean(n.sender_name)[:160],
        at=n.at or now(),
        text=clean(n.text),
        rest=clean(n.rest),
        html=clean(n.html),
        external_id=clean(n.external_id)[:250],
        marks=list(n.marks),
        raw_id=n.raw_id,
        outgoing=n.outgoing,
        terms=tsvector(f"{n.text} {n.words}"),
    )


def _fact(m: Message, n: NewMessage) -> Fact:
    if n.author == Message.Author.CONTACT:
        event: Any = MessageReceived(
            message_id=m.pk, conversation_id=m.conversation_id, automatic=n.automatic
        )
        by = actors.contact(n.conversation.contact_id)
    else:
        event = MessageWritten(message_id=m.pk, conversation_id=m.conversation_id)
        by = actors.user(n.user.pk) if n.user else SYSTEM
    return Fact(
        event=event,
        subject=f"case:{n.case}" if n.case else f"conversation:{n.conversation.pk}",
        case=n.case,
        customer=n.conversation.contact_id,
        by=by,
        at=n.at,
    )


HERE = (Outgoing.State.QUEUED, Outgoing.State.SENDING, Outgoing.State.WITHDRAWN)


@transaction.atomic
def seen(conversation: Conversation, *, up_to: int, ours: bool, by: Actor, case: int | None) -> int:
    """The other side has read up to a number; returns how many messages were new to it.

    What has not left yet, or was taken back, nobody has read.
    """
    unseen = (
        Message.objects.filter(conversation=conversation, seq__lte=up_to, seen_at=None)
        .exclude(author=Message.Author.CONTACT)
        .exclude(outgoing__state__in=HERE)
    )
    if not ours:
        unseen = Message.objects.filter(
            conversation=conversation, seq__lte=up_to, seen_at=None, author=Message.Author.CONTACT
        )
    changed = unseen.update(seen_at=now())
    if changed:
        record_many(
            [
                Fact(
                    event=MessageSeen(conversation_id=conversation.pk),
                    subject=f"conversation:{conversation.pk}",
                    case=case,
                    customer=conversation.contact_id,
                    by=by,
                )
            ]
        )
    return changed


@dataclass(frozen=True)
class Read:
    """A customer has read a talk up to a number; `case` is where it belongs."""

    conversation: Conversation
    up_to: int
    case: int | None


READ = """
WITH locked AS (
  SELECT m.id FROM unnest(%(talks)s::bigint[], %(up_to)s::int[]) AS g(talk, up_to)
  JOIN conversations_message m ON m.conversation_id = g.talk AND m.seq <= g.up_to
  WHERE m.seen_at IS NULL AND m.author <> 'contact' AND NOT EXISTS
    (SELECT 1 FROM channels_outgoing o WHERE o.id = m.outgoing_id AND o.state = ANY(%(here)s))
  ORDER BY m.id FOR NO KEY UPDATE OF m)
UPDATE conversations_message m SET seen_at = %(now)s FROM locked l WHERE m.id = l.id RETURNING m.conversation_id
"""


@transaction.atomic
def read_many(reads: Sequence[Read]) -> None:
    """Customers have read these talks, each named once (at most three statements for any number)."""
    if not reads:
        return
    told = {
        "talks": [one.conversation.pk for one in reads],
        "up_to": [one.up_to for one in reads],
        "here": [state.value for state in HERE],
        "now": now(),
    }
    changed = {talk for (talk,) in rows(READ, told)}
    record_many([_was_read(one) for one in reads if one.conversation.pk in changed])


def _was_read(one: Read) -> Fact:
    talk = one.conversation
    return Fact(
        event=MessageSeen(conversation_id=talk.pk),
        subject=f"conversation:{talk.pk}",
        case=one.case,
        customer=talk.contact_id,
        by=actors.contact(talk.contact_id),
    )


GIVE = """
WITH locked AS (SELECT id FROM conversations_conversation WHERE contact_id = %s ORDER BY id FOR NO KEY UPDATE)
UPDATE conversations_conversation c SET contact_id = %s FROM locked l WHERE c.id = l.id RETURNING c.id
"""
OF_ADDRESSES = """
UPDATE conversations_conversation SET contact_id = %s WHERE contact_id = %s AND peer = ANY(%s) RETURNING id
"""
ADDRESSES = "SELECT value FROM customers_handle WHERE contact_id = %s UNION SELECT shown FROM customers_handle WHERE contact_id = %s"


def _give(away: int, into: int) -> list[int]:
    """Every talk of one contact is the other's; messages need nothing."""
    return [pk for (pk,) in rows(GIVE, [away, into])]


def _back(given: list[int], away: int, into: int) -> None:
    """What moved, and what came by his addresses since."""
    Conversation.objects.filter(pk__in=given, contact=into).update(contact=away)
    _part(into, away, [value for (value,) in rows(ADDRESSES, [away, away])])


def _part(contact: int, new: int, values: list[str]) -> list[int]:
    return [pk for (pk,) in rows(OF_ADDRESSES, [new, contact, values])]


holds_contacts("conversations", give=_give, back=_back, part=_part)
