"""What can be said of a message of a device without asking the database."""

from makegood.field.telemetry.rules.clocks import moment
from makegood.field.telemetry.rules.gaps import Track, follow
from makegood.field.telemetry.rules.messages import (
    MOST_BYTES,
    Event,
    Taken,
    Unreadable,
    events,
    key_of,
    names_itself,
    readings,
)
from makegood.field.telemetry.rules.units import converted, plain_unit

__all__ = [
    "MOST_BYTES",
    "Event",
    "Taken",
    "Track",
    "Unreadable",
    "converted",
    "events",
    "follow",
    "key_of",
    "moment",
    "names_itself",
    "plain_unit",
    "readings",
]
