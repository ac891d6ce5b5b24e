"""A promise whose clock runs again is looked at in time, however it came to stand still."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import pause, resume
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Watch
from makegood.care.recovery.tests.make import promised, prove
from makegood.contact.channels.ports import Undelivered
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops.case_to_answer import answer
from makegood.loops.contact_to_case import file_waiting
from tests.make import arrive, company, echo

pytestmark = pytest.mark.django_db


@pytest.fixture
def time() -> VirtualClock:
    virtual = VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    clock.install(virtual)
    return virtual


@pytest.fixture
def lanhe(time):
    return company()


@pytest.fixture
def case(lanhe) -> Case:
    raw = arrive(lanhe.account, id="<m1@x>")
    file_waiting()
    found = Case.objects.get(strands__conversation__messages__raw=raw)
    prove(found)
    return found


def test_what_runs_again_with_little_time_left_is_looked_at_at_once(case, time, settle):
    promise = promised(case, kind="solution", hours=0.4)
    recovery.watch()
    pause(case, because="customer", by=SYSTEM)
    time.advance(timedelta(minutes=10))
    Watch.objects.filter(promise=promise).update(next_at=now() + timedelta(minutes=50))
    resume(case, by=SYSTEM)
    settle()
    assert Watch.objects.get(promise=promise).next_at < now() + timedelta(minutes=10)


def test_what_never_arrived_and_is_late_meanwhile_is_watched_again(case, lanhe, time, settle):
    promise = case.promises.get(kind="first_answer")
    time.advance(promise.due - now() - timedelta(minutes=1))
    echo().fail = Undelivered("no such person", permanent=True)
    answer(case, text="It is the seal", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    Promise.objects.filter(pk=promise.pk).update(overdue_at=now())  # it was noticed before
    recovery.watch()
    assert not Watch.objects.filter(promise=promise).exists()
    time.advance(timedelta(hours=1))
    settle()
    promise.refresh_from_db()
    assert promise.state == "open"
    assert Watch.objects.filter(promise=promise).exists()
