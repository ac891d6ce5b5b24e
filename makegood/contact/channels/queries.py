from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from makegood.contact.channels.models import Account, Outgoing, RawItem, Sending
from makegood.contact.channels.ports import RawView


def account_for(kind: str, addresses: Sequence[str]) -> Account | None:
    """The active account that one of these addresses belongs to, in their order (one query)."""
    found = {
        a.address: a
        for a in Account.objects.filter(kind=kind, address__in=addresses, is_active=True)
    }
    return next((found[a] for a in addresses if a in found), None)


def default_account(kind: str) -> Account | None:
    """The first active account of a kind."""
    return Account.objects.filter(kind=kind, is_active=True).order_by("pk").first()


def views_of(items: Sequence[RawItem], accounts: dict[int, Account]) -> list[RawView]:
    """Raw items as adapters read them."""
    return [
        RawView(
            pk=item.pk,
            account_id=item.account_id,
            account_address=accounts[item.account_id].address,
            language=accounts[item.account_id].language,
            body=bytes(item.body),
            envelope=item.envelope,
            received_at=item.received_at,
        )
        for item in items
    ]


def oldest_waiting() -> datetime | None:
    """When the oldest item came that no case holds yet."""
    return (
        RawItem.objects.filter(state=RawItem.State.NEW)
        .order_by("received_at")
        .values_list("received_at", flat=True)
        .first()
    )


def in_trouble() -> "QuerySet[Outgoing]":
    """Messages that did not leave for certain: a person has to look."""
    return Outgoing.objects.filter(
        state__in=[Outgoing.State.FAILED, Outgoing.State.UNCERTAIN]
    ).order_by("-made_at")


def sending_paused() -> Sending | None:
    """The reason why nothing leaves now, if so."""
    return Sending.objects.filter(paused_at__isnull=False).first()
