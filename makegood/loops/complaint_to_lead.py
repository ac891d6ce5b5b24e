"""A customer complains, in whatever channel: it is its own kind of case, weighs more, goes to those who
answer complaints where there are such, and its lead is told."""

from django.db import transaction

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import cases_of_conversations
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Complaint
from makegood.care.promises.operations import reconsider
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import Actor
from makegood.records.people.models import Queue

KEY = "complaints"  # of the queue that answers them; without one they stay where they are
HIGH = 1


@transaction.atomic
def complain(message: Message, *, channel: str) -> Complaint | None:
    """By the customer's own word. None where it is in no case yet."""
    case = cases_of_conversations([message.conversation_id]).get(message.conversation_id)
    if case is None:
        return None
    by = actors.contact(case.contact_id)
    return complaint(case, words=message.text, channel=channel, by=by)


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
    return feedback.complain(case, words=words, channel=channel, by=by)
