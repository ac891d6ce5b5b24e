from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from makegood.base.live import feed
from makegood.kernel.clock import now

pytestmark = pytest.mark.usefixtures("real_commits")
WRITE = (
    "INSERT INTO journal_entry (at, kind, actor, subject, facts)"
    " VALUES (%s, 'test.rang', 'system', 'bell:1', '{}') RETURNING id"
)


@contextmanager
def session() -> Iterator[psycopg.Connection]:
    """A second session, whose transaction ends when it is told to."""
    known = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**known) as link:
        yield link


def write(link: psycopg.Connection, at: datetime) -> int:
    [pk] = link.execute(WRITE, [at]).fetchone() or (0,)
    return int(pk)


def told(since: int) -> list[int]:
    found = feed.missed(since)
    assert found is not None
    return [stir.id for stir in found]


def test_a_page_that_comes_back_hears_what_was_filed_late_from_a_backlog():
    with session() as slow, session() as quick:
        late = write(slow, now() - timedelta(days=3))
        heard = write(quick, now())
        quick.commit()
        tail = feed.Tail()
        assert late not in told(heard)
        slow.commit()
    assert late in told(heard)
    assert [stir.id for stir in tail.read()] == [late]


def test_what_came_after_is_heard_however_old_its_moment_is():
    with session() as link:
        heard = write(link, now())
        link.commit()
        tail = feed.Tail()
        after = write(link, now() - timedelta(days=3))
        link.commit()
    assert told(heard)[-1] == after
    assert [stir.id for stir in tail.read()] == [after]


def test_what_was_there_long_before_is_not_told_again():
    with session() as link:
        link.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_append_only")
        old = write(link, now())
        link.execute(
            "UPDATE journal_entry SET recorded_at = recorded_at - make_interval(secs => %s)",
            [feed.OPEN_SECONDS + 10],
        )
        link.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_append_only")
        heard = write(link, now())
        link.commit()
    assert old not in told(heard)


def test_looking_back_does_not_count_as_having_missed_too_much():
    with session() as link:
        for _ in range(feed.MISSED_AT_MOST + 5):
            heard = write(link, now())
        link.commit()
    assert len(told(heard)) == feed.MISSED_AT_MOST + 5
