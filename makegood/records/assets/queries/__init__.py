"""What is known of devices."""

from makegood.records.assets.queries.devices import (
    Wanted,
    asset_by_serial,
    asset_by_token,
    assets_by_serial,
    changed_asset,
    devices_of,
    documents_for,
    product_for,
    seen_asset,
    seen_product,
)
from makegood.records.assets.queries.usage import (
    counted_in,
    doubtful,
    point_of,
    readings_of,
    usage_of,
    usages_of,
)

__all__ = [
    "Wanted",
    "asset_by_serial",
    "asset_by_token",
    "assets_by_serial",
    "changed_asset",
    "counted_in",
    "devices_of",
    "documents_for",
    "doubtful",
    "point_of",
    "product_for",
    "readings_of",
    "seen_asset",
    "seen_product",
    "usage_of",
    "usages_of",
]
