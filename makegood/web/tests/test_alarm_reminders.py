"""Nobody has seen it: the owner is reminded, then the duty lead, by the hours of the queue, until somebody has."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from makegood.field.alarms.models import Alarm, Reminder
from makegood.field.alarms.operations import (
    acknowledge,
    keep_steps,
    remind_of_unseen,
    take_back,
)
from makegood.field.alarms.tests.make import device, hear, said
from makegood.kernel import actor, clock
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.records.worktime.operations import set_hours
from makegood.web.alarmed import alarmed
from tests.make import company

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 2, 13, tzinfo=UTC)


@pytest.fixture
def night():
    with clock.use(VirtualClock(NIGHT)) as one:
        yield one


def told():
    return list(Reminder.objects.order_by("pk").values_list("step", "person__name"))


def after(time, minutes):
    time.advance(timedelta(minutes=minutes))
    remind_of_unseen()


def test_without_a_case_the_duty_lead_hears_of_it_again_and_again(night):
    company()
    hear(said(device(), severity="critical"))
    after(night, 9)
    assert told() == []
    after(night, 2)
    assert told() == [(1, "Lead")]
    after(night, 10)
    assert told() == [(1, "Lead"), (2, "Lead")]
    after(night, 25)
    assert len(told()) == 3


def test_by_day_hours_a_night_does_not_count(night):
    firm = company()
    days = [[day, "08:00", "18:00"] for day in range(7)]
    set_hours(firm.team, key="days", zone="UTC", weekly=days)
    hear(said(device(), severity="critical"))
    assert Alarm.objects.get().remind_at == NIGHT.replace(hour=8, minute=10)
    after(night, 60)
    assert told() == []


def test_who_has_seen_it_ends_the_reminders_and_undo_begins_them_anew(night):
    firm = company()
    hear(said(device(), severity="critical"))
    after(night, 11)
    [shown] = alarmed(firm.lead)
    assert "E-1042" in shown.text
    by = actor.user(firm.lead.pk)
    pk = Alarm.objects.get().pk
    assert acknowledge([pk], user=firm.lead, by=by) == [pk]
    assert acknowledge([pk], user=firm.lead, by=by) == []
    assert alarmed(firm.lead) == []
    after(night, 60)
    assert len(told()) == 1
    other = firm.hire("another")
    assert take_back([pk], user=other, by=actor.user(other.pk)) == []
    assert take_back([pk], user=firm.lead, by=by) == [pk]
    assert Alarm.objects.get().remind_at == now() + timedelta(minutes=10)


def test_the_lead_never_hears_before_the_owner():
    with pytest.raises(Invalid):
        keep_steps({"owner_5": 30, "lead_5": 20, "alarms": 20, "minutes": 5})
    keep_steps({"owner_5": 5, "lead_5": 20, "alarms": 9, "minutes": 5})


def test_the_board_says_what_it_is_and_one_press_sees_to_it(night):
    firm = company()
    boss = Client()
    boss.force_login(firm.lead)
    hear(said(device("WL90-7"), severity="minor"))
    page = boss.get("/alarms/").content.decode()
    assert "WL90-7" in page
    assert "Open a case" in page
    pk = Alarm.objects.get().pk
    answer = boss.post("/alarms/acknowledgement/", {"alarm": f"{pk},999999,x"})
    assert answer.status_code == 204
    assert f"undo/?alarm={pk}" in answer["HX-Trigger"]
    assert Alarm.objects.get().acknowledged_by == firm.lead
    boss.post(f"/alarms/acknowledgement/undo/?alarm={pk}")
    assert Alarm.objects.get().acknowledged_by is None
    assert boss.post(f"/alarms/{pk}/case/").status_code == 204
    assert Alarm.objects.get().wanted_at is not None
