"""Wordings that the provider approved."""

from collections.abc import Sequence

from django.db import transaction

from makegood.base.journal.log import record
from makegood.contact.channels.events import AccountChanged
from makegood.contact.channels.models import Account, Template
from makegood.contact.channels.ports import Wording
from makegood.kernel.actor import Actor
from makegood.kernel.text import clean


@transaction.atomic
def keep_wordings(account: Account, wordings: Sequence[Wording], *, by: Actor) -> int:
    """Those approved now; what is approved no longer is not offered any more. Returns how many there are."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    Template.objects.filter(account=account).update(is_active=False)
    for one in wordings:
        Template.objects.update_or_create(
            account=account,
            name=clean(one.name)[:120],
            language=clean(one.language)[:20],
            defaults={
                "category": clean(one.category)[:40],
                "body": clean(one.body),
                "is_active": True,
            },
        )
    fact = AccountChanged(account_id=account.pk, account_kind=account.kind, fields=["templates"])
    record(fact, subject=f"account:{account.pk}", by=by)
    return len(wordings)
