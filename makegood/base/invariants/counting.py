"""Counting the invariants for pages and machines: beforehand, in parts where a table grows for ever."""

import time
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet, Sum

from makegood.base.database import run
from makegood.base.invariants.checks import INVARIANTS, Invariant, Touched
from makegood.base.invariants.models import Day, Tally
from makegood.kernel.clock import now

EVERY = timedelta(minutes=5)
SLICE = 50_000  # rows of the round at one count
REMEMBERED = 10_000  # broken rows that are looked at again each time
SHOWN = 20
KEPT = timedelta(days=400)
logger = structlog.get_logger()


class CouldNotCount(Exception):
    """Some invariants could not be counted; their tallies grow old, which shows."""


def tallies() -> dict[str, Tally]:
    """What was counted last, by the name of the invariant; one that was never counted is missing."""
    return {one.name: one for one in Tally.objects.filter(name__in=INVARIANTS)}


def count_due() -> int:
    """Count what nobody has counted for five minutes; returns 0: the next round is due later."""
    fresh = set(
        Tally.objects.filter(counted_at__gt=now() - EVERY * 0.9).values_list("name", flat=True)
    )
    try:
        count_all({name: one for name, one in INVARIANTS.items() if name not in fresh})
    finally:
        Tally.objects.exclude(name__in=INVARIANTS).delete()
        _note_the_day()
    return 0


def _note_the_day() -> None:
    """What is broken by all that is known now belongs to this day; days over a year old are dropped."""
    broken = Tally.objects.aggregate(sum=Sum("broken"))["sum"] or 0
    today = now().date()
    run(NOTE, {"day": today, "broken": broken})
    Day.objects.filter(day__lt=today - KEPT).delete()


NOTE = """
INSERT INTO invariants_day AS d (day, worst, "left") VALUES (%(day)s, %(broken)s, %(broken)s)
ON CONFLICT (day) DO UPDATE SET worst = greatest(d.worst, excluded.worst), "left" = excluded."left"
"""


def days(number: int) -> list[tuple[date, Day | None]]:
    """The last days, the oldest first; None where nobody counted (one query)."""
    today = now().date()
    known = {one.day: one for one in Day.objects.filter(day__gt=today - timedelta(days=number))}
    dates = (today - timedelta(days=back) for back in range(number - 1, -1, -1))
    return [(day, known.get(day)) for day in dates]


def count_all(wanted: dict[str, Invariant] | None = None) -> None:
    """Count these invariants, by default all. Raises CouldNotCount at the end, naming those that failed."""
    failed = []
    for name, one in (INVARIANTS if wanted is None else wanted).items():
        try:
            _count(one)
        except DatabaseError:
            logger.exception("an invariant could not be counted", invariant=name)
            failed.append(name)
    if failed:
        raise CouldNotCount(", ".join(failed))


@transaction.atomic
def _count(one: Invariant) -> None:
    Tally.objects.bulk_create([Tally(name=one.name)], ignore_conflicts=True)
    tally = Tally.objects.select_for_update(skip_locked=True).filter(name=one.name).first()
    if tally is None:
        return  # another worker counts it now
    began = time.monotonic()
    broken = one.check()
    if one.touched is not None and isinstance(broken, QuerySet):
        _count_parts(tally, broken, one.touched)
    else:
        _count_whole(tally, broken)
    tally.counted_at = now()
    tally.took_ms = int((time.monotonic() - began) * 1000)
    tally.save()


def _count_whole(tally: Tally, broken: "QuerySet[Any] | list[Any]") -> None:
    if isinstance(broken, QuerySet):
        found = [str(pk) for pk in broken.values_list("pk", flat=True)[:SHOWN]]
        tally.broken = len(found) if len(found) < SHOWN else broken.count()
    else:
        found, tally.broken = [str(row) for row in broken[:SHOWN]], len(broken)
    tally.examples = found
    tally.whole_at = now()


def _count_parts(tally: Tally, broken: "QuerySet[Any]", touched: Touched) -> None:
    """What was broken before, what may have changed since, and the next part of the round."""
    tally.mark, changed = touched(tally.mark)
    [top] = broken.model._default_manager.aggregate(top=Max("pk")).values()
    end = tally.place + SLICE
    again = broken.filter(pk__in={*tally.examples, *changed})
    next_part = broken.filter(pk__gt=tally.place, pk__lte=end)
    found = {pk for part in (again, next_part) for pk in part.values_list("pk", flat=True)}
    tally.broken, tally.examples = len(found), sorted(found)[:REMEMBERED]
    tally.place = end
    if end >= (top or 0):
        tally.place, tally.whole_at = 0, now()
