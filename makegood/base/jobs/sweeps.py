"""A sweep asks the database what is due and does it. It never relies on having been called in time."""

import os
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog
from django.db import close_old_connections
from django.db.models import F

from makegood.base.jobs.models import Beat, SweepRun
from makegood.kernel.clock import now

logger = structlog.get_logger()
T = TypeVar("T")


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


def each(things: Iterable[T], work: Callable[[T], int]) -> int:
    """Do `work` for each, in a transaction of its own; how much was done. One that fails holds up no other:
    raises SomeFailed at the end, which names those that failed, so that the sweep shows it."""
    done, failed = 0, []
    for thing in things:
        try:
            done += work(thing)
        except Exception as error:  # whatever is wrong with one, the others are due
            logger.exception("one of a sweep failed", thing=str(thing))
            failed.append(f"{thing}: {type(error).__name__}: {error}")
    if failed:
        raise SomeFailed(f"{len(failed)} failed, first {failed[0]}")
    return done


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
