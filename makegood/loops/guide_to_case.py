"""A customer's guide that did not solve it becomes a case: everything he answered goes with it."""

from django.db import transaction

from makegood.base.jobs.sweeps import each, sweep
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.conversations.models import Message
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.models import Session
from makegood.kernel import actor as actors

DANGER = 2  # how a case weighs in which somebody could come to harm


@transaction.atomic
def hand_over_now(session_id: int, message: Message) -> Case | None:
    """The case of the form that a guide sent: about its device, with its answers, urgent where it was stopped for
    safety. Twice is once."""
    found = cases_of_conversations([message.conversation_id]).get(message.conversation_id)
    if found is None:
        return None
    session = Session.objects.select_related("asset").get(pk=session_id)
    by = actors.contact(found.contact_id)
    if session.asset is not None and found.asset_id is None:
        found = cases.name_device(found, asset=session.asset, by=by)
    diagnosis.hand_over(session, found, by=by)
    if session.state == Session.State.STOPPED and found.urgency < DANGER:
        found = cases.weigh(found, urgency=DANGER, by=by)
    return found


@sweep(every=60)
def guides_that_were_sent_find_their_case() -> int:
    """Forms that a worker filed later: the guide is handed over then."""
    waiting = Session.objects.filter(case=None).exclude(once="").order_by("pk")
    return each(list(waiting.values_list("pk", flat=True)[:100]), _find)


def _find(session_id: int) -> bool:
    once = Session.objects.values_list("once", flat=True).get(pk=session_id)
    message = Message.objects.filter(raw__external_id=once, raw__account__kind="form").first()
    return message is not None and hand_over_now(session_id, message) is not None
