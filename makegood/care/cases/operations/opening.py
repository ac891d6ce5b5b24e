"""Cases begin: with an owner and a deadline from the first moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from makegood.base.database import columns, run
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.events import (
    CaseOpened,
)
from makegood.care.cases.models import (
    Case,
    CaseConversation,
    OwnerChange,
)
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean, shorten, tsvector
from makegood.records.customers.models import Contact
from makegood.records.people.models import Queue


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case to open: it has an owner and a deadline from its first moment."""

    contact: Contact
    conversation: Conversation
    queue: Queue
    subject: str
    owner_id: int
    deadline: datetime
    language: str = "en"
    channel: str = ""
    preview: str = ""
    urgency: int = 0
    needs_look: bool = False
    at: datetime | None = None


@transaction.atomic
def open_many(new: Sequence[NewCase], *, by: Actor) -> list[Case]:
    """Open cases; five statements for any number."""
    if not new:
        return []
    moment = now()
    made = Case.objects.bulk_create([_case(n, moment) for n in new])
    run(
        "UPDATE cases_case c SET terms = g.terms::tsvector"
        " FROM unnest(%s::bigint[], %s::text[]) AS g(id, terms) WHERE c.id = g.id",
        columns([(c.pk, tsvector(f"{c.number} {c.pk} {c.subject}")) for c in made], 2),
    )
    CaseConversation.objects.bulk_create(
        [
            CaseConversation(case=c, conversation=n.conversation)
            for c, n in zip(made, new, strict=True)
        ]
    )
    OwnerChange.objects.bulk_create(
        [
            OwnerChange(
                case=c, owner_id=n.owner_id, reason="opened", actor=str(by), at=n.at or moment
            )
            for c, n in zip(made, new, strict=True)
        ]
    )
    record_many(
        [
            Fact(
                event=CaseOpened(case_id=c.pk, owner=n.owner_id, channel=n.channel),
                subject=c.topic,
                case=c.pk,
                customer=c.contact_id,
                by=by,
                at=n.at,
            )
            for c, n in zip(made, new, strict=True)
        ]
    )
    return made


def _case(n: NewCase, moment: datetime) -> Case:
    at = n.at or moment
    return Case(
        queue=n.queue,
        contact=n.contact,
        subject=shorten(clean(n.subject), 300) or "—",
        owner_id=n.owner_id,
        next_deadline=n.deadline,
        language=n.language,
        channel=n.channel,
        preview=shorten(clean(n.preview), 160),
        urgency=n.urgency,
        needs_look=n.needs_look,
        opened_at=at,
        unanswered_since=at,
        last_word_at=at,
    )


@transaction.atomic
def join_conversation(case: Case, conversation: Conversation) -> None:
    """Another channel of the same case; answers go there from now on."""
    CaseConversation.objects.filter(case=case).update(primary=False)
    CaseConversation.objects.get_or_create(conversation=conversation, defaults={"case": case})


def set_deadlines(deadlines: Sequence[tuple[int, datetime]]) -> None:
    """The earliest open promise of each case, told by `promises` in its own transaction."""
    run(
        "UPDATE cases_case c SET next_deadline = g.due FROM unnest(%s::bigint[], %s::timestamptz[]) AS g(id, due)"
        " WHERE c.id = g.id AND c.status <> 'closed'",
        columns(deadlines, 2),
    )
