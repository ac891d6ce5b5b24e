"""The words by which a device is found: its number in any part, its product, whose it is, where it stands."""

from collections.abc import Sequence
from typing import Any

from makegood.base.database import columns, run
from makegood.kernel.text import tsvector
from makegood.records.assets.models import Asset, Field
from makegood.records.customers.rules import ends

MOST_WORDS = 400


def index(pks: Sequence[int]) -> None:
    """Write the words of these devices again, in the caller's transaction (three statements for any number)."""
    keys = list(Field.objects.filter(searchable=True, ended_at=None).values_list("key", flat=True))
    found = Asset.objects.filter(pk__in=pks).select_related("product", "company", "site")
    said = [(asset.pk, words_of(asset, keys)) for asset in found.defer("terms")]
    if said:
        run(
            "UPDATE assets_asset a SET terms = n.terms::tsvector"
            " FROM unnest(%s::bigint[], %s::text[]) AS n(id, terms) WHERE a.id = n.id",
            columns(said, 2),
        )


def words_of(asset: Asset, keys: Sequence[str]) -> str:
    """The index entry of a device whose product, company and site are at hand."""
    told: list[Any] = [asset.serial, asset.batch, asset.firmware]
    if asset.product is not None:
        told += [asset.product.model, asset.product.line, *asset.product.names.values()]
    if asset.company is not None:
        told.append(asset.company.name)
    if asset.site is not None:
        told += [asset.site.name, asset.site.address]
    told += [asset.facts[key] for key in keys if key in asset.facts]
    words = tsvector(" ".join(str(one) for one in told if one), limit=MOST_WORDS)
    return f"{words} {ends('device', asset.serial) or ''}".strip()
