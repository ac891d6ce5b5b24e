"""One inbound message on its way into a case, and the talk that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.care.repeats.reading.naming import Named
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.ports import Inbound
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    await_many,
    begin_many,
)
from makegood.contact.conversations.queries import awaiting, by_external_ids
from makegood.desk.routing.reading.complaints import Complaining
from makegood.desk.routing.reading.urgency import NOTHING, Reading
from makegood.desk.routing.rules import Conditions, Fit
from makegood.records.customers.models import Contact
from makegood.records.customers.rules import normal_mail
from makegood.records.people.models import Queue

MOST_MISSING = 10  # names of earlier mails that are remembered of one mail
LONGEST_NAME = 250


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
    reading: Reading = NOTHING  # of first words
    complaint: Complaining | None = None  # None: not read yet
    named: list[Named] | None = None  # devices, orders, addresses in his words; None: not read yet
    rule: Conditions | None = None  # that sends it elsewhere than its account
    fits: tuple[Fit, ...] = ()
    routed: Queue | None = None

    @property
    def queue(self) -> Queue:
        """To which queue a case of it belongs."""
        return self.routed or self.account.queue


def which_conversation(filings: Sequence[Filing]) -> None:
    """A talk is joined for certain (a session, a status page), by a name we signed, or by a name
    the same person used before, or by one that a mail of the same person refers to and that had not
    come yet. A name alone, in somebody else's mail, joins nothing."""
    names = {name for f in filings for name in (*f.inbound.thread_ids, f.inbound.report_on)}
    known = by_external_ids(names)
    missed = awaiting({f.inbound.external_id for f in filings if f.inbound.external_id})
    certain = {f.inbound.conversation for f in filings if f.inbound.conversation}
    sure = {c.pk: c for c in Conversation.objects.select_related("contact").filter(pk__in=certain)}
    for filing in filings:
        if filing.inbound.conversation:
            filing.conversation = sure.get(filing.inbound.conversation)
        else:
            _join_by_name(filing, known)
        if filing.conversation is None:
            filing.conversation = missed.get((filing.inbound.external_id, contact_of(filing)))
    _join_each_other(filings)
    _remember_missing(filings, known)


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
            if not (same_person or _was_sent_there(filing, message)):
                filing.inbound = replace(inbound, marks=(*inbound.marks, "other-sender"))
            return


def _was_sent_there(filing: Filing, message: Message) -> bool:
    """Whether he answers what we sent to that very address: then the address that somebody typed is his."""
    return normal_mail(message.conversation.peer) == normal_mail(filing.inbound.sender) != ""


def _join_each_other(filings: Sequence[Filing]) -> None:
    """New talks; an answer to a mail of the same batch and person joins that mail's talk."""
    head_of = _heads(filings)
    new = [n for n, head in enumerate(head_of) if n == head and filings[n].conversation is None]
    begun = begin_many([new_conversation(filings[n]) for n in new])
    for place, conversation in zip(new, begun, strict=True):
        filings[place].conversation = conversation
    for place, filing in enumerate(filings):
        filing.conversation = filing.conversation or filings[_head(head_of, place)].conversation


def _heads(filings: Sequence[Filing]) -> list[int]:
    """For each mail the place of one that it belongs with, itself where it leads its group."""
    named: dict[tuple[str, int], int] = {}
    for place, filing in enumerate(filings):
        if filing.inbound.external_id and _is_own(filing):
            named.setdefault((filing.inbound.external_id, contact_of(filing)), place)
    head_of = list(range(len(filings)))
    for place, filing in enumerate(filings):  # an answer may have come before what it answers
        if filing.conversation is None:
            for name in filing.inbound.thread_ids:
                other = named.get((name, contact_of(filing)))
                if other is not None:
                    _join_heads(filings, head_of, place, other)
    return head_of


def _is_own(filing: Filing) -> bool:
    """Whether the talk is the sender's own, as far as it is known already."""
    talk = filing.conversation
    return talk is None or talk.contact_id == contact_of(filing)


def _join_heads(filings: Sequence[Filing], head_of: list[int], one: int, other: int) -> None:
    """Two groups become one, under the mail that has its talk already, else under the earlier one."""
    a, b = sorted(
        (_head(head_of, one), _head(head_of, other)),
        key=lambda place: (filings[place].conversation is None, place),
    )
    if filings[b].conversation is None:
        head_of[b] = a


def _remember_missing(filings: Sequence[Filing], known: dict[str, Message]) -> None:
    """What a mail in its sender's own talk refers to and nobody has: it may come later."""
    here = {f.inbound.external_id for f in filings}
    await_many(
        (filing.conversation, name)
        for filing in filings
        if filing.conversation is not None and not filing.inbound.conversation and _is_own(filing)
        for name in filing.inbound.thread_ids[:MOST_MISSING]
        if name not in known and name not in here and len(name) <= LONGEST_NAME
    )


def _head(head_of: Sequence[int], place: int) -> int:
    while head_of[place] != place:
        place = head_of[place]
    return place


def contact_of(filing: Filing) -> int:
    """The row of the contact; 0 before it is known."""
    return filing.contact.pk if filing.contact else 0


def new_conversation(filing: Filing) -> NewConversation:
    assert filing.contact is not None  # noqa: S101 - set by _who
    return NewConversation(
        account=filing.account,
        contact=filing.contact,
        peer=filing.inbound.peer or filing.inbound.sender,
        subject=filing.inbound.subject,
    )
