from datetime import timedelta

import pytest

from makegood.base.journal.models import Entry
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.records.people import operations as people
from makegood.records.people.models import Queue
from makegood.records.people.operations import LastAdministrator, LeadsQueue
from makegood.records.people.queries import available, default_queue

pytestmark = pytest.mark.django_db


def hire(name: str, role: str = "agent", **more):
    return people.hire(email=f"{name}@Lanhe.test", name=name, role=role, by=SYSTEM, **more)


def test_an_address_is_kept_in_one_form_and_once():
    assert hire("Wang").email == "wang@lanhe.test"
    with pytest.raises(Invalid):
        hire("WANG")


def test_the_last_administrator_stays():
    boss, other = hire("boss", "administrator"), hire("other")
    with pytest.raises(LastAdministrator):
        people.deactivate(boss, takes_over=other, by=SYSTEM)
    with pytest.raises(LastAdministrator):
        people.change_staff(boss, role="agent", teams=[], by=SYSTEM)


def test_a_duty_lead_goes_only_when_another_leads():
    lead, heir = hire("lead", "lead"), hire("heir", "lead")
    team = people.make_team(names={"en": "Front"})
    queue = people.make_queue(names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM)
    with pytest.raises(LeadsQueue):
        people.deactivate(lead, takes_over=heir, by=SYSTEM)
    told = {"names": queue.names, "team": team, "deputy": None, "is_default": False, "by": SYSTEM}
    people.change_queue(queue, duty_lead=heir, **told)
    people.deactivate(lead, takes_over=heir, by=SYSTEM)
    people.deactivate(lead, takes_over=heir, by=SYSTEM)
    assert Entry.objects.filter(kind="people.staff_deactivated").count() == 1


def test_one_queue_is_the_default():
    lead = hire("lead", "lead")
    team = people.make_team(names={"en": "Front"})
    first, second = (
        people.make_queue(names={"en": name}, team=team, duty_lead=lead, by=SYSTEM, is_default=True)
        for name in ("One", "Two")
    )
    assert default_queue() == second
    told = {"names": {"en": "x"}, "team": team, "duty_lead": lead, "deputy": None, "by": SYSTEM}
    with pytest.raises(Invalid):
        people.change_queue(second, is_default=False, **told)
    people.change_queue(first, is_default=True, **told)
    assert Queue.objects.filter(is_default=True).get() == first


def test_who_closes_the_laptop_is_available_for_a_minute_at_most():
    user = hire("wang")
    people.set_presence(user, state="available", by=SYSTEM)
    assert available().filter(user=user).exists()
    clock.install(VirtualClock(now() + timedelta(seconds=61)))
    assert not available().filter(user=user).exists()
    people.seen(user.pk)
    assert available().filter(user=user).exists()


def test_a_team_needs_a_name_in_one_language():
    assert people.make_team(names={"zh-Hans": "前台", "en": " "}).names == {"zh-Hans": "前台"}
    with pytest.raises(Invalid):
        people.make_team(names={"en": " ", "zh-Hans": ""})
