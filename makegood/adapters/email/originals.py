"""The mail byte for byte, for those who may work on its case."""

from dataclasses import dataclass

from makegood.base.access.policy import Principal, may
from makegood.care.cases.models import Case, CaseConversation
from makegood.care.cases.queries import Place
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message
from makegood.kernel.errors import NotFound


@dataclass(frozen=True)
class Original(Place):
    """A raw mail and the place of the case that it is in."""

    raw: RawItem
    row: Case
    message: Message


def original_of(who: Principal, *, pk: int) -> Original:
    """The raw mail of a message. Raises NotFound when there is none, or not for this member of staff."""
    message = Message.objects.filter(pk=pk, raw__isnull=False).select_related("raw").first()
    strand = (
        CaseConversation.objects.select_related("case__queue")
        .defer("case__terms")
        .filter(conversation=message.conversation_id)
        .first()
        if message
        else None
    )
    if message is None or message.raw is None or strand is None:
        raise NotFound(pk)
    case = strand.case
    found = Original(case.pk, case.owner_id, case.queue.team_id, message.raw, case, message)
    if not may(who, "cases.work", found):
        raise NotFound(pk)
    return found
