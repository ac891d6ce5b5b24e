"""Receipts that two workers take down at the same moment, in whatever order they came to each."""

from makegood.base.database import rows
from makegood.contact.channels.models import Outgoing, Piece
from makegood.contact.channels.operations import NewOutgoing, Told, queue_outgoing, take_receipts
from makegood.contact.channels.ports import Receipt
from tests.make import Company, company
from tests.sessions import crossing


def sent(us: Company, name: str) -> Outgoing:
    new = NewOutgoing(
        account=us.account,
        reference=f"message:{name}",
        recipient="wang@example.org",
        external_id=f"<{name}@echo>",
        envelope={"text": "hello"},
    )
    outgoing = queue_outgoing(new)
    Outgoing.objects.filter(pk=outgoing.pk).update(state=Outgoing.State.SENT)
    Piece.objects.create(outgoing=outgoing, number=0, name=name)
    return outgoing


def test_two_workers_with_the_same_messages_in_another_order_do_not_wait_for_each_other(
    real_commits: None,
):
    us = company()
    first, second = sorted((sent(us, "one"), sent(us, "two")), key=lambda one: one.pk.bytes)
    told = {
        one.pk: Told(us.account.pk, Receipt(state="delivered", name=one.pieces.get().name))
        for one in (first, second)
    }
    both = crossing(
        lambda: rows("SELECT 1 FROM channels_outgoing WHERE id = %s FOR UPDATE", [first.pk]),
        lambda: take_receipts([told[second.pk]]),
        lambda: take_receipts([told[second.pk], told[first.pk]]),
    )
    assert [one.again for one in both.first] == [False]
    assert [one.again for one in both.second] == [False, False]
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"delivered"}
