"""A sweep asks the database what is due and does it. It never relies on having been called in time."""

import os
import socket
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import close_old_connections
from django.db.models import F

from makegood.base.jobs.models import Beat, SweepRun
from makegood.kernel.clock import now

logger = structlog.get_logger()
T = TypeVar("T", bound=Hashable)


class SomeFailed(Exception):
    """A sweep could not do some of what is due; all the rest is done."""


@dataclass(frozen=True)
class Sweep:
    """`work()` does a batch of what is due and returns how much it did (0: nothing is due)."""

    name: str
    work: Callable[[], int]
    every: timedelta
    hot: bool


SWEEPS: dict[str, Sweep] = {}


def sweep(*, every: float, hot: bool = False) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Run a function at least every so many seconds. A hot sweep is also run as soon as something
    was announced, and again while it finds work."""

    def register(function: Callable[[], int]) -> Callable[[], int]:
        name = f"{function.__module__.removeprefix('makegood.')}.{function.__name__}"
        SWEEPS[name] = Sweep(name, function, timedelta(seconds=every), hot)
        return function

    return register


TURN_SECONDS = 0.3


def in_turns(portion: Callable[[], int]) -> int:
    """Portion after portion until nothing is due, for a third of a second at most: others have their turn then. How
    much was done."""
    end, done = time.monotonic() + TURN_SECONDS, 0
    while found := portion():
        done += found
        if time.monotonic() > end:
            break
    return done


@dataclass(frozen=True)
class Held:
    """Something that fails again and again: how often in a row, until when it waits, and with what error."""

    times: int
    until: datetime
    error: str


FAILING: dict[str, dict[Hashable, Held]] = {}  # of this process: another finds out for itself
AGAIN = 3  # failures in a row, after which a thing is tried less and less often
LONGEST = timedelta(hours=1)


def _name(work: Callable[..., object]) -> str:
    return f"{work.__module__}.{work.__qualname__}"


def held_back(work: Callable[..., object]) -> list[Any]:
    """Things that have failed again and again and wait: left out of what is due, so that however many they
    are, those behind them have their turn. `each` tells of them all the same."""
    moment, known = now(), FAILING.get(_name(work), {})
    for thing in [thing for thing, held in known.items() if held.until < moment - LONGEST]:
        known.pop(thing, None)  # it was done by another, or is not due any more
    waits = [thing for thing, held in known.items() if held.until > moment]
    return [
        thing for thing in waits if known[thing].until <= moment + LONGEST
    ]  # no clock went back


def _failed(work: Callable[..., object], thing: Hashable, error: Exception) -> None:
    known = FAILING.setdefault(_name(work), {})
    times = known[thing].times + 1 if thing in known else 1
    wait = min(timedelta(minutes=2 ** min(times - AGAIN, 10)), LONGEST)
    until = now() + (wait if times >= AGAIN else timedelta(0))
    known[thing] = Held(times, until, f"{type(error).__name__}: {error}")


def each(things: Iterable[T], work: Callable[[T], int]) -> int:
    """Do `work` for each, in a transaction of its own; how much was done. One that fails holds up no other:
    raises SomeFailed at the end, which names those that failed, so that the sweep shows it. What has
    failed three times in a row is tried less and less often, at least every hour."""
    done, waits = 0, set(held_back(work))
    for thing in things:
        if thing in waits:
            continue
        try:
            done += work(thing)
            FAILING.get(_name(work), {}).pop(thing, None)
        except Exception as error:  # whatever is wrong with one, the others are due
            logger.exception("one of a sweep failed", thing=str(thing))
            _failed(work, thing, error)
            waits.add(thing)
    _tell(work, waits)
    return done


def together(
    things: Sequence[T], work: Callable[[Sequence[T]], int], *, one: Callable[[T], int]
) -> int:
    """Do `work` for all at once, which costs less; where that fails, `one` for each."""
    if not things:
        _tell(one, set(held_back(one)))
        return 0
    try:
        done = work(things)
    except Exception:
        logger.exception("a batch of a sweep failed: one by one")
        return each(things, one)
    _tell(one, set(held_back(one)))
    return done


def _tell(work: Callable[..., object], waits: set[Any]) -> None:
    """Raise SomeFailed for what failed now or waits since it did."""
    known = FAILING.get(_name(work), {})
    wrong = [f"{thing}: {held.error}" for thing, held in known.items() if thing in waits]
    if wrong:
        raise SomeFailed(f"{len(wrong)} failed, first {wrong[0]}")


def run_sweep(one: Sweep) -> int:
    """Run one sweep once; what goes wrong is noted where people see it, and tried again next time."""
    began = time.monotonic()
    try:
        done = one.work()
    except Exception as error:
        logger.exception("sweep failed", sweep=one.name)
        close_old_connections()
        _note(one.name, began, error=f"{type(error).__name__}: {error}")
        return 0
    if not one.hot or _failed_last(one.name):
        _note(one.name, began)
    return done


def _failed_last(name: str) -> bool:
    """Whether a failure is still shown, whichever process it was in: read, so that a hot sweep need
    not write each time it goes well."""
    return SweepRun.objects.filter(name=name, failures__gt=0).exists()


def _note(name: str, began: float, *, error: str = "") -> None:
    took = int((time.monotonic() - began) * 1000)
    SweepRun.objects.update_or_create(
        name=name,
        defaults={
            "ran_at": now(),
            "took_ms": took,
            "error": error[:2000],
            "failures": F("failures") + 1 if error else 0,
        },
        create_defaults={
            "ran_at": now(),
            "took_ms": took,
            "error": error[:2000],
            "failures": int(bool(error)),
        },
    )


def beat(kind: str, **facts: object) -> None:
    """Say that this process lives."""
    Beat.objects.update_or_create(
        name=f"{kind}:{socket.gethostname()}:{os.getpid()}"[:80],
        defaults={"seen_at": now(), "facts": facts, "kind": kind},
    )


def forget_the_dead(*, after: timedelta = timedelta(days=1)) -> int:
    """Drop signs of life that are older than a day."""
    return Beat.objects.filter(seen_at__lt=now() - after).delete()[0]


def forget_the_gone() -> int:
    """Drop what is noted of sweeps that this version does not have."""
    return SweepRun.objects.exclude(name__in=SWEEPS).delete()[0]
