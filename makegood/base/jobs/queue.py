"""@job: an operation that can also be done later, at least once, retried with growing waits.

`deliver.defer(outgoing_id=7)` writes the job through Django's own connection: it is committed or
rolled back with the change it belongs to. Procrastinate does not fence: a job that changes
something outside takes an attempt token from its own row first.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from makegood.base.database import rows, run
from makegood.kernel.clock import now

F = TypeVar("F", bound=Callable[..., Any])
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)
SILENT_FOR = timedelta(seconds=60)
logger = structlog.get_logger()


def job(name: str) -> Callable[[Callable[..., None]], Any]:
    """Make a function deferrable under a name that stays the same for ever."""
    return app.task(name=name, retry=PATIENT)


def rescue() -> int:
    """Put jobs of dead workers back into the queue, each on its own; returns how many.

    A worker that died without a word leaves its job in `doing`; so does one whose heartbeat stopped.
    """
    stalled = rows(
        "SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
        " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s)",
        [now() - SILENT_FOR],
    )
    return sum(_put_back(pk) for (pk,) in stalled)


def _put_back(pk: int) -> bool:
    return bool(
        run(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, attempts = attempts + 1"
            " WHERE id = %s AND status = 'doing'"
            " AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs n WHERE n.queueing_lock IS NOT NULL"
            "   AND n.queueing_lock = procrastinate_jobs.queueing_lock AND n.status = 'todo')",
            [pk],
        )
    )


def dead() -> int:
    """How many jobs were given up, or name a task that this version does not know."""
    [(count,)] = rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    return int(count)
