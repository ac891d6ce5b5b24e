"""The list of devices as one member of staff sees it."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case
from makegood.records.assets import queries
from makegood.records.assets.models import Asset, Product, Site
from makegood.records.assets.queries import PAGE, Wanted, called
from makegood.records.assets.rules import Trend
from makegood.web.contacts.place import seen_among
from makegood.web.devices.whom import named_so

STATES = ("used", "stored", "unknown", "retired")


@dataclass(frozen=True)
class Row:
    """A device in the list."""

    asset: Asset
    url: str
    product: str
    whose: str
    place: str
    trend: Trend | None
    cases: int


@dataclass
class Found:
    """The list, with what was asked for."""

    wanted: Wanted
    rows: list[Row]
    next: str
    unknown: int
    total: int
    products: list[tuple[int, str]]
    states: list[tuple[str, str]] = field(default_factory=list)
    site: str = ""

    @property
    def asked(self) -> bool:
        """Whether something was asked for."""
        return bool(_told(self.wanted))

    def way(self, **more: object) -> str:
        """The address of the same list with something else asked for."""
        return "?" + urlencode({k: v for k, v in {**_told(self.wanted), **more}.items() if v})


def asked_for(who: Principal, query: QueryDict) -> Wanted:
    """What the address asks for (two statements where it has words)."""
    words = query.get("q", "")[:120]
    state = query.get("state", "")
    return Wanted(
        words=words,
        product_id=number(query.get("product", "")),
        state=state if state in STATES else "",
        site_id=number(query.get("site", "")),
        batch=query.get("batch", "")[:40],
        owners=[one.pk for one in named_so(who, words)] if words else (),
    )


def found(who: Principal, query: QueryDict) -> Found:
    """What the address asks for; what it says wrongly counts as not said (a fixed number of statements)."""
    wanted = asked_for(who, query)
    assets = queries.found_devices(wanted, after=number(query.get("after", "")), limit=PAGE + 1)
    page = assets[:PAGE]
    sites = Site.objects.filter(pk=wanted.site_id) if wanted.site_id else Site.objects.none()
    result = Found(
        wanted=wanted,
        rows=rows_of(who, page),
        next="",
        unknown=Asset.objects.filter(state="unknown").count(),
        total=0 if page else Asset.objects.count(),
        products=_products(),
        states=[
            ("", _("All")), ("used", _("In use")), ("stored", _("In store")),
            ("unknown", _("To be entered")), ("retired", _("Out of use")),
        ],
        site=next((one.name for one in sites), ""),
    )  # fmt: skip
    if len(assets) > PAGE:
        result.next = result.way(after=page[-1].pk)
    return result


def rows_of(who: Principal, assets: list[Asset]) -> list[Row]:
    """Devices as rows (four statements for any number)."""
    trends = queries.usages_of([asset.pk for asset in assets])
    seen = seen_among(who, {asset.owner_id for asset in assets if asset.owner_id})
    open_cases = Case.objects.filter(asset__in=[asset.pk for asset in assets]).exclude(
        status=Case.Status.CLOSED
    )
    cases = Counter(open_cases.values_list("asset_id", flat=True))
    return [
        Row(
            asset=asset,
            url=reverse("devices:device", args=[asset.pk]),
            product=called(asset.product),
            whose=whose_of(asset, seen=asset.owner_id in seen),
            place=asset.site.name if asset.site is not None else "",
            trend=trends.get(asset.pk),
            cases=cases[asset.pk],
        )
        for asset in assets
    ]


def whose_of(asset: Asset, *, seen: bool) -> str:
    """Who has it, as far as the viewer may know."""
    if asset.company is not None:
        name = asset.company.name
        return f"{name} · {asset.owner}" if asset.owner is not None and seen else name
    if asset.owner is None:
        return ""
    return str(asset.owner) if seen else _("a customer")


def _products() -> list[tuple[int, str]]:
    return [(one.pk, said_of(one)) for one in queries.products()]


def said_of(product: Product) -> str:
    """A product in a list to choose from: its model, and what it is called."""
    name = called(product)
    return name if product.model.casefold() in name.casefold() else f"{product.model} · {name}"


def number(text: str) -> int:
    """A number of a row from an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _told(wanted: Wanted) -> dict[str, object]:
    asked = {
        "q": wanted.words.strip(), "product": wanted.product_id, "state": wanted.state,
        "site": wanted.site_id, "batch": wanted.batch,
    }  # fmt: skip
    return {name: value for name, value in asked.items() if value}
