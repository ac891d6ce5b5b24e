import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from makegood.base.access.models import Grant
from makegood.base.database import rows, run
from makegood.base.jobs import queue
from makegood.base.jobs.models import Key, Rescue
from makegood.base.jobs.queue import dead, defer_once, forget_finished, job, rescue
from makegood.base.jobs.sweeps import SWEEPS
from makegood.kernel.clock import now

done: list[str] = []


@job("test.note")
def note(*, word: str) -> None:
    done.append(word)


def jobs() -> list[tuple[Any, ...]]:
    return rows(
        "SELECT status::text, args->>'word', scheduled_at FROM procrastinate_jobs ORDER BY id"
    )


def add(status: str, *, lock: str | None = None, ended: datetime | None = None) -> int:
    [(pk,)] = rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock)"
        " VALUES ('default', 'test.note', '{\"word\": \"a\"}', %s) RETURNING id",
        [lock],
    )
    run("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [pk])
    run(
        "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s",
        [status, pk],
    )
    if ended:
        run("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [ended, pk])
    return int(pk)


@pytest.mark.django_db
def test_a_job_that_is_needed_earlier_is_brought_forward_and_never_put_off():
    moment = now()
    for minutes in (30, 10, 20):
        defer_once(note, at=moment + timedelta(minutes=minutes), lock="note:1", word="a")
    assert jobs() == [("todo", "a", moment + timedelta(minutes=10))]


@pytest.mark.django_db
def test_a_job_that_runs_already_does_not_count_as_waiting(run_jobs):
    add("doing", lock="note:1")
    defer_once(note, at=now(), lock="note:1", word="again")
    assert [found[0] for found in jobs()] == ["doing", "todo"]
    done.clear()
    assert run_jobs() == 1
    assert done == ["again"]


@pytest.mark.usefixtures("real_commits")
def test_twenty_who_need_the_same_at_once_make_one_job():
    def need():
        with transaction.atomic():
            defer_once(note, at=now(), lock="note:1", word="a")
        connection.close()

    threads = [threading.Thread(target=need) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[0] for found in jobs()] == ["todo"]


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_given_up():
    add("doing")
    for _ in range(queue.RESCUES):
        assert rescue() == 1
        run("UPDATE procrastinate_jobs SET status = 'doing'")
    assert rescue() == 0
    assert jobs()[0][0] == "failed"
    assert dead() == 1
    assert rescue() == 0


@pytest.mark.django_db
def test_the_job_of_a_dead_worker_ends_when_the_same_waits_already():
    add("doing", lock="note:1")
    defer_once(note, at=now(), lock="note:1", word="a")
    assert rescue() == 0
    assert [found[0] for found in jobs()] == ["cancelled", "todo"]


@pytest.mark.django_db
def test_jobs_that_ended_a_week_ago_are_dropped_and_no_others():
    old, young = now() - timedelta(days=8), now() - timedelta(days=6)
    for status in ("succeeded", "cancelled"):
        add(status, ended=old)
    kept = {add("succeeded", ended=young), add("failed", ended=old), add("todo", ended=old)}
    kept.add(add("doing", ended=old))
    Rescue.objects.create(job=min(kept))
    Rescue.objects.create(job=min(kept) - 1)
    assert forget_finished() == 2
    assert {pk for (pk,) in rows("SELECT id FROM procrastinate_jobs")} == kept
    assert [one.job for one in Rescue.objects.all()] == [min(kept)]


@pytest.mark.django_db
def test_old_keys_and_grants_that_ended_long_ago_are_dropped():
    Key.objects.create(scope="s", key="old", digest="d", made_at=now() - timedelta(days=8))
    Key.objects.create(scope="s", key="young", digest="d")
    for name, days in (("long-over", -31), ("over", -29), ("good", 1)):
        ends = now() + timedelta(days=days)
        Grant.objects.create(token=name, purpose="case", subject=1, expires_at=ends)
    assert SWEEPS["base.jobs.schedule.what_is_over"].work() == 2
    assert [one.key for one in Key.objects.all()] == ["young"]
    assert {one.token for one in Grant.objects.all()} == {"over", "good"}
