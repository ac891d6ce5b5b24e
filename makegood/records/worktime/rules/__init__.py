"""Deadlines that count only open hours. Pure arithmetic; a calendar that never opens is refused."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from makegood.records.worktime.rules.hours import (
    ALWAYS,
    Hours,
    NeverOpen,
    add,
    between,
    is_open,
    next_open,
    owed_by,
    subtract,
)
from makegood.records.worktime.rules.said import read_blocks, said_blocks
from makegood.records.worktime.rules.week import read_week

__all__ = [
    "ALWAYS",
    "Hours",
    "NeverOpen",
    "add",
    "between",
    "is_open",
    "next_open",
    "owed_by",
    "read_blocks",
    "read_hours",
    "said_blocks",
    "shared_hours",
    "subtract",
]


def read_hours(
    zone: str,
    weekly: Sequence[Sequence[Any]],
    exceptions: Sequence[Mapping[str, Any]] = (),
    region: str = "",
    subdivision: str = "",
) -> Hours:
    """Hours from their stored form. Raises ValueError or KeyError for what cannot be read."""
    return Hours(read_week(zone, weekly, exceptions, region, subdivision))


def shared_hours(**written: Any) -> Hours:
    """The same as `read_hours`, worked out once for the same hours, whoever has them."""
    return _shared(json.dumps(written, sort_keys=True))


@lru_cache(maxsize=512)
def _shared(key: str) -> Hours:
    return read_hours(**json.loads(key))
