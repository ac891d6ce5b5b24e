"""A customer complains, in whatever channel and in whatever words: it is its own kind of case, weighs more, goes to
those who answer complaints where there are such, and its lead is told. What may be a complaint is shown to one of us.
"""

from collections.abc import Sequence

from django.db import transaction

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Complaint
from makegood.care.promises.operations import reconsider
from makegood.contact.conversations.models import Message
from makegood.desk.routing.operations import hint_many, settle_hints
from makegood.desk.routing.reading.complaints import NO, SAID, SUGGESTED, Complaining, complaining
from makegood.kernel import actor as actors
from makegood.kernel.actor import Actor
from makegood.loops.filing import Filing
from makegood.records.people.models import Queue

KEY = "complaints"  # of the queue that answers them; without one they stay where they are
MARK = "complaint"  # of a message that was sent as one
HIGH = 1


def heard_in(filing: Filing) -> Complaining:
    """What of a message is a complaint, read once. What a machine sent is none; and what somebody else wrote into
    the talk of a customer is for one of us to judge."""
    if filing.complaint is None:
        inbound = filing.inbound
        if MARK in inbound.marks:
            filing.complaint = Complaining(SAID, "complaint")
        elif inbound.automatic or inbound.needs_look:
            filing.complaint = NO
        else:
            filing.complaint = complaining(f"{inbound.subject}\n{inbound.text}")
    found = filing.complaint
    if found.grade == SAID and "other-sender" in filing.inbound.marks:
        return Complaining(SUGGESTED, found.kind, found.words)
    return found


def take_complaints(filings: Sequence[Filing], messages: Sequence[Message]) -> None:
    """Who says that he complains, complains, in the transaction that files it; what may be one is kept for whoever
    answers (no statement for a batch without complaints)."""
    hints = []
    for filing, message in zip(filings, messages, strict=True):
        found = heard_in(filing)
        if found.grade == SAID and filing.case is not None:
            by = actors.contact(filing.case.contact_id)
            complaint(filing.case, words=message.text, channel=filing.account.kind, by=by)
        elif found.grade == SUGGESTED:
            hints.append((message.pk, found))
    hint_many(hints)


@transaction.atomic
def complaint(case: Case, *, words: str, channel: str, by: Actor) -> Complaint:
    """This case is a complaint: raised, with those who answer complaints, its lead told. Twice is once."""
    case = cases.lock(case.pk)
    if case.status != Case.Status.CLOSED:
        if case.urgency < HIGH:
            cases.weigh(case, urgency=HIGH, by=by)
        queue = Queue.objects.filter(key=KEY).first()
        if queue is not None and case.queue_id != queue.pk:
            cases.move(case, queue=queue, by=by, reason="complaint")
        case = Case.objects.select_related("queue").get(pk=case.pk)
        reconsider([case], by=by, why="priority")
    settle_hints(case, is_complaint=True, by=by)
    return feedback.complain(case, words=words, channel=channel, by=by)
