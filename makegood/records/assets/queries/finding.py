"""Lists of devices: by any part of a number, by product, place, whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from makegood.base.access.policy import Principal
from makegood.base.database import Asked
from makegood.base.ui.preferences import html_lang
from makegood.kernel.text import in_language, tsquery
from makegood.records.assets.models import Asset, Field, Product
from makegood.records.customers.rules import part_query

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What a list of devices is asked for; "" and 0 for anything. `owners`: contacts whom the words name."""

    words: str = ""
    product_id: int = 0
    state: str = ""
    site_id: int = 0
    contact_id: int = 0
    company_id: int = 0
    batch: str = ""
    owners: Sequence[int] = field(default=())


def found_devices(wanted: Wanted, *, after: int = 0, limit: int = PAGE) -> list[Asset]:
    """The newest first, with product, owner, company and site, older than row `after` (one query)."""
    found = Asset.objects.filter(_asked(wanted))
    if after:
        found = found.filter(pk__lt=after)
    related = found.select_related("product", "owner", "company", "site").defer("terms")
    return list(related.order_by("-pk")[:limit])


def _asked(wanted: Wanted) -> Q:
    exact = {
        "product": wanted.product_id, "site": wanted.site_id, "owner": wanted.contact_id,
        "company": wanted.company_id, "state": wanted.state, "batch": wanted.batch,
    }  # fmt: skip
    asked = Q(**{name: value for name, value in exact.items() if value})
    words = wanted.words.strip()
    if not words:
        return asked
    said = Q(owner__in=list(wanted.owners)) if wanted.owners else Q(pk__in=[])
    for query in (tsquery(words), part_query(words)):
        if query:
            said |= Q(terms=SearchQuery(query, search_type="raw", config="simple"))
    return asked & said


def waiting_unknown(_who: Principal) -> Asked:
    """How many devices spoke to us that nobody has entered."""
    return Asked(
        "SELECT count(*) FROM assets_asset WHERE state = %(unknown)s", {"unknown": "unknown"}
    )


def products() -> QuerySet[Product]:
    """What we sell, by line and model."""
    return Product.objects.order_by("line", "model")


def called(product: Product | None) -> str:
    """What a product is called in the reader's language, by its model where it has no name."""
    return in_language(product.names, html_lang()) or product.model if product is not None else ""


def own_fields() -> list[Field]:
    """The facts of our own that are kept of every device."""
    return list(Field.objects.filter(ended_at=None).order_by("pk"))


def products_counted() -> list[tuple[Product, int]]:
    """What we sell, with how many devices of each are not out of use (one query)."""
    used = Count("asset", filter=~Q(asset__state=Asset.State.RETIRED))
    return [(one, one.used) for one in products().annotate(used=used)]
