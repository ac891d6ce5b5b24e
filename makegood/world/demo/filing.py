"""Writes the story's cases down in sets: a fixed number of statements for any number of cases."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from makegood.adapters.email.names import message_id
from makegood.adapters.webchat.models import Visitor
from makegood.base.access.models import User
from makegood.base.database import columns, run
from makegood.base.files.operations import keep_many
from makegood.care.cases.models import Case, CaseConversation, Note, OwnerChange
from makegood.contact.conversations.models import Conversation, Message, MessageFile
from makegood.kernel.text import shorten, tsvector
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.world.demo import story
from makegood.world.demo.content import Contact as Customer
from makegood.world.demo.content import Content
from makegood.world.demo.house import House, desk_of
from makegood.world.demo.pictures import made
from makegood.world.demo.reading import Reading, read_case

KINDS = {
    "mail": "email",
    "form": "email",
    "chat": "webchat",
    "voice": "phone",
    "review": "reviews",
}
_URGENCY = {"normal": 0, "high": 1, "critical": 2}
_HANDLES = {"wechat": "wechat", "line": "line", "social": "social"}


@dataclass
class Filed:
    """One case of the story with the rows that it became."""

    told: story.Case
    reading: Reading
    customer: Customer
    contact: Contact
    owner: User
    row: Case
    talks: dict[str, Conversation] = field(default_factory=dict)  # by kind of account
    messages: list[tuple[story.Entry, Message]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def main_kind(self) -> str:
        """The kind of channel on which an answer goes by default."""
        return kind_of(self.reading.last_channel)


def kind_of(channel: str) -> str:
    """The kind of account that stands for a channel of the story."""
    return KINDS.get(channel, channel)


def file_cases(
    content: Content,
    cases: Sequence[story.Case],
    *,
    house: House,
    people: dict[str, tuple[Customer, Contact]],
    assets: Mapping[str, Asset],
) -> list[Filed]:
    """Cases with conversations, messages, notes and files. Their promises and ends come after."""
    filed = [
        _begin(case, house, people[case.contact], assets.get(case.asset or "")) for case in cases
    ]
    Case.objects.bulk_create([one.row for one in filed])
    OwnerChange.objects.bulk_create(
        [
            OwnerChange(
                case=f.row,
                epoch=1,
                owner=f.owner,
                why="opened",
                actor="system",
                at=f.told.opened,
            )
            for f in filed
        ]
    )
    _open_talks(filed, house)
    _write(filed, house)
    _attach(content, filed)
    _index(filed)
    return filed


def _begin(
    case: story.Case, house: House, who: tuple[Customer, Contact], asset: Asset | None
) -> Filed:
    reading = read_case(case)
    customer, contact = who
    owner = house.users[case.owner]
    row = Case(
        queue=house.queues[case.team],
        contact=contact,
        asset=asset,
        subject=case.subject[:300],
        status=case.state,
        waiting_for=reading.waiting_for,
        waiting_reason=reading.waiting_reason[:200],
        owner=owner,
        next_deadline=case.deadline,  # until the promises are there, whose earliest it becomes
        urgency=max(_URGENCY[case.urgency], int(case.reopened)),
        language=case.language,
        channel=kind_of(reading.last_channel),
        preview=shorten(reading.last.text, 160),
        opened_at=case.opened,
        unanswered_since=reading.unanswered.at if reading.unanswered else None,
        last_word_at=reading.last.at,
        version=len(case.entries),
    )
    return Filed(case, reading, customer, contact, owner, row)


def _open_talks(filed: Sequence[Filed], house: House) -> None:
    """The conversations of each case; where nothing was written, the one for the telephone."""
    visitors: dict[str, Visitor] = {}
    for one in filed:
        for kind in dict.fromkeys(
            kind_of(channel) for channel in one.reading.channels or ("voice",)
        ):
            account = house.accounts[kind, desk_of(one.told.team, one.customer.zone)]
            peer = one.told.id if kind == "reviews" else _peer(one.customer, kind)
            if kind == "webchat":
                new = Visitor(
                    account=account,
                    language=one.told.language,
                    mail=one.customer.handles.get("mail", ""),
                )
                peer = visitors.setdefault(f"{one.customer.id} {account.pk}", new).peer
            one.talks[kind] = Conversation(
                account=account,
                contact=one.contact,
                peer=peer,
                subject=one.told.subject[:300],
                made_at=one.told.opened,
            )
    Visitor.objects.bulk_create(visitors.values())
    _number(filed)
    Conversation.objects.bulk_create([talk for one in filed for talk in one.talks.values()])
    CaseConversation.objects.bulk_create(
        [
            CaseConversation(case=one.row, conversation=talk, primary=kind == one.main_kind)
            for one in filed
            for kind, talk in one.talks.items()
        ]
    )


def _number(filed: Sequence[Filed]) -> None:
    for one in filed:
        for entry in one.told.entries:
            if entry.visible:
                one.talks[kind_of(entry.channel)].messages_count += 1


def _peer(customer: Customer, kind: str) -> str:
    """The address at which this customer is answered on a channel of that kind."""
    if kind in {"phone", "sms", "whatsapp"}:
        return customer.handles["phone"]
    return customer.handles.get(
        "mail" if kind == "email" else _HANDLES.get(kind, ""), customer.name
    )


def _write(filed: Sequence[Filed], house: House) -> None:
    """Messages are numbered without a gap; what the customer never saw becomes notes."""
    for one in filed:
        numbers = dict.fromkeys(one.talks, 0)
        for entry in one.told.entries:
            if not entry.visible:
                one.notes.append(_note(one, entry, house))
                continue
            kind = kind_of(entry.channel)
            numbers[kind] += 1
            one.messages.append((entry, _message(one, entry, house, numbers[kind])))
        if one.told.outcome:
            one.notes.append(
                Note(case=one.row, user=one.owner, at=one.told.touched, text=one.told.outcome)
            )
    Message.objects.bulk_create([message for one in filed for _, message in one.messages])
    Note.objects.bulk_create([note for one in filed for note in one.notes])


def _note(one: Filed, entry: story.Entry, house: House) -> Note:
    user = house.users[entry.who] if entry.author == "staff" else None
    if entry.author == "contact":  # the owner took the call and wrote down what was said
        user = one.owner
    return Note(case=one.row, user=user, at=entry.at, text=entry.text)


def _message(one: Filed, entry: story.Entry, house: House, seq: int) -> Message:
    kind = kind_of(entry.channel)
    talk = one.talks[kind]
    theirs = entry.author == "contact"
    name = message_id(
        uuid.uuid5(uuid.NAMESPACE_URL, f"{one.told.id} {kind} {seq}"), talk.account.address
    )
    if theirs and kind == "email":
        name = f"<{one.told.id}.{seq}@{talk.peer.rpartition('@')[2]}>"
    return Message(
        conversation=talk,
        seq=seq,
        author=entry.author,
        user=house.users[entry.who] if entry.author == "staff" else None,
        sender=talk.peer if theirs else "",
        sender_name=one.customer.name if theirs else "",
        at=entry.at,
        text=entry.text,
        external_id=name if kind == "email" else "",
        seen_at=_seen(one, entry),
    )


def _seen(one: Filed, entry: story.Entry) -> datetime | None:
    """Read when the other side next did something."""
    theirs = entry.author == "contact"
    return next(
        (
            later.at
            for later in one.told.entries
            if later.at > entry.at and (later.author == "contact") != theirs
        ),
        None,
    )


def _attach(content: Content, filed: Sequence[Filed]) -> None:
    wanted = [
        (one, entry, message) for one in filed for entry, message in one.messages if entry.files
    ]
    files = keep_many(
        [
            made(attachment, content.products[one.told.product].kind if one.told.product else "")
            for one, entry, _ in wanted
            for attachment in entry.files
        ]
    )
    rest = iter(files)
    MessageFile.objects.bulk_create(
        [
            MessageFile(message=message, file=next(rest), position=place)
            for _, entry, message in wanted
            for place in range(len(entry.files))
        ]
    )


def _index(filed: Sequence[Filed]) -> None:
    """The words by which cases, messages and notes are found."""
    _put(
        "UPDATE cases_case r SET terms = g.terms::tsvector FROM unnest(%s::bigint[], %s::text[]) AS g(id, terms) WHERE r.id = g.id",
        ((one.row.pk, f"{one.row.number} {one.row.pk} {one.row.subject}") for one in filed),
    )
    _put(
        "UPDATE conversations_message r SET terms = g.terms::tsvector FROM unnest(%s::bigint[], %s::text[]) AS g(id, terms) WHERE r.id = g.id",
        (
            (message.pk, " ".join((entry.text, *(file.name for file in entry.files))))
            for one in filed
            for entry, message in one.messages
        ),
    )
    _put(
        "UPDATE cases_note r SET terms = g.terms::tsvector FROM unnest(%s::bigint[], %s::text[]) AS g(id, terms) WHERE r.id = g.id",
        ((note.pk, note.text) for one in filed for note in one.notes),
    )


def _put(statement: str, texts: Iterable[tuple[int, str]]) -> None:
    run(statement, columns([(pk, tsvector(text)) for pk, text in texts], 2))
