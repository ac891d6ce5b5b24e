"""Who hears what devices say: installed by the packages above, called inside the transaction that parsed it.

A listener must be safe to run twice for the same messages (a batch that failed is parsed again, message by
message) and by several workers at once; what it raises rolls back the batch and is found out one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec


class Happening(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event of a device. `at` is when it happened (when it came, if the device's clock cannot be right:
    then `clock` is False), `severity` "" when the device says none, `message_id` the device's own name of the
    message or "", `raw_id` our row of it (several happenings of one list share it, `place` tells them apart)."""

    asset_id: int
    code: str
    state: str  # active, cleared
    severity: str  # critical, major, minor, warning, info, ""
    at: datetime
    came_at: datetime
    message_id: str = ""
    raw_id: int = 0
    place: int = 0
    clock: bool = True
    facts: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Measured(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reading of a device, in the unit that its name has here (`unit`, "" when nobody said one)."""

    asset_id: int
    name: str
    value: float
    unit: str
    at: datetime
    came_at: datetime
    raw_id: int = 0
    clock: bool = True


Heard = Callable[[Sequence[Happening]], None]
Read = Callable[[Sequence[Measured]], None]
HEARERS: list[Heard] = []
READERS: list[Read] = []


def hears(listener: Heard) -> Heard:
    """Call `listener` with each batch of events, in the order in which they happened."""
    if listener not in HEARERS:
        HEARERS.append(listener)
    return listener


def reads(listener: Read) -> Read:
    """Call `listener` with each batch of new readings, in the order in which they were taken."""
    if listener not in READERS:
        READERS.append(listener)
    return listener


def heard(batch: Sequence[Happening]) -> None:
    """Tell all who hear events. Call inside a transaction."""
    for listener in HEARERS if batch else ():
        listener(batch)


def measured(batch: Sequence[Measured]) -> None:
    """Tell all who read values. Call inside a transaction."""
    for listener in READERS if batch else ():
        listener(batch)
