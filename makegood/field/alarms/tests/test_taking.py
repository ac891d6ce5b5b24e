"""What devices say becomes alarms: each fault once, each word counted once, in whatever order it comes."""

from datetime import timedelta

import pytest

from makegood.base.privacy.naming import Person
from makegood.base.privacy.reaching import empty
from makegood.base.privacy.registry import HELD
from makegood.field.alarms.invariants import no_alarm_waits_for_its_case
from makegood.field.alarms.models import Alarm, Flood
from makegood.field.alarms.operations import acknowledge, floods_end, plan_window, time_passes
from makegood.field.alarms.rules.folding import BEYOND
from makegood.field.alarms.tests.make import device, gone, hear, measure, rule, said
from makegood.kernel import actor, clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.records.customers.models import Contact
from tests.make import company

pytestmark = pytest.mark.django_db


@pytest.fixture
def time():
    with clock.use(VirtualClock(now())) as one:
        yield one


def only(asset=None):
    found = Alarm.objects.filter(asset=asset) if asset else Alarm.objects.all()
    return found.get()


def history(alarm):
    return list(alarm.changes.order_by("pk").values_list("what", flat=True))


def pass_by(time, **span):
    time.advance(timedelta(**span))
    time_passes()


def test_the_same_fault_is_one_alarm_with_its_count_first_and_last(time):
    one = device()
    begin = now()
    hear(said(one), said(one, at=begin + timedelta(seconds=30)))
    time.advance(timedelta(minutes=1))
    hear(*[said(one, at=begin + timedelta(seconds=60 + n / 10)) for n in range(400)])
    alarm = only()
    assert (alarm.count, alarm.active, alarm.severity) == (402, True, 4)
    assert (alarm.first_at, alarm.last_at) == (begin, begin + timedelta(seconds=60 + 39.9))
    assert history(alarm) == ["raised"]


def test_another_code_and_another_device_are_other_alarms():
    one, other = device(), device()
    hear(said(one), said(one, "E-2"), said(other))
    assert Alarm.objects.count() == 3


def test_it_gets_graver_and_less_grave_and_each_is_written_down(time):
    one = device()
    hear(said(one, severity="minor"))
    time.advance(timedelta(minutes=1))
    hear(said(one, severity="critical"))
    time.advance(timedelta(minutes=1))
    hear(said(one, severity="warning"))
    alarm = only()
    assert (alarm.severity, history(alarm)) == (2, ["raised", "rose", "fell"])


def test_who_has_seen_it_sees_it_again_when_it_gets_graver(time):
    firm = company()
    hear(said(device(), severity="minor"))
    acknowledge([only().pk], user=firm.lead, by=actor.user(firm.lead.pk))
    time.advance(timedelta(minutes=1))
    hear(said(only().asset, severity="critical"))
    assert only().acknowledged_at is None


def test_cleared_and_seen_are_two_things(time):
    firm = company()
    hear(said(device()))
    time.advance(timedelta(minutes=1))
    hear(gone(only().asset))
    alarm = only()
    assert (alarm.active, alarm.acknowledged_at, alarm.over_at) == (False, None, None)
    acknowledge([alarm.pk], user=firm.lead, by=actor.user(firm.lead.pk))
    pass_by(time, minutes=11)
    assert only().over_at is not None
    hear(said(alarm.asset))
    assert Alarm.objects.count() == 2


def test_a_late_cleared_does_not_clear_what_is_newer(time):
    one = device()
    early = now()
    time.advance(timedelta(minutes=5))
    hear(said(one))
    hear(gone(one, at=early))
    assert only().active
    assert history(only()) == ["raised"]


def test_a_late_active_is_counted_and_does_not_raise_it_again(time):
    one = device()
    early = now()
    time.advance(timedelta(minutes=5))
    hear(said(one))
    time.advance(timedelta(minutes=1))
    hear(gone(one))
    hear(said(one, at=early))
    alarm = only()
    assert (alarm.active, alarm.count, alarm.first_at) == (False, 2, early)


def test_what_came_after_its_alarm_was_over_is_counted_there(time):
    firm = company()
    one = device()
    early = now()
    time.advance(timedelta(minutes=5))
    hear(said(one), gone(one, at=now() + timedelta(seconds=1)))
    acknowledge([only().pk], user=firm.lead, by=actor.user(firm.lead.pk))
    pass_by(time, minutes=20)
    assert only().over_at
    hear(said(one, at=early), gone(one, at=early + timedelta(seconds=1)))
    assert (only().count, only().active) == (2, False)


def test_cleared_without_an_alarm_is_nothing():
    hear(gone(device()))
    assert not Alarm.objects.exists()


def test_a_clock_that_cannot_be_is_not_believed(time):
    one = device()
    hear(
        said(one, at=now() + timedelta(days=20000)),
        said(device(), at=now() - timedelta(days=20000)),
    )
    assert set(Alarm.objects.values_list("last_at", flat=True)) == {now()}
    hear(gone(one))
    assert not only(one).active


def test_what_came_and_went_within_a_batch_is_on_the_board_and_opens_nothing(time):
    one = device()
    hear(said(one), gone(one, at=now() + timedelta(seconds=1)))
    alarm = only()
    assert (history(alarm), alarm.wanted_at) == (["raised", "cleared"], None)


def test_what_comes_and_goes_is_one_flapping_alarm_until_it_is_calm(time):
    one = device()
    for _n in range(10):
        hear(said(one))
        time.advance(timedelta(seconds=20))
        hear(gone(one))
        time.advance(timedelta(seconds=20))
    alarm = only()
    assert alarm.flapping_at is not None
    assert (alarm.told_active, history(alarm).count("flaps")) == (True, 1)
    assert history(alarm)[-1] == "flaps"
    pass_by(time, minutes=11)
    assert history(only())[-2:] == ["calm", "cleared"]


def test_a_rule_may_map_ignore_and_end_by_quiet(time):
    rule({"on": "code", "codes": ["I-*"]}, ignore=True)
    rule({"on": "code", "codes": ["E-*"]}, severities={"major": "critical"}, quiet=5)
    one = device()
    hear(said(one, "I-7"), said(one))
    assert only().severity == 5
    time.advance(timedelta(minutes=3))
    hear(said(one))
    pass_by(time, minutes=4)
    assert only().active
    pass_by(time, minutes=2)
    assert not only().active


def test_trouble_must_hold_before_it_is_said(time):
    rule({"on": "code", "codes": ["E-*"]}, fault="E", hold=60)
    one = device()
    hear(said(one))
    pass_by(time, seconds=30)
    hear(said(one))
    assert not Alarm.objects.exists()
    pass_by(time, seconds=31)
    assert (only().count, only().active) == (2, True)
    hear(gone(one))
    assert not only().active


def test_trouble_that_does_not_hold_is_never_said(time):
    rule({"on": "code", "codes": ["E-*"]}, fault="E", hold=60)
    one = device()
    hear(said(one))
    time.advance(timedelta(seconds=30))
    hear(gone(one))
    pass_by(time, seconds=90)
    assert not Alarm.objects.exists()


def test_one_of_several_conditions_is_enough_and_all_must_end(time):
    rule(
        {"on": "code", "codes": ["E-1042"]},
        {"on": "below", "reading": "pressure", "limit": 9, "back": 11},
        fault="pressure",
    )
    one, begin = device(), now()
    hear(*[said(one, at=begin + timedelta(seconds=n)) for n in range(2)])
    measure(one, "pressure", [(1, 12), (2, 8)], begin)
    hear(gone(one, at=begin + timedelta(minutes=3)))
    assert (only().active, only().count) == (True, 2)
    measure(one, "pressure", [(4, 12)], begin)
    assert not only().active


def test_a_device_that_falls_silent_is_offline_and_back_when_it_speaks(time):
    rule({"on": "missing", "within": 30}, fault="offline", severity="major")
    one = device()
    measure(one, "pressure", [(0, 12)], now())
    pass_by(time, minutes=29)
    assert not Alarm.objects.exists()
    pass_by(time, minutes=2)
    assert (only().fault, only().active, only().severity) == ("offline", True, 4)
    measure(one, "pressure", [(0, 12)], now())
    assert not only().active


def test_planned_work_calls_nobody_until_it_is_over(time):
    one = device()
    window = plan_window(
        asset=one, begins=now(), ends=now() + timedelta(hours=1), why="Seals", by=SYSTEM
    )
    hear(said(one))
    assert (only().planned, only().wanted_at, history(only())) == (True, None, [])
    assert window.lasts(now())
    pass_by(time, minutes=61)
    assert (only().planned, history(only())) == (False, ["raised"])
    assert only().wanted_at is not None


def test_a_flood_is_one_group_and_waits_for_no_cases_of_its_own(time):
    many = [device() for _n in range(30)]
    hear(*[said(one) for one in many[:10]])
    assert Alarm.objects.filter(wanted_at__isnull=False).count() == 10
    hear(*[said(one) for one in many[10:]])
    assert Alarm.objects.filter(flood__isnull=False, wanted_at=None).count() == 20
    assert Alarm.objects.values("flood").exclude(flood=None).distinct().count() == 1


def test_one_device_that_makes_up_codes_is_no_flood_and_silences_no_other(time):
    loud, quiet = device(), device()
    hear(*[said(loud, f"E-{n}") for n in range(60)])
    hear(said(quiet))
    assert not Alarm.objects.filter(flood__isnull=False).exists()
    assert only(quiet).wanted_at is not None


def test_what_is_only_to_be_shown_is_part_of_no_flood(time):
    rule({"on": "code", "codes": ["E-0"]}, then="none")
    hear(*[said(device(), "E-0") for _n in range(30)])
    hear(said(device()))
    assert not Alarm.objects.filter(flood__isnull=False).exists()
    assert Alarm.objects.filter(wanted_at__isnull=False).count() == 1


def test_a_flood_that_nobody_could_work_on_does_not_end_without_a_case(time):
    hear(*[said(device()) for _n in range(30)])
    time.advance(timedelta(hours=1))
    assert floods_end() == 0
    assert Alarm.objects.filter(flood__ended_at=None).count() == 30
    assert len(no_alarm_waits_for_its_case()) == 30


def test_what_came_to_a_flood_as_it_ended_waits_for_a_case_of_its_own(time):
    hear(*[said(device()) for _n in range(21)], said(device(), severity="warning"))
    Flood.objects.update(ended_at=now())
    floods_end()
    assert not Alarm.objects.filter(flood__isnull=False).exists()
    assert Alarm.objects.filter(wanted_at__isnull=False).count() == 21
    assert Alarm.objects.get(path="ask").wanted_at is None


def test_what_is_held_long_holds_up_nobody_who_is_calm(time, monkeypatch):
    monkeypatch.setattr("makegood.field.alarms.operations.sweeping.AT_ONCE", 2)
    rule({"on": "code", "codes": ["E-9"]}, flap_minutes=600)
    held, calm = [device() for _n in range(3)], device()
    for _n in range(10):
        hear(*[said(one, "E-9") for one in held], said(calm))
        time.advance(timedelta(seconds=20))
        hear(*[gone(one, "E-9") for one in held], gone(calm))
        time.advance(timedelta(seconds=20))
    assert Alarm.objects.filter(flapping_at__isnull=False).count() == 4
    pass_by(time, minutes=11)
    assert only(calm).flapping_at is None
    assert Alarm.objects.filter(flapping_at__isnull=False).count() == 3


def test_erasing_an_owner_reaches_what_his_device_told_with_an_alarm():
    owner = Contact.objects.create(name="Chen")
    hear(said(device(owner=owner), facts={"wifi": "Chens"}), said(device(), facts={"p": 1}))
    empty(HELD["alarms.Alarm"], Person((owner.pk,), ()))
    assert list(Alarm.objects.order_by("asset").values_list("facts", flat=True)) == [{}, {"p": 1}]


def test_made_up_codes_of_a_device_fill_no_board(time):
    loud, other = device(), device()
    hear(said(loud, "E-1042"), *[said(loud, f"X-{n}") for n in range(150)])
    hear(*[said(loud, f"Y-{n}") for n in range(300)], said(other))
    hear(*[said(loud, f"Z-{n}") for n in range(300)], said(loud, "E-1042"), gone(loud, "X-1"))
    mine = Alarm.objects.filter(asset=loud, over_at=None)
    assert mine.count() == 201
    assert mine.get(fault=BEYOND).count == 250 + 1 + 300
    assert (mine.get(fault="E-1042").count, mine.get(fault="X-1").active) == (2, False)
    assert only(other).count == 1
    pass_by(time, minutes=61)
    assert not mine.get(fault=BEYOND).active
