"""A message that nobody was sure of has arrived: the answer that it was stands again."""

from uuid import UUID

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels.events import MessageProven
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import settle_uncertain
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_answer import find_out


@reacts_to(MessageProven)
def the_answer_stands_again(event: MessageProven, _entry: Entry) -> None:
    """What its owner was asked to find out, the provider has told. Somebody may have decided meanwhile."""
    outgoing = Outgoing.objects.filter(
        pk=UUID(event.outgoing_id), state=Outgoing.State.UNCERTAIN
    ).first()
    if outgoing is None:
        return
    message = Message.objects.filter(outgoing=outgoing).first()
    case = (
        cases_of_conversations([message.conversation_id]).get(message.conversation_id)
        if message
        else None
    )
    if message is None or case is None:
        settle_uncertain(outgoing, arrived=True, by=SYSTEM)
    else:
        find_out(message, case=case, arrived=True, by=SYSTEM)
