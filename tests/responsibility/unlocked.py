"""A plugin of pytest: run with one lock of the code taken away, or note which test asks for which lock.

`MAKEGOOD_TEST_UNLOCKED` names the function that takes it (`module:function`); the lock that the ORM asks for
there is not asked for, and the one that a statement of that function spells is stripped.
`MAKEGOOD_TEST_LOCKS_ASKED` names a file that gets a line for each test: its name, and the functions that stood
near while it asked for a lock.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.db.backends.signals import connection_created
from django.db.models import QuerySet

UNLOCKED = "MAKEGOOD_TEST_UNLOCKED"
ASKED = "MAKEGOOD_TEST_LOCKS_ASKED"
LOCKING = re.compile(
    r"\s+FOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)( OF [\w\"]+)?( SKIP LOCKED| NOWAIT)?",
    re.IGNORECASE,
)
NEAR = 7  # frames between the function that spells a statement and the driver
SEEN: set[str] = set()


def _near(frame: FrameType | None, steps: int) -> Iterator[str]:
    """The functions of the frames from this one on."""
    while frame is not None and steps:
        yield f"{frame.f_globals.get('__name__')}:{frame.f_code.co_name}"
        frame, steps = frame.f_back, steps - 1


def _taken_away(frame: FrameType | None, steps: int) -> bool:
    """Whether one of them is the function whose lock is taken away."""
    near = list(_near(frame, steps))
    SEEN.update(near)
    return os.environ.get(UNLOCKED) in near


def _plain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if LOCKING.search(sql) and _taken_away(sys._getframe(1), NEAR):
        sql = LOCKING.sub("", sql)
    return execute(sql, params, many, context)


def _unlock(sender: Any, connection: Any, **more: Any) -> None:
    connection.execute_wrappers.append(_plain)


def pytest_configure(config: pytest.Config) -> None:
    """Take the lock away for this process."""
    asked = QuerySet.select_for_update

    def unasked(found: Any, *args: Any, **more: Any) -> Any:
        if _taken_away(sys._getframe(1), 2):  # a manager stands between
            return found.all()
        return asked(found, *args, **more)

    QuerySet.select_for_update = unasked  # type: ignore[method-assign]
    connection_created.connect(_unlock)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Note who asked for a lock in this test."""
    SEEN.clear()
    yield
    if path := os.environ.get(ASKED):
        ours = sorted(place for place in SEEN if place.startswith("makegood."))
        with Path(path).open("a") as lines:
            lines.write(json.dumps([item.nodeid, ours]) + "\n")
