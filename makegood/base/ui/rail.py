"""The rail of the staff pages: whoever owns a page puts itself there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from makegood.base.access.http import principal_of
from makegood.base.access.policy import Principal, may
from makegood.base.database import Asked, together


@dataclass(frozen=True, kw_only=True)
class RailItem:
    """`letter` follows G on the keyboard; `badge` counts what is late, 0 shows nothing. With the tone
    `act` it counts what waits for the viewer. What the database is `asked` for all items is one statement."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    act: str = "staff"
    letter: str = ""
    foot: bool = False
    badge: Callable[[HttpRequest], int] | None = None
    asked: Callable[[Principal], Asked] | None = None
    tone: str = "late"


@dataclass(frozen=True)
class Shown:
    """An item as one member of staff sees it."""

    item: RailItem
    url: str
    count: int


_ITEMS: dict[str, RailItem] = {}


def add_rail_item(item: RailItem) -> None:
    """Show a page in the rail; the same name again replaces it."""
    _ITEMS[item.name] = item


def rail_for(request: HttpRequest, *, foot: bool) -> list[Shown]:
    """What this member of staff may open, in order; pages that are not installed are left out."""
    who = principal_of(request)
    found = []
    for item in sorted(_ITEMS.values(), key=lambda item: item.order):
        if item.foot == foot and may(who, item.act):
            try:
                url = reverse(item.url_name)
            except NoReverseMatch:
                continue
            found.append((item, url))
    counts = _counted([item for item, _url in found], who)
    return [
        Shown(item, url, item.badge(request) if item.badge else counts.get(item.name, 0))
        for item, url in found
    ]


def _counted(items: list[RailItem], who: Principal) -> dict[str, int]:
    asked = {item.name: item.asked(who) for item in items if item.asked}
    return dict(zip(asked, together(*asked.values()), strict=True)) if asked else {}
