"""How an address of ours looks, and how it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.models import Account, Outgoing, RawItem
from makegood.contact.channels.ports import adapter_for
from makegood.contact.channels.queries import in_trouble, name_in
from makegood.kernel.clock import now

LEFT = (Outgoing.State.SENT, Outgoing.State.DELIVERED)


def look_of(account: Account) -> dict[str, Any]:
    """Label and icon of a kind; its bare name when its adapter is not installed here."""
    try:
        adapter = adapter_for(account.kind)
    except KeyError:
        return {"label": account.kind, "icon": "link", "connects": False}
    return {"label": adapter.label, "icon": adapter.icon, "connects": True}


def titles_of(account: Account) -> tuple[str, str]:
    """What we call an address of ours, and what stands beside it: what customers write to, else the name that they
    know; the id that its provider gave it is for whoever compares."""
    name = name_in(account, html_lang())
    written = "@" in account.address or account.address.startswith("+")
    return (account.address, name) if written else (name, account.address)


def renamed(settings: dict[str, Any], was: str, name: str) -> dict[str, Any]:
    """The settings under a new name: it counts in every language until somebody says another."""
    return settings if name == was else {k: v for k, v in settings.items() if k != "names"}


def troubled(accounts: Sequence[Account]) -> dict[int, int]:
    """By account, how many messages did not leave for certain (one query)."""
    found = in_trouble().filter(account__in=accounts).order_by().values_list("account")
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
        "bad": in_trouble().filter(account=account).count(),
        "early": RawItem.objects.filter(account=account, state=RawItem.State.EARLY).count(),
    }


def _last(rows: Any, name: str) -> datetime | None:
    found = rows.exclude(**{name: None}).order_by("-pk" if name == "received_at" else f"-{name}")
    moment: datetime | None = found.values_list(name, flat=True).first()
    return moment
