"""The customer's own list of promises: open, paused, kept, moved, broken; with his times, and nothing of ours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, agree_new_time, make_many, pause, tell
from makegood.contact.channels.operations import make_account
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now, use
from makegood.portal.tests.test_portal import send
from makegood.portal.vows import vows_of
from tests.make import company

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with use(VirtualClock(NINE)) as one:
        yield one


@pytest.fixture
def page(clock):
    made = company()
    make_account(kind="form", address="portal", name="Lanhe Service", queue=made.queue)
    return send()


def promised(case, **more):
    told = {"kind": "person", "what": "We call you", "due": now() + DAY} | more
    [made] = make_many([NewPromise(case=case, **told)], by=SYSTEM)
    return made


def ended(case, state, **more):
    made = promised(case, what=more.pop("what", state))
    told = {"ended_at": now(), "told_at": now(), "untold_why": "late"} | more
    if state == "missed":
        told.setdefault("amends", "none")
    Promise.objects.filter(pk=made.pk).update(state=state, **told)
    return made


def states(case):
    return [(vow.what, vow.state) for vow in vows_of(case.promises.order_by("pk"))]


def test_every_state_is_told_by_its_name_what_runs_first(page, clock):
    case = Case.objects.get()
    Promise.objects.update(
        state="released", ended_at=now()
    )  # an answer that was not needed: not his affair
    ended(case, "kept", ended_at=now() - 2 * HOUR, what="In time")
    ended(case, "kept", due=now() - 2 * HOUR, ended_at=now() - HOUR, what="Late")
    ended(case, "missed", ended_at=now() - HOUR / 2, what="Broken")
    ended(case, "released", ended_at=now(), what="Spared")
    promised(case, what="Tomorrow")
    overdue = promised(case, what="Overdue")
    Promise.objects.filter(pk=overdue.pk).update(due=now() - HOUR)
    assert states(case) == [
        ("Overdue", "late"),
        ("Tomorrow", "open"),
        ("Spared", "released"),
        ("Broken", "broken"),
        ("Late", "kept_late"),
        ("In time", "kept"),
    ]
    body = Client().get(page).content.decode()
    for words in (
        "by tomorrow 09:00",
        "was due today 08:00; we are late",
        "kept, today 07:00",
        "kept late, today 08:00; promised for today 07:00",
        "not kept; it was due tomorrow 09:00",
        "you released us, today 09:00",
    ):
        assert words in body, words


def test_our_own_reminders_are_never_told(page):
    case = Case.objects.get()
    for kind in ("follow_up", "confirmation", "handoff", "task"):
        promised(case, kind=kind, what=f"secret {kind}")
    assert "secret" not in Client().get(page).content.decode()


def test_that_we_wait_for_him_is_told_with_since_when(page, clock):
    case = Case.objects.get()
    promised(case, kind="solution", what="", span=8 * 3600)
    pause(case, because="customer", by=SYSTEM)
    clock.advance(2 * HOUR)
    assert ("The solution", "waits") in states(case)
    assert "paused: we wait for you since today 09:00" in Client().get(page).content.decode()


def test_a_new_time_stands_beside_the_old_promise(page):
    case = Case.objects.get()
    made = promised(case)
    tell(made, at=now(), outgoing=None, new_due=now() + 2 * DAY, by=SYSTEM)
    agree_new_time(made, due=now() + 2 * DAY, by=SYSTEM, why="The part comes later")
    body = Client().get(page).content.decode()
    assert "not kept as promised; the new time is Wed 09:00" in body
    assert "by Wed 09:00" in body
    assert "The part comes later" not in body


def test_times_are_those_of_his_zone_and_of_the_browser_once_it_has_said_its_own(page):
    case = Case.objects.get()
    promised(case)
    type(case.contact).objects.update(zone="Asia/Shanghai")
    assert "by tomorrow 17:00" in Client().get(page).content.decode()
    browser = Client()
    browser.cookies["makegood_zone"] = "America/New_York"
    assert "by tomorrow 04:00" in browser.get(page).content.decode()
    type(case.contact).objects.update(zone="Mars/Olympus")
    assert "by tomorrow 09:00" in Client().get(page).content.decode()
