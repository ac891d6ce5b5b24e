"""How the connection of an account is: when the provider called, who was turned away, what goes wrong."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from makegood.contact.channels.models import Standing
from makegood.kernel.clock import now
from makegood.kernel.text import clean

SELDOM = timedelta(seconds=20)  # so often it is written down that somebody called


def _have(account_id: int) -> None:
    Standing.objects.bulk_create([Standing(account_id=account_id)], ignore_conflicts=True)


def heard(account_id: int) -> None:
    """The provider called, and proved that it is he."""
    mine = Standing.objects.filter(account=account_id)
    late = Q(heard_at__isnull=True) | Q(heard_at__lt=now() - SELDOM)
    if not mine.filter(late).update(heard_at=now()) and not mine.exists():
        _have(account_id)
        mine.update(heard_at=now())


def turned_away(account_id: int, *, reason: str) -> None:
    """Somebody called who did not prove that he is the provider."""
    _have(account_id)
    late = Q(refused_at__isnull=True) | Q(refused_at__lt=now() - SELDOM)
    Standing.objects.filter(late, account=account_id).update(
        refused_at=now(), refusal=clean(reason)[:200]
    )


def in_trouble(account_id: int, *, reason: str) -> None:
    """Our own calls fail, and the account is at fault."""
    _have(account_id)
    Standing.objects.filter(account=account_id).update(
        trouble=clean(reason)[:300], trouble_at=now()
    )


def out_of_trouble(account_id: int) -> None:
    """They work again."""
    Standing.objects.filter(account=account_id).exclude(trouble="").update(
        trouble="", trouble_at=None
    )


def slow_down(account_id: int, *, until: datetime) -> None:
    """The provider takes nothing of this account before then; of two moments the later counts."""
    _have(account_id)
    sooner = Q(slow_until__isnull=True) | Q(slow_until__lt=until)
    Standing.objects.filter(sooner, account=account_id).update(slow_until=until)


@transaction.atomic
def remember(account_id: int, **things: Any) -> dict[str, Any]:
    """Keep what an adapter needs next time; returns all that it remembers."""
    _have(account_id)
    standing = Standing.objects.select_for_update().get(pk=account_id)
    standing.memory.update(things)
    standing.save(update_fields=["memory"])
    return dict(standing.memory)
