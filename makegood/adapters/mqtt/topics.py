"""Which device a topic is of, and what it carries: `makegood/devices/{serial}/events` and `…/readings`."""

from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.records.assets.rules import serial_key

PREFIX = "makegood/devices/"
KINDS = {"events": EVENTS, "readings": READINGS}
SHARED = [f"$share/makegood/{PREFIX}+/{name}" for name in KINDS]


def parts(topic: str) -> tuple[str, int] | None:
    """The serial number in its one form and the kind of message; None for a topic that is none of ours."""
    if not topic.startswith(PREFIX):
        return None
    serial, _, name = topic.removeprefix(PREFIX).partition("/")
    key, kind = serial_key(serial), KINDS.get(name)
    return (key, kind) if key and kind else None


def is_own(topic: str, serial: str) -> bool:
    """Whether a device may listen to this: a topic of its own, without a wildcard."""
    mine = topic.removeprefix(PREFIX).partition("/")
    return (
        topic.startswith(PREFIX)
        and serial_key(mine[0]) == serial
        and bool(mine[2])
        and not set("+#") & set(topic)
    )
