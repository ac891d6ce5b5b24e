"""Two at once, one of them first: what is done about an alarm is done once, and by whoever came first."""

from datetime import timedelta
from typing import Any

import pytest

from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.field.alarms import operations as alarms
from makegood.field.alarms.models import Alarm, Change, Flood, Reminder, Rule, VisitRequest, Watch
from makegood.field.alarms.operations import (
    floods,
    joining,
    reminding,
    seeing,
    setting,
    sweeping,
    visiting,
    watching,
)
from makegood.field.alarms.operations.watching import Item, due_words
from makegood.field.alarms.queries.rulebook import plan_of
from makegood.field.alarms.tests.make import device, gone, hear, product, rule, said
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.alarm_to_case import _open_one, open_cases
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.records.assets.models import Asset
from tests.one_story.make import House
from tests.sessions import crossing, in_order

pytestmark = pytest.mark.usefixtures("real_commits")
AGO = timedelta(days=9)


def facts(kind: str) -> int:
    return Entry.objects.filter(kind=f"alarms.{kind}").count()


def reported(*codes: str, **more: Any) -> list[Alarm]:
    """Alarms of one device, of nobody yet."""
    asset = device()
    hear(*[said(asset, code, **more) for code in codes])
    return list(Alarm.objects.filter(asset=asset).order_by("pk"))


def twice(act: Any) -> tuple[Any, Any]:
    both = in_order(act, act)
    for found in (both.first, both.second):
        if isinstance(found, Exception):
            raise found
    return both.first, both.second


@pytest.fixture
def house(real_commits: None) -> House:
    return House()


def in_a_case(house: House, *codes: str) -> tuple[list[Alarm], Case]:
    case = house.writes("The loader smells", sender="wang@example.org")
    found = reported(*codes)
    Alarm.objects.update(case=case, wanted_at=None)
    return found, case


def in_a_flood(*codes: str, **more: Any) -> Flood:
    found = reported(*codes)
    flood = Flood.objects.create(product=product(), since=now() - AGO, last_at=now() - AGO, **more)
    Alarm.objects.filter(pk__in=[one.pk for one in found]).update(flood=flood, wanted_at=None)
    return flood


def test_an_alarm_that_wants_a_case_is_one_workers(house):
    [alarm] = reported("E-1")
    Alarm.objects.update(wanted_at=now())
    first, second = twice(lambda: joining.claim(alarm.pk))
    assert (first, second) == (alarm, None)
    assert twice(open_cases) == (1, 0)
    assert Case.objects.count() == 1


def test_a_flood_is_one_workers_and_what_comes_to_it_joins_once(house):
    flood = in_a_flood("E-1", "E-2")
    assert twice(lambda: joining.claim_flood(flood.pk)) == (flood, None)
    flood.case = house.writes("Many of them", sender="wang@example.org")
    flood.save()
    assert twice(lambda: joining.join_floods(by=SYSTEM)) == (2, 0)
    assert facts("joined") == 2
    assert twice(lambda: joining.one_case_each(flood, by=SYSTEM)) == (2, 0)
    assert facts("joined") == 4  # two joined it and two left it


def test_one_place_has_one_flood_whoever_sees_it_first():
    place = (product().pk, None)
    first, second = twice(lambda: floods._floods({place}, now()))
    assert first == second
    assert Flood.objects.count() == 1


def test_what_somebody_wants_is_wanted_once(house):
    [alarm] = reported("E-1", severity="minor")
    twice(lambda: joining.want(alarm, by=SYSTEM))
    assert facts("wanted") == 1


def test_an_alarm_is_taken_out_of_its_case_once(house):
    found, _case = in_a_case(house, "E-1", "E-2", "E-3")
    both = in_order(*[lambda: joining.take_out(found[0], by=SYSTEM)] * 2)
    assert isinstance(both.second, joining.NotNow)
    assert facts("joined") == 1


def test_an_owner_is_reminded_once(house):
    in_a_case(house, "E-1")
    Alarm.objects.update(remind_at=now() - AGO, remind_step=1)
    assert twice(reminding.remind_of_unseen) == (1, 0)
    assert (Reminder.objects.count(), facts("reminded")) == (1, 1)


def test_whoever_acknowledges_first_has_seen_it(house):
    [alarm] = reported("E-1")
    other = house.mail.queue.duty_lead
    both = in_order(
        *[
            lambda who=who: seeing.acknowledge([alarm.pk], user=who, by=actors.user(who.pk))
            for who in (house.agent, other)
        ]
    )
    assert (both.first, both.second) == ([alarm.pk], [])
    alarm.refresh_from_db()
    assert alarm.acknowledged_by == house.agent


def test_planned_work_ends_once_and_rules_have_one_order(house):
    [alarm] = reported("E-1")
    window = setting.plan_window(
        begins=now() - AGO, ends=now() + AGO, why="Oil", asset=alarm.asset, by=SYSTEM
    )
    twice(lambda: setting.end_window(window, by=SYSTEM))
    assert facts("window_planned") == 2
    rules = [rule({"on": "code", "codes": [f"E-{n}"]}, name=f"{n}") for n in range(4)]
    both = in_order(*[lambda n=n: setting.raise_rule(rules[n], by=SYSTEM) for n in (3, 2)])
    assert not isinstance(both.second, Exception)
    in_their_order = Rule.objects.order_by("position").values_list("name", "position")
    assert list(in_their_order) == [("0", 0), ("1", 1), ("2", 2), ("3", 3)]


SWEEPS = {
    "quiet": {"quiet_at": now() - AGO},
    "calm": {"flapping_at": now() - AGO},
    "windows_end": {"planned": True, "told_active": False},
    "untold": {"told_active": False, "heard_at": now() - AGO},
}


@pytest.mark.parametrize("name", SWEEPS)
def test_what_time_does_to_an_alarm_is_done_by_one_worker(house, name):
    reported("E-1")
    Alarm.objects.update(**SWEEPS[name])
    before = Change.objects.count()
    first, second = twice(getattr(sweeping, name))
    assert (first, second) == (1, 0)
    assert Change.objects.count() - before <= 1


def test_what_comes_back_after_its_case_and_what_is_over_is_one_workers(house):
    [alarm] = reported("E-1")
    hear(gone(alarm.asset, "E-1"))
    Alarm.objects.update(
        acknowledged_at=now(), acknowledged_by=house.agent, cleared_at=now() - AGO,
        heard_at=now() - AGO,
    )  # fmt: skip
    assert twice(sweeping.over) == (1, 0)


def test_what_its_device_reports_after_its_case_was_closed_is_wanted_by_one_worker(house):
    [alarm], case = in_a_case(house, "E-1")
    question = resolve(case, user=house.agent, by=SYSTEM, text="Done")
    customer_says(question, solved=True, words="")
    hear(said(alarm.asset, "E-1"))
    assert twice(sweeping.come_back) == (1, 0)
    assert Change.objects.filter(alarm=alarm, what="wanted").count() == 1


def test_two_alarms_of_one_customer_are_one_case_whoever_opens_it_first(house):
    case = house.writes("The loader smells", sender="wang@example.org")
    found = reported("E-1", "E-2")
    Asset.objects.update(owner=case.contact)
    Alarm.objects.update(wanted_at=now())
    both = in_order(*(lambda pk=one.pk: _open_one(pk) for one in found))
    assert (both.first, both.second) == (1, 1)
    [of_both] = set(Alarm.objects.values_list("case", flat=True))
    assert of_both not in {None, case.pk}


def test_of_two_times_the_customer_has_the_first_that_he_chose(house):
    case = house.writes("The loader smells", sender="wang@example.org")
    times = [(now() + timedelta(hours=n), now() + timedelta(hours=n + 1)) for n in (20, 30)]
    row = visiting.propose_times(case, times=times, tried="Restarted it", by=SYSTEM)
    both = in_order(
        *[
            lambda place=place: visiting.choose_time(row, place=place, words="", by=SYSTEM)
            for place in (0, 1)
        ]
    )
    assert isinstance(both.second, visiting.RequestIsOver)
    assert VisitRequest.objects.get().begins == times[0][0]


def test_two_words_for_a_rule_that_waits_are_both_counted():
    kept, asset = rule({"on": "code", "codes": ["E-*"]}, hold=60, then="case"), device()
    hear(said(asset, "E-1"))
    item = Item.of_code(said(asset, "E-1"), plan_of(kept), now())
    watched: dict[Any, Watch] = {}

    def go_on() -> None:
        watching.judge(watched[item.key], item)
        watching._write(watched.values())

    crossing(
        lambda: watched.update(watching._locked([item.key])),
        go_on,
        lambda: hear(said(asset, "E-1")),
    )
    assert Watch.objects.get().pending == 3


def test_a_rule_that_waits_is_watched_once_and_said_by_one_worker(house):
    rule({"on": "code", "codes": ["E-*"]}, hold=60, then="case")
    asset = device()
    twice(lambda: alarms.take([said(asset, "E-1")]))
    assert Watch.objects.count() == 1
    Watch.objects.update(due_at=now() - AGO, since=now() - AGO)
    first, second = twice(due_words)
    assert (len(first), second) == (1, [])
    assert Asset.objects.count() == 1
