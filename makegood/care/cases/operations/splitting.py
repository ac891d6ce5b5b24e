"""A conversation of a case becomes a case of its own; another channel joins one; rows follow their contact."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import columns, rows, run
from makegood.care.cases.events import CaseOpened, CaseSplit
from makegood.care.cases.models import Case, CaseConversation, OwnerChange, Split
from makegood.care.cases.operations.state import lock, save, tell
from makegood.care.cases.operations.unmerging import TooLate
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, shorten, tsvector
from makegood.records.customers.ports import holds_contacts
from makegood.records.people.queries import hold_active


@transaction.atomic
def split(
    case: Case, *, conversation: Conversation, subject: str, deadline: datetime, by: Actor
) -> Case:
    """One of its conversations becomes a case with the same owner. Raises Invalid when it is the only one
    or not of this case, CaseGone, and WrongState. The caller sees to what is owed."""
    still_here = hold_active(_last_owners(case))  # people before cases
    case = lock(case.pk)
    strands = {s.conversation_id: s for s in CaseConversation.objects.filter(case=case)}
    if conversation.pk not in strands or len(strands) == 1:
        raise Invalid(_("Choose one of several conversations of the case."), field="conversation")
    owner = _owner(case, still_here)
    title = shorten(clean(subject).strip() or conversation.subject or case.subject, 300)
    new = Case.objects.create(
        queue_id=case.queue_id,
        contact_id=conversation.contact_id,
        subject=title,
        owner_id=owner,
        next_deadline=deadline,
        urgency=case.urgency,
        language=case.language,
        channel=case.channel,
        unanswered_since=case.unanswered_since,
        last_word_at=case.last_word_at,
    )
    run("UPDATE cases_case SET terms = %s::tsvector WHERE id = %s", [tsvector(title), new.pk])
    opened = OwnerChange.Why.OPENED
    OwnerChange.objects.create(case=new, epoch=1, owner_id=owner, why=opened, actor=str(by))
    strand = strands[conversation.pk]
    strand.case, strand.primary = new, True
    strand.save(update_fields=["case", "primary"])
    left = CaseConversation.objects.filter(case=case)
    if not left.filter(primary=True).exists():
        left.filter(pk=max(s.pk for s in left)).update(primary=True)
    Split.objects.create(case=case, new=new, by=str(by))
    save(case)
    tell(case, CaseSplit(case_id=case.pk, new=new.pk), by)
    tell(new, CaseOpened(case_id=new.pk, owner=owner, channel=new.channel), by)
    return new


def _last_owners(case: Case) -> list[int]:
    return list(case.closures.order_by("-pk").values_list("owner_id", flat=True)[:1])


def _owner(case: Case, still_here: set[int]) -> int:
    """Who has it; of a closed case who had it last, or the duty lead when he has left since."""
    if case.status != Case.Status.CLOSED and case.owner_id is not None:
        return case.owner_id
    last = _last_owners(case)[0]
    return last if last in still_here else case.queue.duty_lead_id


@transaction.atomic
def take_back_split(new: Case) -> Split | None:
    """Note that a split is taken back; the caller merges the two again. None when there is none, or when it
    was taken back. Raises TooLate after thirty days."""
    found = Split.objects.filter(new=new, undone_at=None).first()
    if found is None:
        return None
    if now() > found.undo_until:
        raise TooLate(_("This was more than thirty days ago. Merge the two instead."))
    found.undone_at = now()
    found.save(update_fields=["undone_at"])
    return found


@transaction.atomic
def join_many(pairs: Sequence[tuple[Case, Conversation]]) -> None:
    """Other channels of known cases; answers go there from now on (two statements for any number). The
    callers hold the locks of the cases."""
    if not pairs:
        return
    ids = sorted({case.pk for case, _talk in pairs})
    CaseConversation.objects.filter(case__in=ids, primary=True).update(primary=False)
    last = {case.pk: talk.pk for case, talk in pairs}
    CaseConversation.objects.bulk_create(
        [
            CaseConversation(case=case, conversation=talk, primary=last[case.pk] == talk.pk)
            for case, talk in pairs
        ],
        ignore_conflicts=True,
    )


def add_talk(case: Case, talk: Conversation) -> None:
    """A further channel of a case, beside the one by which it is answered. The caller holds its lock."""
    CaseConversation.objects.create(case=case, conversation=talk, primary=False)


def resemble_many(pairs: Sequence[tuple[int, int]]) -> None:
    """New cases that look like a known one, for whoever works on them to say (one statement)."""
    if pairs:
        run(
            "UPDATE cases_case c SET resembles_id = g.known FROM unnest(%s::bigint[], %s::bigint[]) AS g(id, known)"
            " WHERE c.id = g.id AND g.id <> g.known",
            columns(pairs, 2),
        )


def resembles_nothing(case: Case) -> None:
    """Somebody looked: it is a trouble of its own."""
    Case.objects.filter(pk=case.pk).update(resembles=None)


# In the order in which everybody takes them: what files his words just now locks some of them too.
GIVE = """
WITH locked AS (SELECT id FROM cases_case WHERE contact_id = %s ORDER BY id FOR NO KEY UPDATE)
UPDATE cases_case c SET contact_id = %s, version = version + 1 FROM locked l WHERE c.id = l.id RETURNING c.id
"""
# What came for one person since: every conversation of the case is his now.
HIS = """
UPDATE cases_case c SET contact_id = %(to)s, version = version + 1
WHERE c.contact_id = %(of)s AND EXISTS (SELECT 1 FROM cases_caseconversation s WHERE s.case_id = c.id)
  AND NOT EXISTS (
    SELECT 1 FROM cases_caseconversation s JOIN conversations_conversation t ON t.id = s.conversation_id
    WHERE s.case_id = c.id AND NOT (t.peer = ANY(%(peers)s)))
RETURNING c.id
"""
PEERS = "SELECT value FROM customers_handle WHERE contact_id = %s UNION SELECT shown FROM customers_handle WHERE contact_id = %s"


def _give(away: int, into: int) -> list[int]:
    return [pk for (pk,) in rows(GIVE, [away, into])]


def _back(given: list[int], away: int, into: int) -> None:
    Case.objects.filter(pk__in=given, contact=into).update(contact=away)
    _part(into, away, [value for (value,) in rows(PEERS, [away, away])])


def _part(contact: int, new: int, values: list[str]) -> list[int]:
    return [pk for (pk,) in rows(HIS, {"of": contact, "to": new, "peers": values})]


holds_contacts("cases", give=_give, back=_back, part=_part)
