"""A device of ours with a key; the address to which devices post."""

from typing import Any

from makegood.field.telemetry.operations import issue, issue_product_key
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product
from tests.matrix.rows import DONE, EVERYBODY, OK, OVERSEERS, READERS, STAFF, Row

REFUSED = frozenset(
    {401}
)  # without a key, and the address of a device tells nobody whether it is there
GIVEN = frozenset({200, 204})

ROWS = {
    "telemetry:of_device": Row(STAFF, about="speaking", get=OK),
    "telemetry:seen": Row(READERS, about="speaking", post=GIVEN),
    "telemetry:keys": Row(READERS, about="speaking", get=OK),
    "telemetry:key_new": Row(READERS, about="speaking", get=OK, post=GIVEN),
    "telemetry:key_end": Row(READERS, about="device_key", post=GIVEN),
    "telemetry:product_keys": Row(
        OVERSEERS, about="keyed_product", get=OK, post=frozenset({200, 422})
    ),
    "telemetry:product_key_new": Row(OVERSEERS, about="keyed_product", get=OK, post=DONE),
    "telemetry:product_key_end": Row(OVERSEERS, about="product_key", post=GIVEN),
    "api:device_key": Row(EVERYBODY, about="posting", post=REFUSED, gone=REFUSED),
    "api:device_events": Row(EVERYBODY, about="posting", post=REFUSED, gone=REFUSED),
    "api:device_readings": Row(EVERYBODY, about="posting", post=REFUSED, gone=REFUSED),
}


def subjects() -> dict[str, dict[str, Any]]:
    """What the routes of devices that speak are about."""
    product = Product.objects.create(key="speaks", model="S-1")
    asset = Asset.objects.create(serial="SPEAKS-1", product=product)
    key, _token = issue(asset, name="", by=SYSTEM)
    ours, _token = issue_product_key(product, name="", most=1, by=SYSTEM)
    return {
        "speaking": {"pk": asset.pk},
        "device_key": {"pk": key.pk},
        "keyed_product": {"pk": product.pk},
        "product_key": {"pk": ours.pk},
        "posting": {"serial": asset.serial},
    }
