"""What leaves, leaves once; what may have left is never sent again by itself; what got lost is found."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection

from makegood.base.database import rows, run
from makegood.contact.channels import operations
from makegood.contact.channels.models import AutomaticCount, Outgoing
from makegood.contact.channels.operations import LeaseLost, MayHaveArrived, NewOutgoing, sending
from makegood.contact.channels.ports import OutgoingView, Undelivered
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now, use
from tests.make import ECHO, Company, company, echo

State = Outgoing.State


@pytest.fixture
def lanhe(db: None) -> Company:
    return company()


@pytest.fixture
def later() -> Iterator[VirtualClock]:
    clock = VirtualClock(now())
    with use(clock):
        yield clock


def queue(lanhe: Company, number: int = 1, **more: object) -> Outgoing:
    return operations.queue_outgoing(
        NewOutgoing(
            account=lanhe.account,
            reference="message:1",
            recipient="wang@example.org",
            external_id=f"<{number}@echo>",
            envelope={"text": "hello"},
            **more,  # type: ignore[arg-type]
        )
    )


def state(outgoing: Outgoing) -> str:
    outgoing.refresh_from_db()
    return str(outgoing.state)


def waiting() -> list[object]:
    found = rows("SELECT scheduled_at FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
    return [at for (at,) in found]


def runner_dies(outgoing: Outgoing, *, handed_over: bool) -> None:
    """A worker takes the message and is heard of no more."""
    claimed = sending._claim(str(outgoing.pk))
    assert claimed is not None
    if handed_over:
        sending._handing_over(outgoing.pk, claimed[1])
    run("DELETE FROM procrastinate_jobs")


def test_what_cannot_have_left_when_its_sender_died_is_sent_again(lanhe, later, run_jobs):
    outgoing = queue(lanhe)
    runner_dies(outgoing, handed_over=False)
    operations.expire_leases()
    assert state(outgoing) == State.SENDING, "the lease still runs"
    later.advance(operations.LEASE + timedelta(seconds=1))
    operations.expire_leases()
    assert state(outgoing) == State.QUEUED
    assert waiting() == [outgoing.send_after]
    later.advance(timedelta(minutes=1))
    run_jobs()
    assert state(outgoing) == State.SENT
    assert [one.external_id for one in ECHO.sent] == ["<1@echo>"]


def test_what_may_have_left_when_its_sender_died_is_for_a_person_to_decide(lanhe, later, run_jobs):
    outgoing = queue(lanhe)
    runner_dies(outgoing, handed_over=True)
    later.advance(operations.LEASE + timedelta(seconds=1))
    operations.expire_leases()
    assert state(outgoing) == State.UNCERTAIN
    later.advance(timedelta(days=1))
    operations.expire_leases()
    operations.defer_forgotten()
    assert run_jobs() == 0
    assert ECHO.sent == []


@pytest.mark.parametrize("taken_by_another", [False, True])
def test_a_sender_that_wakes_up_after_its_lease_sends_nothing(lanhe, monkeypatch, taken_by_another):
    outgoing = queue(lanhe)
    reached = []

    def sleeps(view: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        Outgoing.objects.update(lease_until=now() - timedelta(seconds=1))
        if taken_by_another:
            operations.expire_leases()
            Outgoing.objects.update(send_after=now())
            assert sending._claim(view.pk) is not None
        handing_over()
        reached.append(view)
        return False

    monkeypatch.setattr(ECHO, "send", sleeps)
    with pytest.raises(LeaseLost):
        operations.deliver(outgoing_id=str(outgoing.pk))
    assert reached == []
    assert state(outgoing) == State.SENDING
    assert not outgoing.handed_over
    assert outgoing.attempt == 1 + taken_by_another


def test_a_sender_that_ends_late_does_not_change_what_was_decided_meanwhile(lanhe, monkeypatch):
    outgoing = queue(lanhe)

    def slow(view: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        handing_over()
        Outgoing.objects.update(lease_until=now() - timedelta(seconds=1))
        operations.expire_leases()
        return False

    monkeypatch.setattr(ECHO, "send", slow)
    operations.deliver(outgoing_id=str(outgoing.pk))
    assert state(outgoing) == State.UNCERTAIN


def test_a_message_whose_job_got_lost_leaves(lanhe, later, run_jobs):
    outgoing = queue(lanhe)
    run("DELETE FROM procrastinate_jobs")
    operations.defer_forgotten()
    assert waiting() == []
    later.advance(timedelta(minutes=3))
    for _ in range(2):
        operations.defer_forgotten()
        assert waiting() == [now()]
    run_jobs()
    assert state(outgoing) == State.SENT


def test_a_job_that_comes_too_late_is_brought_forward(lanhe, later):
    queue(lanhe)
    run("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at + interval '1 day'")
    later.advance(timedelta(minutes=3))
    operations.defer_forgotten()
    assert waiting() == [now()]


def test_hundreds_that_wait_in_turn_do_not_hide_one_that_was_forgotten(lanhe, later):
    last = [queue_one(lanhe, number) for number in range(205)][-1]
    run("DELETE FROM procrastinate_jobs WHERE args->>'outgoing_id' = %s", [str(last.pk)])
    later.advance(timedelta(minutes=3))
    operations.defer_forgotten()
    assert len(waiting()) == 205


def queue_one(lanhe: Company, number: int) -> Outgoing:
    return operations.queue_outgoing(
        NewOutgoing(
            account=lanhe.account,
            reference=f"message:{number}",
            recipient="wang@example.org",
            external_id=f"<{number}@echo>",
            envelope={},
        )
    )


def doubtful(lanhe: Company) -> Outgoing:
    outgoing = queue(lanhe)
    run("DELETE FROM procrastinate_jobs")
    Outgoing.objects.update(state=State.UNCERTAIN, attempt=1)
    return outgoing


def test_what_a_person_found_to_have_arrived_is_not_sent_again(lanhe, run_jobs):
    outgoing = doubtful(lanhe)
    operations.settle_uncertain(outgoing, arrived=True, by=SYSTEM)
    assert state(outgoing) == State.SENT
    assert run_jobs() == 0
    assert ECHO.sent == []
    with pytest.raises(MayHaveArrived):
        operations.settle_uncertain(outgoing, arrived=False, by=SYSTEM)


def test_what_a_person_found_not_to_have_arrived_is_sent_under_the_same_name(lanhe, run_jobs):
    outgoing = doubtful(lanhe)
    operations.settle_uncertain(outgoing, arrived=False, by=SYSTEM)
    with pytest.raises(MayHaveArrived):
        operations.settle_uncertain(outgoing, arrived=False, by=SYSTEM)
    assert run_jobs() == 1
    assert state(outgoing) == State.SENT
    assert [one.external_id for one in ECHO.sent] == ["<1@echo>"]


def test_nothing_leaves_while_sending_is_paused_and_all_of_it_afterwards(lanhe, later, run_jobs):
    operations.pause_sending("restored from a backup")
    outgoing = queue(lanhe)
    run_jobs()
    later.advance(timedelta(minutes=5))
    operations.defer_forgotten()
    assert run_jobs() == 0
    assert (state(outgoing), ECHO.sent) == (State.QUEUED, [])
    operations.resume_sending(by=SYSTEM)
    operations.resume_sending(by=SYSTEM)
    assert run_jobs() == 1
    assert state(outgoing) == State.SENT
    assert len(ECHO.sent) == 1


def test_what_is_to_leave_later_does_so_after_a_pause_too(lanhe, later, run_jobs):
    operations.pause_sending("restored from a backup")
    outgoing = queue(lanhe, wait=timedelta(minutes=10))
    operations.resume_sending(by=SYSTEM)
    assert run_jobs() == 0
    later.advance(timedelta(minutes=11))
    assert run_jobs() == 1
    assert state(outgoing) == State.SENT


def at_once(number: int, act: Callable[[], object]) -> None:
    ready = threading.Barrier(number)

    def one() -> None:
        try:
            ready.wait()
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.usefixtures("real_commits")
def test_one_message_is_sent_once_however_many_send_it_at_once():
    outgoing = queue(company())
    at_once(20, lambda: operations.deliver(outgoing_id=str(outgoing.pk)))
    assert state(outgoing) == State.SENT
    assert len(ECHO.sent) == 1


@pytest.mark.usefixtures("real_commits")
def test_many_who_find_a_forgotten_message_at_once_make_one_job():
    outgoing = queue(company())
    run("DELETE FROM procrastinate_jobs")
    Outgoing.objects.update(send_after=now() - timedelta(minutes=5))
    at_once(8, operations.defer_forgotten)
    assert len(waiting()) == 1
    assert state(outgoing) == State.QUEUED


@pytest.mark.django_db
def test_what_was_counted_long_ago_is_dropped():
    echo()
    for days in (31, 29):
        day = now().date() - timedelta(days=days)
        AutomaticCount.objects.create(address="a@example.org", day=day, count=1)
    assert operations.forget_automatic_counts() == 1
    assert AutomaticCount.objects.count() == 1


@pytest.fixture
def in_order(lanhe, later, monkeypatch):
    """Two messages to one person on a channel that keeps their order."""
    monkeypatch.setattr(ECHO, "in_order", timedelta(minutes=10), raising=False)
    first = queue(lanhe)
    later.advance(timedelta(milliseconds=5))
    return first, queue(lanhe, 2)


def sent() -> list[str]:
    return [one.external_id for one in ECHO.sent]


def test_a_later_message_waits_for_the_earlier_one(in_order, later, run_jobs):
    first, second = in_order
    ECHO.fail = Undelivered("busy", permanent=False)
    operations.deliver(outgoing_id=str(first.pk))
    ECHO.fail = None
    operations.deliver(outgoing_id=str(second.pk))
    assert (state(first), state(second), second.attempt) == (State.QUEUED, State.QUEUED, 0)
    assert sent() == []
    for _ in range(4):
        later.advance(timedelta(seconds=31))
        run_jobs()
    assert sent() == ["<1@echo>", "<2@echo>"]


def test_while_one_is_being_sent_the_next_waits(in_order):
    first, second = in_order
    assert sending._claim(str(first.pk)) is not None
    assert sending._claim(str(second.pk)) is None
    Outgoing.objects.filter(pk=first.pk).update(state=State.FAILED)
    Outgoing.objects.filter(pk=second.pk).update(send_after=now())
    assert sending._claim(str(second.pk)) is not None


def test_one_that_is_tried_in_vain_holds_up_the_others_no_longer_than_its_channel_says(
    in_order, later
):
    first, second = in_order
    Outgoing.objects.filter(pk=first.pk).update(attempt=3)
    later.advance(timedelta(minutes=11))
    assert sending._claim(str(second.pk)) is not None


def test_nobody_waits_for_what_was_put_off_on_purpose_or_is_for_somebody_else(in_order):
    first, second = in_order
    Outgoing.objects.filter(pk=first.pk).update(send_after=now() + timedelta(hours=8))
    assert sending._claim(str(second.pk)) is not None
    Outgoing.objects.filter(pk=first.pk).update(send_after=now(), recipient="li@example.org")
    Outgoing.objects.filter(pk=second.pk).update(state=State.QUEUED)
    assert sending._claim(str(second.pk)) is not None


@pytest.mark.django_db
def test_one_mailbox_has_one_share_however_its_address_is_written():
    told = ["victim@gmail.com", "Victim+shop@gmail.com", "v.i.c.t.i.m+2@googlemail.com"]
    assert [operations.may_send_automatic(one) for one in told] == [True, False, False]
    assert operations.may_send_automatic("victim@example.org")
    assert operations.may_send_automatic("v.ictim@example.org"), "there dots make another person"
    assert not AutomaticCount.objects.filter(address__contains="@").exists()
