"""The alarm board: what is active, nobody's first, the gravest on top, one trouble in one group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.access.policy import Principal
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.queries import opened_by
from makegood.field.alarms import queries
from makegood.field.alarms.models import Alarm
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.web.alarms.shown import Row, row_of
from makegood.web.contacts.place import seen_among

MOST, NARROWED_BY = 300, 2000
SHOWN: dict[str, str | Promise] = {
    "new": _("Nobody has seen them"),
    "seen": _("Seen"),
    "gone": _("Cleared by themselves"),
    "planned": _("While work is planned"),
}


@dataclass
class Group:
    """One trouble: alarms of one case, of one flood, or of one device. `flood` is its row where it is one."""

    rows: list[Row] = field(default_factory=list)
    flood: int | None = None

    @property
    def first(self) -> Row:
        """The gravest of them."""
        return self.rows[0]

    @property
    def more(self) -> list[Row]:
        """The others."""
        return self.rows[1:]

    @property
    def ids(self) -> str:
        """Their rows, for a form."""
        return ",".join(str(row.pk) for row in self.rows)


@dataclass
class Part:
    """A part of the board."""

    key: str
    title: str | Promise
    groups: list[Group]
    count: int


@dataclass
class Board:
    """Everything on the page; `chosen` what it is narrowed to."""

    parts: list[Part]
    counts: dict[str, int]
    products: list[tuple[str, str]]
    sites: list[tuple[str, str]]
    whom: list[tuple[str, str]]
    chosen: dict[str, str]
    cut: bool

    @property
    def way(self) -> str:
        """The address part of what was chosen."""
        kept = {name: value for name, value in self.chosen.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be shown."""
        return not any(part.groups for part in self.parts)


def board(who: Principal, asked: Mapping[str, str]) -> Board:
    """What is open, as it was asked for; whose a device is only where the viewer may see that customer (a
    handful of queries)."""
    chosen = {
        name: asked.get(name, "") if asked.get(name, "").isdigit() else ""
        for name in ("product", "site", "owner")
    }
    if chosen["owner"] and not seen_among(who, [int(chosen["owner"][:17])]):
        chosen["owner"] = ""  # whose they are is not for him
    asked_for = _narrowed(queries.told(queries.open_alarms()), chosen)
    first = list(asked_for.values_list("pk", flat=True)[: MOST + 1])  # without what stands beside
    alarms = list(queries.open_alarms().filter(pk__in=first))
    owners = {one.asset.owner_id for one in alarms if one.asset.owner_id}
    opens = opened_by(who, (one.case_id for one in alarms))
    parts = _parts(queries.named(alarms[:MOST]), seen_among(who, owners), opens)
    products, sites, whom = _choices(who)
    return Board(parts, queries.counts(), products, sites, whom, chosen, len(alarms) > MOST)


def _narrowed(found: "QuerySet[Alarm]", chosen: Mapping[str, str]) -> "QuerySet[Alarm]":
    for name, value in chosen.items():
        if value and len(value) < 18:
            found = found.filter(**{f"asset__{name}": int(value)})
    return found


def _parts(alarms: Sequence[Alarm], seen: set[int], opens: set[int]) -> list[Part]:
    groups: dict[str, dict[tuple[str, int], Group]] = {key: {} for key in SHOWN}
    for alarm in alarms:
        row = row_of(alarm, seen=seen, opens=opens)
        if row.state not in groups:
            continue
        key = _key(alarm)
        group = groups[row.state].setdefault(key, Group(flood=alarm.flood_id))
        group.rows.append(row)
    return [
        Part(key, SHOWN[key], list(found.values()), sum(len(g.rows) for g in found.values()))
        for key, found in groups.items()
        if found
    ]


def _key(alarm: Alarm) -> tuple[str, int]:
    if alarm.flood_id:
        return "flood", alarm.flood_id
    if alarm.case_id:
        return "case", alarm.case_id
    return "device", alarm.asset_id


def _choices(
    who: Principal,
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
    """The products, sites and owners of devices with open alarms, of the latest two thousand (one query)."""
    language = html_lang()
    latest = Alarm.objects.filter(over_at=None).order_by("-raised_at").values("asset")
    devices = Asset.objects.filter(pk__in=latest[:NARROWED_BY]).values_list(
        "product",
        "product__names",
        "product__model",
        "site",
        "site__name",
        "owner",
        "owner__name",
    )
    products: dict[str, str] = {}
    sites: dict[str, str] = {}
    whom: dict[str, str] = {}
    for product, names, model, site, place, owner, name in devices.distinct():
        if product:
            products[str(product)] = in_language(names or {}, language) or model
        if site:
            sites[str(site)] = place
        if owner:
            whom[str(owner)] = name or f"#{owner}"
    shown = seen_among(who, [int(one) for one in whom])
    whom = {one: name for one, name in whom.items() if int(one) in shown}
    by_name = [sorted(one.items(), key=lambda pair: pair[1]) for one in (products, sites, whom)]
    return by_name[0], by_name[1], by_name[2]
