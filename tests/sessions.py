"""Two transactions at once, in an order that the test decides."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction

PATIENCE = 10.0
WAITING = "SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s"


@dataclass
class Outcome:
    """What came of the two: a value, or the exception that took the whole transaction back."""

    first: Any = None
    second: Any = None


def in_order(first: Callable[[], Any], second: Callable[[], Any]) -> Outcome:
    """Run `first`, keep its transaction open until `second` waits for a lock or is through, then commit.

    Each runs in a transaction of its own, on a connection of its own.
    """
    outcome = Outcome()
    done, go_on = threading.Event(), threading.Event()
    begun: list[int] = []

    def hold() -> None:
        try:
            with transaction.atomic():
                outcome.first = first()
                done.set()
                go_on.wait(PATIENCE)
        except Exception as error:
            outcome.first = error
        finally:
            done.set()
            connections.close_all()

    def follow() -> None:
        done.wait(PATIENCE)
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    begun.append(cursor.fetchone()[0])
                outcome.second = second()
                go_on.set()
        except Exception as error:
            outcome.second = error
        finally:
            go_on.set()
            connections.close_all()

    threads = [threading.Thread(target=work) for work in (hold, follow)]
    for thread in threads:
        thread.start()
    _until_it_waits(begun, go_on)
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "two sessions wait for each other"
    return outcome


def crossing(
    hold: Callable[[], Any], go_on: Callable[[], Any], other: Callable[[], Any]
) -> Outcome:
    """Run `hold`, and in the same transaction `go_on` as soon as `other`, begun after it in a session of its
    own, waits for a lock or is through. Whoever takes his locks in another order than all ends in a deadlock.
    """
    outcome = Outcome()
    held, through = threading.Event(), threading.Event()
    begun: list[int] = []

    def first() -> None:
        try:
            with transaction.atomic():
                hold()
                held.set()
                _until_it_waits(begun, through)
                outcome.first = go_on()
        except Exception as error:
            outcome.first = error
        finally:
            held.set()
            connections.close_all()

    def second() -> None:
        held.wait(PATIENCE)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                begun.append(cursor.fetchone()[0])
            outcome.second = other()
        except Exception as error:
            outcome.second = error
        finally:
            through.set()
            connections.close_all()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
        assert not thread.is_alive(), "two sessions wait for each other"
    return outcome


def _until_it_waits(begun: list[int], through: threading.Event) -> None:
    """Until the second session waits for a lock of the first, or has ended without."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not through.wait(0.01):
        if begun and _waits(begun[0]):
            return


def _waits(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [pid])
        row = cursor.fetchone()
    return row is not None and row[0] == "Lock"
