"""Fetching what a provider only announces."""

from django.db import transaction

from makegood.base.jobs.queue import defer_once, job
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations.intake import Arrival, accept_many
from makegood.contact.channels.operations.standing import (
    heard,
    in_trouble,
    out_of_trouble,
    remember,
)
from makegood.contact.channels.ports import Doubtful, Undelivered, adapter_for, adapters, is_puller
from makegood.contact.channels.queries import account_view, memory_of
from makegood.kernel.clock import now


def have_pulled(account_id: int, *, hint: str) -> None:
    """Fetch it soon; in the caller's transaction."""
    defer_once(pull, at=now(), lock=f"pull:{account_id}", account_id=account_id, hint=hint)


@job("channels.pull")
def pull(*, account_id: int, hint: str = "") -> None:
    """Fetch what is new, portion by portion; what it says to remember is kept with the portion. Safe to
    run twice at once: the same things are the same rows."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    adapter = adapter_for(account.kind) if account else None
    if account is None or not is_puller(adapter):
        return
    try:
        for portion in adapter.pull(account_view(account), hint=hint, memory=memory_of(account.pk)):
            with transaction.atomic():
                accept_many(
                    [
                        Arrival(
                            account_id=account.pk,
                            external_id=item.external_id,
                            body=item.body,
                            envelope=item.envelope,
                        )
                        for item in portion.items
                    ]
                )
                remember(account.pk, **portion.remember)
    except (Undelivered, Doubtful) as error:
        in_trouble(account.pk, reason=str(error))
    else:
        heard(account.pk)
        out_of_trouble(account.pk)


def pull_everywhere() -> int:
    """Look at every account whose provider only announces: an announcement can get lost."""
    kinds = [each.kind for each in adapters() if hasattr(each, "pull")]
    for pk in Account.objects.filter(kind__in=kinds, is_active=True).values_list("pk", flat=True):
        have_pulled(pk, hint="")
    return 0
