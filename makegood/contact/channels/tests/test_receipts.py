"""A receipt proves what it speaks of, and nothing more."""

import pytest

from makegood.base.database import rows
from makegood.contact.channels.models import Outgoing, Piece
from makegood.contact.channels.operations import (
    NewOutgoing,
    Told,
    queue_outgoing,
    take_receipts,
)
from makegood.contact.channels.ports import Receipt
from tests.make import Company, company

State = Outgoing.State


@pytest.fixture
def lanhe(db: None) -> Company:
    return company()


def outgoing_of(lanhe: Company, *, state: str, noted: int, mark: str = "") -> Outgoing:
    """A message in three pieces of which so many were taken for certain."""
    new = NewOutgoing(
        account=lanhe.account,
        reference="message:1",
        recipient="wang@example.org",
        external_id=f"<1{mark}@echo>",
        envelope={"text": "hello"},
    )
    outgoing = queue_outgoing(new)
    Outgoing.objects.filter(pk=outgoing.pk).update(state=state)
    for number in range(noted):
        Piece.objects.create(outgoing=outgoing, number=number, name=f"p{number} {mark}".strip())
    return outgoing


def told(outgoing: Outgoing, *, name: str, number: int | None = None, state: str = "delivered"):
    ours = "" if number is None else f"{outgoing.pk}:{number}:3"
    receipt = Receipt(state=state, name=name, ours=ours, reason="")
    [known] = take_receipts([Told(outgoing.account_id, receipt)])
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


def test_a_hundred_receipts_ask_the_database_as_often_as_two(lanhe, django_assert_max_num_queries):
    ours = [outgoing_of(lanhe, state=State.SENT, noted=1, mark=str(n)) for n in range(50)]
    receipts = [
        Told(one.account_id, Receipt(state=state, name=f"p0 {n}", reason="no such number"))
        for n, one in enumerate(ours)
        for state in ("delivered", "failed" if n % 5 == 0 else "read")
    ]
    with django_assert_max_num_queries(11):
        known = take_receipts(receipts)
    assert not any(one.again for one in known)
    assert sum(one.read for one in known) == 40
    states = Outgoing.objects.values_list("state", flat=True)
    assert (list(states).count(State.DELIVERED), list(states).count(State.FAILED)) == (40, 10)


def test_two_receipts_of_one_message_in_one_batch_lead_to_the_furthest(lanhe):
    outgoing = outgoing_of(lanhe, state=State.SENT, noted=1)
    receipts = [
        Told(outgoing.account_id, Receipt(state=state, name="p0"))
        for state in ("read", "sent", "delivered")
    ]
    assert [one.read for one in take_receipts(receipts)] == [True, True, True]
    outgoing.refresh_from_db()
    assert (outgoing.state, outgoing.pieces.get().state) == (State.DELIVERED, "read")


def test_of_what_was_in_doubt_the_rest_leaves_once_however_often_it_is_told(lanhe):
    outgoing = outgoing_of(lanhe, state=State.UNCERTAIN, noted=1)
    one = Told(outgoing.account_id, Receipt(state="sent", name="p1", ours=f"{outgoing.pk}:1:3"))
    assert [known.again for known in take_receipts([one, one])] == [False, True]
    outgoing.refresh_from_db()
    assert outgoing.state == State.QUEUED
