"""What is known of devices."""

from makegood.records.assets.queries.devices import (
    asset_by_serial,
    asset_by_token,
    assets_by_serial,
    assets_named,
    changed_asset,
    devices_of,
    documents_for,
    parts_for,
    product_for,
    seen_asset,
    seen_product,
)
from makegood.records.assets.queries.finding import (
    PAGE,
    Wanted,
    called,
    found_devices,
    own_fields,
    products,
    products_counted,
    waiting_unknown,
)
from makegood.records.assets.queries.labels import Label, read_label
from makegood.records.assets.queries.usage import (
    counted_in,
    doubtful,
    point_of,
    readings_of,
    usage_of,
    usages_of,
)

__all__ = [
    "PAGE",
    "Label",
    "Wanted",
    "asset_by_serial",
    "asset_by_token",
    "assets_by_serial",
    "assets_named",
    "called",
    "changed_asset",
    "counted_in",
    "devices_of",
    "documents_for",
    "doubtful",
    "found_devices",
    "own_fields",
    "parts_for",
    "point_of",
    "product_for",
    "products",
    "products_counted",
    "read_label",
    "readings_of",
    "seen_asset",
    "seen_product",
    "usage_of",
    "usages_of",
    "waiting_unknown",
]
