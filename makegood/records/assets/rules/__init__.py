"""What can be said of a device without asking the database: its number, its product, how far it has run."""

from makegood.records.assets.rules.serials import (
    UnsafePattern,
    check_pattern,
    fits,
    plain_serial,
    product_of,
    serial_key,
)
from makegood.records.assets.rules.trends import Trend, trend
from makegood.records.assets.rules.units import unit_of
from makegood.records.assets.rules.usage import Point, judge

__all__ = [
    "Point",
    "Trend",
    "UnsafePattern",
    "check_pattern",
    "fits",
    "judge",
    "plain_serial",
    "product_of",
    "serial_key",
    "trend",
    "unit_of",
]
