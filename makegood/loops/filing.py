"""One inbound message on its way into a case, and the talk that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.ports import Inbound
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.contact.conversations.queries import by_external_ids
from makegood.records.customers.models import Contact


@dataclass
class Filing:
    """One inbound message on its way into a case."""

    raw: RawItem
    account: Account
    inbound: Inbound
    contact: Contact | None = None
    conversation: Conversation | None = None
    case: Case | None = None
    files: tuple[tuple[File, str], ...] = ()
    about: Message | None = None  # a report: the message of ours that it is about


def which_conversation(filings: Sequence[Filing]) -> None:
    """A talk is joined for certain (a session, a status page), by a name we signed, or by a name
    the same person used before. A name alone, in somebody else's mail, joins nothing."""
    names = {name for f in filings for name in (*f.inbound.thread_ids, f.inbound.report_on)}
    known = by_external_ids(names)
    certain = {f.inbound.conversation for f in filings if f.inbound.conversation}
    sure = {c.pk: c for c in Conversation.objects.select_related("contact").filter(pk__in=certain)}
    for filing in filings:
        if filing.inbound.conversation:
            filing.conversation = sure.get(filing.inbound.conversation)
        else:
            _join_by_name(filing, known)
    _join_each_other([f for f in filings if f.conversation is None])


def _join_by_name(filing: Filing, known: dict[str, Message]) -> None:
    inbound = filing.inbound
    filing.about = known.get(inbound.report_on)
    if filing.about is not None:
        filing.conversation = filing.about.conversation
        return
    for name in inbound.thread_ids:
        message = known.get(name)
        if message is None:
            continue
        same_person = message.conversation.contact_id == (filing.contact and filing.contact.pk)
        if same_person or (message.is_ours and name in inbound.proven_ids):
            filing.conversation = message.conversation
            if not same_person:
                filing.inbound = replace(inbound, marks=(*inbound.marks, "other-sender"))
            return


def _join_each_other(filings: Sequence[Filing]) -> None:
    """New talks; an answer to a mail of the same batch and person joins that mail's talk."""
    named: dict[tuple[str, int], int] = {}
    for place, filing in enumerate(filings):
        if filing.inbound.external_id:
            named.setdefault((filing.inbound.external_id, _contact(filing)), place)
    head_of = list(range(len(filings)))
    for place, filing in enumerate(filings):  # an answer may have come before what it answers
        for name in filing.inbound.thread_ids:
            other = named.get((name, _contact(filing)))
            if other is not None:
                a, b = sorted((_head(head_of, place), _head(head_of, other)))
                head_of[b] = a
    heads = [place for place, head in enumerate(head_of) if place == head]
    begun = dict(zip(heads, begin_many([new_conversation(filings[h]) for h in heads]), strict=True))
    for place, filing in enumerate(filings):
        filing.conversation = begun[_head(head_of, place)]


def _head(head_of: Sequence[int], place: int) -> int:
    while head_of[place] != place:
        place = head_of[place]
    return place


def _contact(filing: Filing) -> int:
    return filing.contact.pk if filing.contact else 0


def new_conversation(filing: Filing) -> NewConversation:
    assert filing.contact is not None  # noqa: S101 - set by _who
    return NewConversation(
        account=filing.account,
        contact=filing.contact,
        peer=filing.inbound.peer or filing.inbound.sender,
        subject=filing.inbound.subject,
    )
