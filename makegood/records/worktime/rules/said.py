"""Hours as people write and read them."""

import re
from collections.abc import Sequence
from typing import Any

from makegood.records.worktime.rules.week import Blocks, minutes_of


def read_blocks(line: str) -> list[list[str]]:
    """The hours of one day as people write them ("9:00-12:00, 13:00-17:30") in their stored form.

    Raises ValueError for what is no time, for a block that ends before it begins, and for overlaps.
    """
    blocks: list[list[str]] = []
    text = re.sub(r"\s*[-–—~至到]\s*", "-", line.replace("：", ":"))
    for word in re.split(r"[\s,，;；、]+", text.strip()):
        if not word:
            continue
        start, dash, end = word.partition("-")
        if not dash:
            raise ValueError(word)
        opens, closes = minutes_of(start), minutes_of(end)
        if opens >= closes or (blocks and minutes_of(blocks[-1][1]) > opens):
            raise ValueError(word)
        blocks.append([_said(opens), _said(closes)])
    return blocks


def said_blocks(blocks: Sequence[Sequence[Any]]) -> str:
    """Stored blocks of one day as people write them."""
    return ", ".join(f"{one[-2]}-{one[-1]}" for one in sorted(blocks, key=str))


def said_minutes(blocks: Blocks) -> str:
    """Open minutes of one day as people read them: "09:00–12:00, 13:00–17:30"."""
    return ", ".join(f"{_said(start)}–{_said(end)}" for start, end in blocks)


def _said(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
