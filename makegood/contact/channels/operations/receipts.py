"""What the provider says became of a message of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from makegood.base.journal.log import record
from makegood.contact.channels.events import MessageProven
from makegood.contact.channels.models import Outgoing, Piece
from makegood.contact.channels.operations.sending import _tell, bounced, settle_uncertain
from makegood.contact.channels.ports import Receipt
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import clean

RANK = {"sent": 0, "delivered": 1, "read": 2, "failed": 3}


@dataclass(frozen=True)
class Known:
    """What a receipt led to: `again` - it came too early, ask again; `read` - the customer has read all
    of it."""

    outgoing: Outgoing | None = None
    again: bool = False
    read: bool = False


@dataclass(frozen=True)
class Found:
    """A message of ours, locked, and the piece of it that a receipt speaks of. `is_news`: until now nobody
    knew that the provider took this piece; `is_last`: and there is none after it."""

    outgoing: Outgoing
    piece: Piece
    is_news: bool
    is_last: bool


@transaction.atomic
def take_receipt(receipt: Receipt, *, account_id: int) -> Known:
    """Take one receipt down, in whatever order they come; the same one twice changes nothing."""
    found = _found(receipt, account_id)
    if found is None:
        return Known(again=True)
    outgoing, piece = found.outgoing, found.piece
    if RANK[receipt.state] > RANK[piece.state]:
        piece.state, piece.at = receipt.state, now()
        piece.save(update_fields=["state", "at"])
    if receipt.state == Piece.State.FAILED:
        bounced(outgoing.pk, reason=receipt.reason)
        return Known(outgoing)
    if outgoing.state == Outgoing.State.UNCERTAIN:
        if found.is_news:  # it is the piece that was in doubt: those before it were noted
            _cleared_up(outgoing, whole=found.is_last)
        return Known(outgoing)
    return _arrived(outgoing)


def _found(receipt: Receipt, account_id: int) -> Found | None:
    """What it speaks of; None while that is not known, or is just being sent."""
    named = Piece.objects.filter(name=receipt.name, outgoing__account=account_id).order_by("-at")
    known = named.values_list("outgoing_id", "number").first() if receipt.name else None
    told = (*known, False) if known else _ours(receipt.ours)
    if told is None:
        return None
    pk, number, is_last = told
    outgoing = Outgoing.objects.select_for_update().filter(pk=pk, account=account_id).first()
    if outgoing is None or outgoing.state in (Outgoing.State.QUEUED, Outgoing.State.SENDING):
        return None
    piece, is_news = Piece.objects.get_or_create(
        outgoing=outgoing, number=number, defaults={"name": clean(receipt.name)[:250]}
    )
    return Found(outgoing, piece, is_news, is_last)


def _cleared_up(outgoing: Outgoing, *, whole: bool) -> None:
    """What nobody was sure of has been taken; of a part, what is left of the message leaves now."""
    if whole:
        _proven(outgoing)
    else:
        settle_uncertain(outgoing, arrived=False, by=SYSTEM)


def _proven(outgoing: Outgoing) -> None:
    fact = MessageProven(outgoing_id=str(outgoing.pk))
    record(
        fact,
        subject=outgoing.reference,
        case=outgoing.case,
        customer=outgoing.customer,
        by=SYSTEM,
    )


def _ours(mark: str) -> tuple[UUID, int, bool] | None:
    """What `mark_of` had written."""
    row, _, rest = mark.partition(":")
    number, _, count = rest.partition(":")
    try:
        return UUID(row), int(number), int(number) + 1 == int(count)
    except ValueError:
        return None


def _arrived(outgoing: Outgoing) -> Known:
    states: Sequence[str] = list(outgoing.pieces.values_list("state", flat=True))
    arrived = all(RANK[state] in (1, 2) for state in states)
    if arrived and outgoing.state == Outgoing.State.SENT:
        outgoing.state = Outgoing.State.DELIVERED
        outgoing.save(update_fields=["state"])
        _tell(outgoing, outgoing.state)
    return Known(outgoing, read=all(state == Piece.State.READ for state in states))
