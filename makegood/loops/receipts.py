"""A provider tells what became of our words: they are marked as delivered or read, or somebody hears of it."""

from collections.abc import Mapping, Sequence

from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.channels.ports import Inbound, Receipt
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import seen
from makegood.kernel import actor as actors

PATIENCE = 5  # so often a receipt is asked again: it may overtake the answer that names our message
UNKNOWN = "a receipt for a message that we do not know"


def words_only(raws: Sequence[RawItem], read: Mapping[int, Inbound]) -> list[RawItem]:
    """Those that are words and become messages. Receipts are taken down, and what nobody needs to see
    is set aside with its reason."""
    found = []
    for raw in raws:
        inbound = read[raw.pk]
        if inbound.receipts:
            _take(raw, inbound.receipts)
        elif inbound.ignored:
            channels.set_aside([raw.pk], reason=inbound.ignored)
        else:
            found.append(raw)
    return found


def _take(raw: RawItem, receipts: Sequence[Receipt]) -> None:
    early = [one for one in receipts if _taken(one, raw.account_id)]
    if early and raw.attempts < PATIENCE:
        channels.put_off(raw.pk, reason=UNKNOWN)
        return
    told = ", ".join(sorted({one.state for one in receipts}))
    channels.set_aside([raw.pk], reason=UNKNOWN if early else f"a receipt: {told}")


def _taken(receipt: Receipt, account_id: int) -> bool:
    """Whether it has to be asked again."""
    known = channels.take_receipt(receipt, account_id=account_id)
    if known.outgoing is not None and known.read:
        _was_read(known.outgoing)
    return known.again


def _was_read(outgoing: Outgoing) -> None:
    message = Message.objects.select_related("conversation").filter(outgoing=outgoing).first()
    if message is None:
        return
    talk = message.conversation
    case = cases_of_conversations([talk.pk]).get(talk.pk)
    by = actors.contact(talk.contact_id)
    seen(talk, up_to=message.seq, ours=True, by=by, case=case.pk if case else None)
