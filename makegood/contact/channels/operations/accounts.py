"""Our own addresses: made, changed, switched off and on."""

from typing import Any

from django.db import transaction

from makegood.base.journal.log import record
from makegood.contact.channels.events import AccountChanged, AccountMade, AccountSwitched
from makegood.contact.channels.models import Account
from makegood.kernel.actor import SYSTEM, Actor
from makegood.records.people.models import Queue


@transaction.atomic
def make_account(
    *,
    kind: str,
    address: str,
    name: str,
    queue: Queue,
    language: str = "en",
    settings: dict[str, Any] | None = None,
    by: Actor = SYSTEM,
) -> Account:
    """An address of ours; the same kind and address twice is one account, as it was told last."""
    told = {"name": name, "queue": queue, "language": language, "settings": settings or {}}
    account, is_new = Account.objects.select_for_update().get_or_create(
        kind=kind, address=address, defaults=told
    )
    if is_new:
        record(
            AccountMade(account_id=account.pk, account_kind=kind), subject=_topic(account), by=by
        )
        return account
    changed = [field for field, value in told.items() if getattr(account, field) != value]
    if changed:
        for field in changed:
            setattr(account, field, told[field])
        account.save(update_fields=changed)
        fact = AccountChanged(account_id=account.pk, account_kind=kind, fields=changed)
        record(fact, subject=_topic(account), by=by)
    return account


@transaction.atomic
def switch_account(account: Account, *, on: bool, by: Actor) -> Account:
    """Switch an address off, or on again. Off: its door refuses, what was accepted before is filed, and
    answers still leave by it. Twice changes nothing."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.is_active != on:
        account.is_active = on
        account.save(update_fields=["is_active"])
        fact = AccountSwitched(account_id=account.pk, account_kind=account.kind, on=on)
        record(fact, subject=_topic(account), by=by)
    return account


def _topic(account: Account) -> str:
    return f"account:{account.pk}"
