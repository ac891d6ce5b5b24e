"""Reactions, late commits, resuming pages and jobs of dead workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from makegood.base.bus import parameters
from makegood.base.database import rows
from makegood.base.jobs.queue import rescue
from makegood.base.journal.log import REACTIONS, react, record, replay
from makegood.base.journal.models import Entry, Reaction
from makegood.base.live import feed
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.events import Event
from tests.crash.test_all_at_once import together
from tests.live import address_of

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("real_commits")


@dataclass(frozen=True, kw_only=True)
class Rang(Event, kind="crash_test.rang"):
    number: int


def ring(number: int, *, subject: str = "bell:1") -> int:
    """Record one fact; returns the number of its entry."""
    with transaction.atomic():
        record(Rang(number=number), subject=subject, by=SYSTEM)
    return int(Entry.objects.latest("pk").pk)


@contextmanager
def reaction(act: Callable[[Rang, Entry], None]) -> Iterator[None]:
    """Let `act` follow from each ring."""
    REACTIONS[Rang.kind] = {"crash_test.heard": act}
    try:
        yield
    finally:
        del REACTIONS[Rang.kind]


def react_to_all(times: int = 50) -> None:
    for _ in range(times):
        if not react():
            return


def test_reactions_to_one_subject_follow_in_order_however_many_work():
    heard: list[tuple[str, int]] = []
    with reaction(lambda fact, entry: heard.append((entry.subject, fact.number))):
        for number in range(40):
            ring(number, subject=f"bell:{number % 2}")
        together(lambda _: react_to_all(), times=4)
        react_to_all()
    for bell in (0, 1):
        mine = [number for subject, number in heard if subject == f"bell:{bell}"]
        assert mine == list(range(bell, 40, 2))


def test_a_failing_reaction_is_shown_and_holds_up_nobody():
    heard: list[int] = []

    def act(fact: Rang, entry: Entry) -> None:
        if entry.subject == "bell:broken":
            raise RuntimeError("the clapper fell off")
        heard.append(fact.number)

    with reaction(act):
        ring(1, subject="bell:broken")
        ring(2, subject="bell:broken")
        ring(3)
        start = clock.now()
        for minutes in (0, 1, 5, 30, 200, 1000, 5000, 25_000, 120_000):
            with clock.use(clock.VirtualClock(start + timedelta(minutes=minutes))):
                react_to_all()
        given_up = Reaction.objects.get(
            failed_at__isnull=False, entry=Entry.objects.earliest("pk").pk
        )
        assert heard == [3]
        assert "the clapper fell off" in given_up.error
    with reaction(lambda fact, _: heard.append(fact.number)):
        replay(given_up)
        react_to_all()
    assert 1 in heard
    assert not Reaction.objects.filter(pk=given_up.pk).exists()


REACTS_SLOWLY = """
import time, django; django.setup()
from django.db import connection
from makegood.base.database import run
from makegood.base.journal.log import REACTIONS, react
from tests.crash import test_spine_holds as here
def act(fact, entry):
    run("INSERT INTO jobs_key (scope, key, digest, status, answer, made_at) VALUES ('crash', gen_random_uuid()::text, '', 0, '{}', now())")
    print("acting", flush=True)
    time.sleep(60)
REACTIONS[here.Rang.kind] = {"crash_test.heard": act}
react()
"""


def test_what_a_killed_worker_was_doing_is_done_once():
    """The reaction and its mark are one transaction: killed in the middle, nothing of it has happened."""
    done = "INSERT INTO jobs_key (scope, key, digest, status, answer, made_at) VALUES ('crash', 'x', '', 0, '{}', now())"
    with reaction(lambda _fact, _entry: rows(done)):
        ring(1)
        process = subprocess.Popen(
            [sys.executable, "-c", REACTS_SLOWLY],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "DATABASE_URL": address_of(connection.settings_dict),
                "DJANGO_SETTINGS_MODULE": "makegood.config.settings",
                "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
            },
        )
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "acting\n"
            assert react() == 0, "nobody else may take what he is doing"
        finally:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
        end = time.monotonic() + 20
        while Reaction.objects.exists() and time.monotonic() < end:
            react()
            time.sleep(0.05)
    assert not Reaction.objects.exists()
    assert rows("SELECT count(*) FROM jobs_key WHERE scope = 'crash'") == [(1,)]


INSERT = (
    "INSERT INTO journal_entry (at, kind, actor, subject, facts)"
    " VALUES (now(), 'crash_test.rang', 'system', 'bell:1', '{}') RETURNING id"
)


def test_the_tail_tells_an_entry_that_commits_after_thousands_of_later_ones():
    tail = feed.Tail()
    with psycopg.connect(**parameters()) as slow:
        [late] = slow.execute(INSERT).fetchone() or (0,)
        for number in range(3):
            with transaction.atomic():
                rows(
                    INSERT.replace("VALUES (", "SELECT ").replace(
                        "'{}')", f"'{{}}' FROM generate_series(1, {number + 900})"
                    )
                )
        told = []
        while new := tail.read():
            told += [stir.id for stir in new]
        assert late not in told
        slow.commit()
    assert [stir.id for stir in tail.read()] == [late]
    assert tail.read() == []
    assert len(told) == len(set(told)) == 900 + 901 + 902


def test_a_number_that_was_rolled_back_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch):
    tail = feed.Tail()
    with psycopg.connect(**parameters()) as link:
        link.execute(INSERT)
        link.rollback()
    ring(1)
    assert len(tail.read()) == 1
    assert len(tail.gaps) == 1
    monkeypatch.setattr(feed, "OPEN_SECONDS", 0.0)
    tail.read()
    assert tail.gaps == {}


def test_a_page_that_comes_back_hears_all_it_missed_and_what_was_late():
    seen = ring(1)
    with psycopg.connect(**parameters()) as slow:
        [late] = slow.execute(INSERT).fetchone() or (0,)
        after = ring(2)
        slow.commit()
    missed = feed.missed(after)
    assert missed is not None
    assert late in [stir.id for stir in missed], "it came after the page heard a higher number"
    both = feed.missed(seen)
    assert both is not None
    assert {late, after} <= {stir.id for stir in both}


def test_a_page_that_was_away_for_too_much_is_told_to_begin_anew():
    seen = ring(0)
    with transaction.atomic():
        for number in range(feed.MISSED_AT_MOST + 1):
            record(Rang(number=number), subject="bell:1", by=SYSTEM)
    assert feed.missed(seen) is None


def test_the_job_of_a_dead_worker_goes_back_and_that_of_a_living_one_stays():
    def job(worker: int | None) -> int:
        [(pk,)] = rows(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('default', 'channels.deliver', 'doing', %s) RETURNING id",
            [worker],
        )
        return int(pk)

    def worker(seconds_ago: int) -> int:
        [(pk,)] = rows(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [seconds_ago],
        )
        return int(pk)

    lost, silent, alive = job(None), job(worker(600)), job(worker(0))
    assert rescue() == 2
    assert rescue() == 0
    found = dict(rows("SELECT id, status::text FROM procrastinate_jobs"))
    assert found == {lost: "todo", silent: "todo", alive: "doing"}
