"""A receipt proves what it speaks of, and nothing more."""

import pytest

from makegood.base.database import rows
from makegood.contact.channels.models import Outgoing, Piece
from makegood.contact.channels.operations import NewOutgoing, queue_outgoing, take_receipt
from makegood.contact.channels.ports import Receipt
from tests.make import Company, company

State = Outgoing.State


@pytest.fixture
def lanhe(db: None) -> Company:
    return company()


def outgoing_of(lanhe: Company, *, state: str, noted: int) -> Outgoing:
    """A message in three pieces of which so many were taken for certain."""
    new = NewOutgoing(
        account=lanhe.account,
        reference="message:1",
        recipient="wang@example.org",
        external_id="<1@echo>",
        envelope={"text": "hello"},
    )
    outgoing = queue_outgoing(new)
    Outgoing.objects.filter(pk=outgoing.pk).update(state=state)
    for number in range(noted):
        Piece.objects.create(outgoing=outgoing, number=number, name=f"p{number}")
    return outgoing


def told(outgoing: Outgoing, *, name: str, number: int | None = None, state: str = "delivered"):
    ours = "" if number is None else f"{outgoing.pk}:{number}:3"
    receipt = Receipt(state=state, name=name, ours=ours, reason="")
    known = take_receipt(receipt, account_id=outgoing.account_id)
    outgoing.refresh_from_db()
    return known


def proven() -> int:
    return len(rows("SELECT 1 FROM journal_entry WHERE kind = 'channels.message_proven'"))


@pytest.mark.parametrize("number", [None, 0])
def test_a_receipt_for_a_piece_that_was_known_proves_nothing_of_the_one_in_doubt(lanhe, number):
    outgoing = outgoing_of(lanhe, state=State.UNCERTAIN, noted=1)
    told(outgoing, name="p0", number=number)
    assert (outgoing.state, proven()) == (State.UNCERTAIN, 0)


def test_a_receipt_for_the_piece_in_doubt_lets_the_rest_leave(lanhe):
    outgoing = outgoing_of(lanhe, state=State.UNCERTAIN, noted=1)
    told(outgoing, name="p1", number=1)
    assert (outgoing.state, proven()) == (State.QUEUED, 0)
    assert set(outgoing.pieces.values_list("number", flat=True)) == {0, 1}


def test_a_receipt_for_the_last_piece_proves_the_message_once(lanhe):
    outgoing = outgoing_of(lanhe, state=State.UNCERTAIN, noted=2)
    for state in ("sent", "delivered", "read"):
        told(outgoing, name="p2", number=2, state=state)
    assert (outgoing.state, proven()) == (State.UNCERTAIN, 1), "the reaction settles it"


def test_a_receipt_that_comes_while_it_is_being_sent_is_asked_again_and_then_proves_it(lanhe):
    outgoing = outgoing_of(lanhe, state=State.SENDING, noted=2)
    assert told(outgoing, name="p2", number=2).again
    Outgoing.objects.filter(pk=outgoing.pk).update(state=State.UNCERTAIN)
    assert not told(outgoing, name="p2", number=2).again
    assert proven() == 1
