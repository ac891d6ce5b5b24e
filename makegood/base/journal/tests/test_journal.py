from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction

from makegood.base.journal import log
from makegood.base.journal.models import Entry, Reaction
from makegood.base.journal.partitions import ensure_months
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class Rang(Event, kind="tests.rang"):
    times: int


@pytest.fixture
def reactions(monkeypatch):
    """Reactions to `Rang` by name, for one test."""
    found = {}
    monkeypatch.setitem(log.REACTIONS, "tests.rang", found)
    return found


def ring(times: int, subject: str = "bell:1") -> None:
    with transaction.atomic():
        log.record(Rang(times=times), subject=subject, by=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET kind = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"],
)
def test_the_database_refuses_to_change_what_happened(statement):
    ensure_months()
    ring(1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Entry.objects.get(kind="tests.rang").facts == {"times": 1}


@pytest.mark.usefixtures("real_commits")
def test_a_fact_without_its_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        log.record(Rang(times=1), subject="bell:1", by=SYSTEM)


@pytest.mark.django_db
def test_reactions_of_one_subject_run_in_order(reactions):
    heard = []
    reactions["tests.hear"] = lambda event, entry: heard.append(event.times)
    for n in range(5):
        ring(n)
    while log.react():
        continue
    assert heard == [0, 1, 2, 3, 4]
    assert not Reaction.objects.exists()


@pytest.mark.django_db
def test_a_failing_reaction_waits_and_holds_up_only_its_own_subject(reactions):
    heard = []

    def fragile(event, entry):
        if entry.subject == "bell:1":
            raise RuntimeError("broken bell")
        heard.append(entry.subject)

    reactions["tests.fragile"] = fragile
    ring(1)
    ring(2)
    ring(1, "bell:2")
    while log.react():
        continue
    assert heard == ["bell:2"]
    stuck = Reaction.objects.order_by("pk")
    assert [r.attempts for r in stuck] == [1, 0]
    assert "broken bell" in stuck[0].error


@pytest.mark.django_db
def test_what_a_failing_reaction_changed_is_taken_back(reactions):
    def half(event, entry):
        Reaction.objects.create(
            entry=1, entry_at=entry.at, name="trace", subject="x", failed_at=entry.at
        )
        raise RuntimeError("half-way")

    reactions["tests.half"] = half
    ring(1)
    log.react()
    assert not Reaction.objects.filter(name="trace").exists()


@pytest.mark.django_db
def test_a_given_up_reaction_lets_the_next_pass_and_can_be_replayed(reactions):
    heard = []

    def first_only(event, entry):
        if event.times == 1 and not heard:
            raise RuntimeError("not yet")
        heard.append(event.times)

    reactions["tests.first"] = first_only
    ring(1)
    Reaction.objects.update(attempts=log.MAX_ATTEMPTS - 1)
    ring(2)
    while log.react():
        continue
    assert heard == [2]
    stuck = Reaction.objects.get()
    assert stuck.failed_at is not None
    log.replay(stuck)
    while log.react():
        continue
    assert heard == [2, 1]


@pytest.fixture
def together(monkeypatch):
    """A reaction to `Rang` that follows many at once, and what it was given; it refuses the number 13."""
    given = []

    def hear(happened):
        given.append([event.times for event, _entry in happened])
        if 13 in given[-1]:
            raise RuntimeError("unlucky")

    monkeypatch.setitem(log.REACTIONS, "tests.rang", {})
    monkeypatch.setattr(log, "TOGETHER", {})
    log.reacts_to_many(Rang)(hear)
    return given


@pytest.mark.django_db
def test_many_facts_are_followed_at_once_and_those_of_one_subject_in_order(together):
    for n in range(4):
        ring(n, f"bell:{n}")
    ring(9, "bell:0")
    while log.react():
        continue
    assert together == [[0, 1, 2, 3], [9]]
    assert not Reaction.objects.exists()


@pytest.mark.django_db
def test_what_fails_together_fails_alone(together):
    for n in (12, 13, 14):
        ring(n, f"bell:{n}")
    while log.react():
        continue
    assert together == [[12, 13, 14], [12], [13], [14]]
    assert [r.subject for r in Reaction.objects.filter(attempts=1)] == ["bell:13"]


@pytest.mark.django_db
def test_what_failed_together_is_followed_in_the_same_turn_and_harms_no_batch_again(together):
    for n in (12, 13, 14):
        ring(n, f"bell:{n}")
    assert log.react(seconds=0) == 3
    assert together == [[12, 13, 14], [12], [13], [14]]
    together.clear()
    Reaction.objects.update(next_try=now())
    for n in (15, 16):
        ring(n, f"bell:{n}")
    assert log.react() == 3
    assert together == [[15, 16], [13]]


@pytest.mark.django_db
def test_when_its_time_is_over_the_rest_is_due_next_time(reactions):
    heard = []
    reactions["tests.hear"] = lambda event, entry: heard.append(event.times)
    for n in range(3):
        ring(n, f"bell:{n}")
    assert log.react(seconds=0) == 1
    assert heard == [0]
    assert Reaction.objects.filter(attempts=0).count() == 2


WAITING = (
    "INSERT INTO journal_reaction (entry, entry_at, name, subject, next_try, attempts, error)"
    " SELECT n, now(), 'tests.hear', 'bell:' || n, now() - interval '1 minute', 0, ''"
    " FROM generate_series(1, %s) n"
)


@pytest.mark.django_db
@pytest.mark.parametrize("counted", [None, 0, 1, 300])
def test_claiming_some_costs_the_same_however_many_wait(counted):
    with connection.cursor() as cursor:
        if counted is not None:  # when the statistics were taken so many were there
            cursor.execute(WAITING, [counted])
            cursor.execute("ANALYZE journal_reaction")
        cursor.execute(WAITING, [6000 - (counted or 0)])
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {log.CLAIM}", [now(), 200])
        [[[told]]] = cursor.fetchall()
    plan = told["Plan"]
    assert plan["Actual Rows"] == 200
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 4000
