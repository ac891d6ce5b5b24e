"""Cases begin: with an owner and a deadline from the first moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from makegood.base.database import columns, rows, run, table
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.events import CaseAboutDevice, CaseOpened
from makegood.care.cases.models import Case, CaseConversation
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
    asset_id: int | None = None  # the device that it is about
    waits: bool = True  # the customer, for an answer; False: the first step is ours alone


@transaction.atomic
def open_many(new: Sequence[NewCase], *, by: Actor) -> list[Case]:
    """Open cases; three statements for any number."""
    if not new:
        return []
    moment = now()
    made = [_case(n, moment) for n in new]
    given = table({name: getattr(c, name) for name in CASE} for c in made)
    for case, (pk,) in zip(made, rows(OPEN, [given]), strict=True):
        case.pk, case._state.adding = pk, False
    run(
        JOIN,
        {
            "actor": str(by),
            "given": table(
                {"id": c.pk, "talk": n.conversation.pk, "owner": c.owner_id, "at": c.opened_at}
                for c, n in zip(made, new, strict=True)
            ),
        },
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
        + [
            Fact(
                event=CaseAboutDevice(case_id=c.pk, asset_id=n.asset_id),
                subject=c.topic,
                case=c.pk,
                customer=c.contact_id,
                by=by,
                at=n.at,
            )
            for c, n in zip(made, new, strict=True)
            if n.asset_id is not None
        ]
    )
    return made


CASE = (
    "queue_id",
    "contact_id",
    "subject",
    "status",
    "owner_id",
    "next_deadline",
    "urgency",
    "language",
    "channel",
    "preview",
    "opened_at",
    "unanswered_since",
    "last_word_at",
    "needs_look",
    "version",
    "terms",
    "asset_id",
)
OPEN = f"""
INSERT INTO cases_case ({", ".join(CASE)}, waiting_for, waiting_reason) SELECT {", ".join(CASE)}, '', ''
FROM json_to_recordset(%s) AS g(queue_id bigint, contact_id bigint, subject text, status text, owner_id bigint,
  next_deadline timestamptz, urgency int, language text, channel text, preview text, opened_at timestamptz,
  unanswered_since timestamptz, last_word_at timestamptz, needs_look bool, version int, terms tsvector,
  asset_id bigint)
RETURNING id
"""
JOIN = """
WITH given AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(given)s) AS g(id bigint, talk bigint, owner bigint, at timestamptz)),
joined AS (
  INSERT INTO cases_caseconversation (case_id, conversation_id, "primary") SELECT id, talk, true FROM given)
INSERT INTO cases_ownerchange (case_id, epoch, owner_id, why, reason, actor, at)
SELECT id, 1, owner, 'opened', '', %(actor)s, at FROM given
"""


def _case(n: NewCase, moment: datetime) -> Case:
    at = n.at or moment
    subject = shorten(clean(n.subject), 300) or "—"
    return Case(
        queue=n.queue,
        contact=n.contact,
        subject=subject,
        terms=tsvector(subject),
        owner_id=n.owner_id,
        next_deadline=n.deadline,
        language=n.language,
        channel=n.channel,
        preview=shorten(clean(n.preview), 160),
        urgency=n.urgency,
        needs_look=n.needs_look,
        asset_id=n.asset_id,
        opened_at=at,
        unanswered_since=at if n.waits else None,
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
        " WHERE c.id = g.id AND c.status <> 'closed' AND c.next_deadline IS DISTINCT FROM g.due",
        columns(deadlines, 2),
    )
