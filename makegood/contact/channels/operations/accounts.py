"""Our own addresses: made, changed, switched off and on."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.base.journal.log import record
from makegood.contact.channels.events import AccountChanged, AccountMade, AccountSwitched
from makegood.contact.channels.models import Account, Brand
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.models import Queue

LONGEST_LINE = 60


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


@transaction.atomic
def speak_for(account: Account, *, lines: Iterable[str], by: Actor) -> None:
    """Pages about these lines of products, and no others, are in the name of this address from now on; who had one
    of them before has it no longer. Twice changes nothing. Raises Invalid."""
    wanted = {line for one in lines if (line := clean(one).strip())}
    if any(len(line) > LONGEST_LINE for line in wanted):
        raise Invalid(_("Choose among the lines of your products."), field="lines")
    rows("SELECT pg_advisory_xact_lock(hashtextextended('channels:brands', 0))")
    mine = set(account.brands.values_list("line", flat=True))
    if mine == wanted:
        return
    account.brands.exclude(line__in=wanted).delete()
    Brand.objects.bulk_create(
        [Brand(line=line, account=account) for line in sorted(wanted)],
        update_conflicts=True, unique_fields=["line"], update_fields=["account"],
    )  # fmt: skip
    fact = AccountChanged(account_id=account.pk, account_kind=account.kind, fields=["lines"])
    record(fact, subject=_topic(account), by=by)


def _topic(account: Account) -> str:
    return f"account:{account.pk}"
