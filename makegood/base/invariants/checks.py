"""@invariant: a query that must return no rows. @age: how long the oldest unprocessed item waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Check = Callable[[], "QuerySet[Any] | list[Any]"]
Touched = Callable[[int], tuple[int, Sequence[int]]]


@dataclass(frozen=True)
class Invariant:
    """`sentence` says what always holds, for people; `check` finds what breaks it.

    `touched` is for a check of a table that grows for ever: given a mark it tells the mark of now and
    the rows that may have changed in between. Those are counted each time, all others in turn.
    """

    name: str
    sentence: str | Promise
    check: Check
    touched: Touched | None = None


@dataclass(frozen=True)
class Age:
    """A door and the moment of its oldest unprocessed item (None: nothing waits)."""

    name: str
    label: str | Promise
    oldest: Callable[[], datetime | None]
    limit: timedelta


INVARIANTS: dict[str, Invariant] = {}
AGES: dict[str, Age] = {}


def invariant(
    sentence: str | Promise, *, touched: Touched | None = None
) -> Callable[[Check], Check]:
    """Register a check under its function's name. With `touched` it must return a QuerySet."""

    def register(check: Check) -> Check:
        name = f"{check.__module__.removeprefix('makegood.').removesuffix('.invariants')}.{check.__name__}"
        INVARIANTS[name] = Invariant(name, sentence, check, touched)
        return check

    return register


def age(
    label: str | Promise, *, limit: timedelta
) -> Callable[[Callable[[], datetime | None]], Any]:
    """Register how old the oldest waiting item of a door is, and from when on that is an alarm."""

    def register(oldest: Callable[[], datetime | None]) -> Callable[[], datetime | None]:
        name = f"{oldest.__module__.removeprefix('makegood.').removesuffix('.invariants')}.{oldest.__name__}"
        AGES[name] = Age(name, label, oldest, limit)
        return oldest

    return register


def violations(*, limit: int = 20) -> dict[str, list[Any]]:
    """The broken invariants with up to `limit` of their rows; empty when all hold."""
    found = {name: list(one.check()[:limit]) for name, one in INVARIANTS.items()}
    return {name: broken for name, broken in found.items() if broken}


def counts() -> dict[str, int]:
    """How many rows break each invariant."""
    result = {}
    for name, one in INVARIANTS.items():
        rows = one.check()
        result[name] = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return result
