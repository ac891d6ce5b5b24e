"""A plugin of pytest: run with one lock of the code taken away, to see whether a test notices.

`MAKEGOOD_TEST_UNLOCKED` names the function that takes it (`module:function`); the lock that the ORM asks for
there is not asked for, and the one that a statement of that function spells is stripped.
"""

import os
import re
import sys
from types import FrameType
from typing import Any

import pytest
from django.db.backends.signals import connection_created
from django.db.models import QuerySet

UNLOCKED = "MAKEGOOD_TEST_UNLOCKED"
LOCKING = re.compile(
    r"\s+FOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)( OF [\w\"]+)?( SKIP LOCKED| NOWAIT)?",
    re.IGNORECASE,
)
NEAR = 7  # frames between the function that spells a statement and the driver


def _called_there(frame: FrameType | None, steps: int) -> bool:
    """Whether one of the frames from this one on is the function that is named."""
    while frame is not None and steps:
        if f"{frame.f_globals.get('__name__')}:{frame.f_code.co_name}" == os.environ[UNLOCKED]:
            return True
        frame, steps = frame.f_back, steps - 1
    return False


def _plain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if LOCKING.search(sql) and _called_there(sys._getframe(1), NEAR):
        sql = LOCKING.sub("", sql)
    return execute(sql, params, many, context)


def _unlock(sender: Any, connection: Any, **more: Any) -> None:
    connection.execute_wrappers.append(_plain)


def pytest_configure(config: pytest.Config) -> None:
    """Take the lock away for this process."""
    asked = QuerySet.select_for_update

    def unasked(found: Any, *args: Any, **more: Any) -> Any:
        if _called_there(sys._getframe(1), 2):  # a manager stands between
            return found.all()
        return asked(found, *args, **more)

    QuerySet.select_for_update = unasked  # type: ignore[method-assign]
    connection_created.connect(_unlock)
