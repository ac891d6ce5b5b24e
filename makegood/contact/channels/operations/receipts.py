"""What the provider says became of messages of ours."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from makegood.base.journal.log import Fact, record_many
from makegood.contact.channels.events import MessageProven
from makegood.contact.channels.models import Outgoing, Piece
from makegood.contact.channels.operations.sending import MayHaveArrived, fact_of, settle_uncertain
from makegood.contact.channels.ports import Receipt
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import clean

RANK = {"sent": 0, "delivered": 1, "read": 2, "failed": 3}
ON_ITS_WAY = (Outgoing.State.QUEUED, Outgoing.State.SENDING)
OVER = (Outgoing.State.FAILED, Outgoing.State.WITHDRAWN)


@dataclass(frozen=True)
class Told:
    """A receipt, and to which account of ours it came."""

    account_id: int
    receipt: Receipt


@dataclass(frozen=True)
class Known:
    """What a receipt led to: `again` - it came too early, ask again; `read` - the customer has read all
    of it."""

    outgoing: Outgoing | None = None
    again: bool = False
    read: bool = False


@dataclass(frozen=True)
class Place:
    """The piece of a message that a receipt speaks of; `is_last`: there is none after it."""

    outgoing: UUID
    number: int
    is_last: bool = False


@dataclass
class Batch:
    """Messages of ours, locked, with their pieces, and what becomes of them."""

    outgoings: dict[UUID, Outgoing]
    pieces: dict[UUID, dict[int, Piece]]
    new: list[Piece] = field(default_factory=list)
    moved: dict[int, Piece] = field(default_factory=dict)
    ended: dict[UUID, Outgoing] = field(default_factory=dict)
    go_on: list[Outgoing] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def piece(self, place: Place, name: str) -> tuple[Piece, bool]:
        """The piece, and whether until now nobody knew that the provider took it."""
        mine = self.pieces.setdefault(place.outgoing, {})
        if place.number in mine:
            return mine[place.number], False
        piece = Piece(
            outgoing=self.outgoings[place.outgoing], number=place.number, name=clean(name)[:250]
        )
        mine[place.number] = piece
        self.new.append(piece)
        return piece, True

    def move(self, piece: Piece, state: str) -> None:
        """The piece has come further."""
        piece.state, piece.at = state, now()
        if piece.pk is not None:
            self.moved[piece.pk] = piece

    def end(self, outgoing: Outgoing, state: Outgoing.State, *, error: str = "") -> None:
        """This is what became of it."""
        outgoing.state, outgoing.error = state, clean(error)[:500]
        if state == Outgoing.State.FAILED:
            outgoing.done_at = now()
        self.ended[outgoing.pk] = outgoing
        self.facts.append(fact_of(outgoing, state, error))

    def write(self) -> None:
        """All of it, in at most six statements; more only where what was in doubt goes on."""
        Piece.objects.bulk_create(self.new)
        if self.moved:
            Piece.objects.bulk_update(self.moved.values(), ["state", "at"])
        if self.ended:
            Outgoing.objects.bulk_update(self.ended.values(), ["state", "error", "done_at"])
        record_many(self.facts)
        for outgoing in self.go_on:
            with suppress(MayHaveArrived):  # what is of no use any more is not sent again
                settle_uncertain(outgoing, arrived=False, by=SYSTEM)


@transaction.atomic
def take_receipts(told: Sequence[Told]) -> list[Known]:
    """Take receipts down, in whatever order they come; the same one twice changes nothing. Nine statements
    for any number, and everybody locks the messages in one order."""
    places = _places(told)
    batch = _locked({place.outgoing for place in places if place is not None})
    known = [_taken(batch, one, place) for one, place in zip(told, places, strict=True)]
    batch.write()
    return known


def _places(told: Sequence[Told]) -> list[Place | None]:
    """What each speaks of, by the provider's name or by our own mark (one query)."""
    names = {one.receipt.name for one in told if one.receipt.name}
    accounts = {one.account_id for one in told}
    pieces = Piece.objects.filter(name__in=names, outgoing__account__in=accounts).order_by("at")
    by_name = {
        (account, name): Place(pk, number)
        for account, name, pk, number in pieces.values_list(
            "outgoing__account", "name", "outgoing", "number"
        )
    }
    return [
        by_name.get((one.account_id, one.receipt.name)) or _ours(one.receipt.ours) for one in told
    ]


def _ours(mark: str) -> Place | None:
    """What `mark_of` had written."""
    row, _, rest = mark.partition(":")
    number, _, count = rest.partition(":")
    try:
        return Place(UUID(row), int(number), int(number) + 1 == int(count))
    except ValueError:
        return None


def _locked(ids: set[UUID]) -> Batch:
    """The messages, locked in the order of their rows, and their pieces."""
    if not ids:
        return Batch({}, {})
    mine = Outgoing.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    batch = Batch({outgoing.pk: outgoing for outgoing in mine}, {})
    for piece in Piece.objects.filter(outgoing__in=batch.outgoings):
        batch.pieces.setdefault(piece.outgoing_id, {})[piece.number] = piece
    return batch


def _taken(batch: Batch, one: Told, place: Place | None) -> Known:
    outgoing = batch.outgoings.get(place.outgoing) if place is not None else None
    if place is None or outgoing is None or not _can_be_asked(outgoing, one):
        return Known(again=True)
    receipt = one.receipt
    piece, is_news = batch.piece(place, receipt.name)
    if RANK[receipt.state] > RANK[piece.state]:
        batch.move(piece, receipt.state)
    if receipt.state == Piece.State.FAILED:
        if outgoing.state not in OVER:
            batch.end(outgoing, Outgoing.State.FAILED, error=receipt.reason)
        return Known(outgoing)
    if outgoing.state == Outgoing.State.UNCERTAIN:
        if is_news:  # it is the piece that was in doubt: those before it were noted
            _cleared_up(batch, outgoing, whole=place.is_last)
        return Known(outgoing)
    return _arrived(batch, outgoing)


def _can_be_asked(outgoing: Outgoing, one: Told) -> bool:
    """Whether it is a message of that account, and is not just being sent."""
    return outgoing.account_id == one.account_id and outgoing.state not in ON_ITS_WAY


def _cleared_up(batch: Batch, outgoing: Outgoing, *, whole: bool) -> None:
    """What nobody was sure of has been taken; of a part, what is left of the message leaves now."""
    if whole:
        fact = MessageProven(outgoing_id=str(outgoing.pk))
        batch.facts.append(
            Fact(
                event=fact,
                subject=outgoing.reference,
                case=outgoing.case,
                customer=outgoing.customer,
                by=SYSTEM,
            )
        )
    else:
        batch.go_on.append(outgoing)
        outgoing.state = Outgoing.State.QUEUED


def _arrived(batch: Batch, outgoing: Outgoing) -> Known:
    states = [piece.state for piece in batch.pieces[outgoing.pk].values()]
    if outgoing.state == Outgoing.State.SENT and all(RANK[state] in (1, 2) for state in states):
        batch.end(outgoing, Outgoing.State.DELIVERED, error=outgoing.error)
    return Known(outgoing, read=all(state == Piece.State.READ for state in states))
