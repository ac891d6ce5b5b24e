"""How an address of ours looks, and how it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from makegood.contact.channels.models import Account, Outgoing, RawItem
from makegood.contact.channels.ports import adapter_for
from makegood.kernel.clock import now

LEFT = (Outgoing.State.SENT, Outgoing.State.DELIVERED)
BAD = (Outgoing.State.FAILED, Outgoing.State.UNCERTAIN)


def look_of(account: Account) -> dict[str, Any]:
    """Label and icon of a kind; its bare name when its adapter is not installed here."""
    try:
        adapter = adapter_for(account.kind)
    except KeyError:
        return {"label": account.kind, "icon": "link", "connects": False}
    return {"label": adapter.label, "icon": adapter.icon, "connects": True}


def troubled(accounts: Sequence[Account]) -> dict[int, int]:
    """By account, how many messages did not leave for certain (one query)."""
    found = Outgoing.objects.filter(account__in=accounts, state__in=BAD).values_list("account")
    return dict(found.annotate(n=Count("pk")).values_list("account", "n"))


def health_of(account: Account) -> dict[str, Any]:
    """When it was last heard from and answered by, what goes wrong, what waits."""
    standing = getattr(account, "standing", None)
    outgoing = Outgoing.objects.filter(account=account)
    return {
        "standing": standing,
        "came": _last(RawItem.objects.filter(account=account), "received_at"),
        "left": _last(outgoing.filter(state__in=LEFT), "done_at"),
        "waiting": outgoing.filter(state=Outgoing.State.QUEUED).count(),
        "held": outgoing.filter(state=Outgoing.State.QUEUED, send_after__gt=now())
        .exclude(error="")
        .order_by("send_after")
        .first(),
        "bad": outgoing.filter(state__in=BAD).count(),
        "early": RawItem.objects.filter(account=account, state=RawItem.State.EARLY).count(),
    }


def _last(rows: Any, name: str) -> datetime | None:
    found = rows.exclude(**{name: None}).order_by("-pk" if name == "received_at" else f"-{name}")
    moment: datetime | None = found.values_list(name, flat=True).first()
    return moment
