"""@job: an operation that can also be done later, at least once, retried with growing waits.

`deliver.defer(outgoing_id=7)` writes the job through Django's own connection: it is committed or
rolled back with the change it belongs to. Procrastinate does not fence: a job that changes
something outside takes an attempt token from its own row first.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from psycopg.types.json import Jsonb

from makegood.base.database import rows, run
from makegood.kernel.clock import now

F = TypeVar("F", bound=Callable[..., Any])
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)
SILENT_FOR = timedelta(seconds=60)
RESCUES = 5  # so often a job is taken from a dead worker before it is held to have killed it
KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)
AT_ONCE = 20_000
logger = structlog.get_logger()


def job(name: str) -> Callable[[Callable[..., None]], Any]:
    """Make a function deferrable under a name that stays the same for ever."""
    return app.task(name=name, retry=PATIENT)


def defer_once(task: Any, *, at: datetime, lock: str, **arguments: Any) -> None:
    """Have one waiting job under this lock, due at that moment at the latest; a later one is brought
    forward. In the caller's transaction, one statement; one that runs already does not count."""
    run(DEFER_ONCE, [task.queue, task.name, lock, Jsonb(arguments), at])


DEFER_ONCE = """
INSERT INTO procrastinate_jobs AS j (queue_name, task_name, queueing_lock, args, scheduled_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET scheduled_at = excluded.scheduled_at
WHERE j.scheduled_at > excluded.scheduled_at
"""


def is_under_way(*locks: str) -> bool:
    """Whether a job under one of these locks waits or runs (one statement, by what waits and what runs)."""
    [(found,)] = rows(UNDER_WAY, [list(locks), list(locks)])
    return bool(found)


UNDER_WAY = """
SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s))
  OR EXISTS (SELECT 1 FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id IS NOT NULL AND queueing_lock = ANY(%s))
"""


def rescue() -> int:
    """Take jobs from dead workers, each on its own; returns how many go back into the queue.

    A worker that died without a word leaves its job in `doing`; so does one whose heartbeat stopped.
    """
    stalled = rows(
        "SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
        " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s)",
        [now() - SILENT_FOR],
    )
    return sum(_put_back(pk) for (pk,) in stalled)


@transaction.atomic
def _put_back(pk: int) -> bool:
    """Give a job to another worker. Given up when it was taken from too many dead ones; cancelled
    when the same is waiting already."""
    waiting = rows(
        "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs n WHERE n.queueing_lock = j.queueing_lock"
        " AND n.status = 'todo') FROM procrastinate_jobs j WHERE id = %s AND status = 'doing'"
        " FOR UPDATE OF j SKIP LOCKED",
        [pk],
    )
    if not waiting:
        return False
    [(times,)] = rows(
        "INSERT INTO jobs_rescue AS r (job, times) VALUES (%s, 1)"
        " ON CONFLICT (job) DO UPDATE SET times = r.times + 1 RETURNING times",
        [pk],
    )
    status = "failed" if times > RESCUES else "cancelled" if waiting[0][0] else "todo"
    run(
        "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status, worker_id = NULL,"
        " attempts = attempts + 1 WHERE id = %s",
        [status, pk],
    )
    if status == "failed":
        logger.error("a job was given up: its workers died of it", job=pk)
    return status == "todo"


def dead() -> int:
    """How many jobs were given up, or name a task that this version does not know."""
    [(count,)] = rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    return int(count)


def forget_finished() -> int:
    """Drop jobs that ended a week ago; those given up stay for people to see, for a month."""
    ended = [
        run(FORGET, [["succeeded", "cancelled", "aborted"], now() - KEEP_DONE, AT_ONCE]),
        run(FORGET, [["failed"], now() - KEEP_FAILED, AT_ONCE]),
    ]
    run(
        "DELETE FROM jobs_rescue WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.id = job)"
    )
    return sum(ended)


FORGET = """
DELETE FROM procrastinate_jobs WHERE id IN (
  SELECT id FROM procrastinate_jobs j WHERE status::text = ANY(%s)
    AND (SELECT max(at) FROM procrastinate_events e WHERE e.job_id = j.id) < %s
  ORDER BY id LIMIT %s)
"""
