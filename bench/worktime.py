"""Deadlines in working time: how many a second one core works out, every kind of calendar, each checked by a slow walk.

The limit beside it is the same loop that only adds two times together, with no calendar at all. `--size N`
deadlines for each calendar (default 200,000); `--seconds N` for how often that is measured (default 3 times).
"""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import machine
from makegood.records.worktime.rules import (
    Hours,
    add,
    between,
    is_open,
    read_hours,
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LUNCH = [[day, *block] for day in range(5) for block in (("09:00", "12:00"), ("13:00", "17:30"))]
SHIFTS = [[day, *block] for day in range(7) for block in (("00:00", "02:30"), ("08:00", "23:00"))]
SPANS = (15, 60, 240, 480, 2 * 480, 5 * 480, 20 * 480)  # minutes
CHECKED = 40  # deadlines of each calendar that are walked minute after minute
FAR = timedelta(days=3000)


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Deadlines a second for each calendar, the slowest of them, the limit, and what the walk says."""
    luck, count, rounds = random.Random(20261122), size or 200_000, seconds or 3
    starts = [BEGIN + timedelta(seconds=luck.randrange(700 * 86400)) for _ in range(count)]
    spans = [timedelta(minutes=luck.choice(SPANS)) for _ in range(count)]
    found: dict[str, Any] = {"machine": machine.machine(), "deadlines": count, "calendars": {}}
    for name, hours in calendars().items():
        found["calendars"][name] = _measured(hours, starts, spans, rounds)
    slowest = min(told["deadlines_per_second"] for told in found["calendars"].values())
    limit = _rate(lambda start, span, _: start + span, starts, spans, None, rounds)
    found["slowest"] = slowest
    found["limit"] = {"additions_per_second": limit}
    found["share of the limit"] = round(slowest / limit, 3)
    return found


def calendars() -> dict[str, Hours]:
    """Calendars as companies have them."""
    return {
        "office in Shanghai, swapped days": read_hours("Asia/Shanghai", LUNCH, region="CN"),
        "office in Munich": read_hours("Europe/Berlin", LUNCH, region="DE", subdivision="BY"),
        "shifts over midnight in Santiago": read_hours("America/Santiago", SHIFTS, region="CL"),
        "shifts on Lord Howe": read_hours("Australia/Lord_Howe", SHIFTS),
        "day and night": read_hours("UTC", [[day, "00:00", "24:00"] for day in range(7)]),
    }


def _measured(
    hours: Hours, starts: Sequence[datetime], spans: Sequence[timedelta], rounds: int
) -> dict[str, Any]:
    begun = time.perf_counter()
    add(starts[0], spans[0], hours)
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    add(starts[0], FAR, hours)
    far = time.perf_counter() - begun
    return {
        "deadlines_per_second": _rate(add, starts, spans, hours, rounds),
        "first_ms": round(first * 1000, 2),
        "first_3000_days_ms": round(far * 1000, 2),
        "checked": CHECKED,
        "wrong": sum(
            not _is_right(hours, start, span)
            for start, span in zip(starts[:CHECKED], spans[:CHECKED], strict=True)
        ),
    }


def _rate(
    function: Any,
    starts: Sequence[datetime],
    spans: Sequence[timedelta],
    hours: Hours | None,
    rounds: int,
) -> int:
    """The best of some rounds: what this core can do when nobody else wants it."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for start, span in zip(starts, spans, strict=True):
            function(start, span, hours)
        best = min(best, time.process_time() - begun)
    return round(len(starts) / best)


def _is_right(hours: Hours, start: datetime, span: timedelta) -> bool:
    """Whether a walk from the start, a minute at a step, arrives where the arithmetic says."""
    due = add(start, span, hours)
    here, left = start, span
    while left > timedelta():
        step = timedelta(minutes=1) - timedelta(seconds=here.second)
        if is_open(here, hours):
            if left <= step:
                return here + left == due and between(start, due, hours) == span
            left -= step
        here += step
    return False
