from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from makegood.base.access.models import User
from makegood.base.journal.models import Entry
from makegood.field.alarms.models import Alarm
from makegood.insight.analysis.queries import fleet
from makegood.insight.problems.errors import HasEnded, OneElse, WhyNeeded
from makegood.insight.problems.models import Problem
from makegood.insight.problems.operations import dismiss, look, mended, work_on
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock
from makegood.records.assets.models import Asset, Part, Product, ProductPart
from makegood.records.people.operations import make_queue, make_team

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def lead(db: None) -> User:
    return leading()


def leading() -> User:
    clock.install(VirtualClock(NOW))
    user = User.objects.create_user("lead@x.test", name="Lead", role="lead")
    team = make_team(key="one", names={"en": "One"})
    make_queue(key="q", names={"en": "Q"}, team=team, duty_lead=user, by=SYSTEM, is_default=True)
    return user


def washers(bad: str = "2.3.0") -> list[Asset]:
    """200 machines, a quarter of them with another firmware that has failed since five weeks."""
    product = Product.objects.create(key="w", model="W10", names={"en": "Washer"})
    assets = Asset.objects.bulk_create(
        [
            Asset(serial=f"W-{n}", product=product, firmware=bad if n % 4 == 0 else "2.2.0", batch=str(n % 3),
                  installed_on=(NOW - 400 * DAY).date())
            for n in range(200)
        ]
    )  # fmt: skip
    rows = [alarm(one, NOW - (10 + 2.8 * n) * DAY) for n, one in enumerate(assets[:60])]
    worse = [one for one in assets if one.firmware == bad]
    rows += [alarm(one, NOW - (2 + n % 30) * DAY) for n, one in enumerate(worse)]
    Alarm.objects.bulk_create(rows)
    return assets


def alarm(asset: Asset, at: datetime) -> Alarm:
    return Alarm(asset=asset, fault=f"E18-{at:%m%d}", severity=4, active=False, count=1, first_at=at, last_at=at,
                 state_at=at, heard_at=at, raised_at=at, cleared_at=at, over_at=at)  # fmt: skip


def test_a_bad_firmware_is_raised_once_where_it_is_strongest(lead):
    washers()
    assert look() == 1
    problem = Problem.objects.get()
    assert (problem.dimension, problem.value, problem.owner) == ("firmware", "2.3.0", lead)
    assert problem.after > 4 * problem.before
    assert problem.due_at > NOW
    assert look() == 0
    assert Entry.objects.filter(kind="problems.raised").count() == 1


def test_where_nothing_changed_nothing_is_raised(lead):
    product = Product.objects.create(key="w", model="W10", names={"en": "Washer"})
    assets = Asset.objects.bulk_create(
        [Asset(serial=f"W-{n}", product=product, installed_on=(NOW - 400 * DAY).date()) for n in range(182)]
    )  # fmt: skip
    Alarm.objects.bulk_create(
        [alarm(one, NOW - (1 + n) * DAY) for n, one in enumerate(assets[:180])]
    )
    assert look() == 0


def test_a_fleet_costs_two_statements_whatever_its_size(lead, django_assert_num_queries):
    washers()
    with django_assert_num_queries(2):
        found = fleet("firmware")
    by = {one.value: one for one in found.series}
    assert by["2.3.0"].devices == 50
    assert by["2.2.0"].exposure == pytest.approx(150 * 26 * 7 / 365.25)
    assert sum(by["2.3.0"].faults[-5:]) == 50 + 3


def test_a_part_fails_of_all_devices_that_have_it(lead):
    assets = washers()
    part = Part.objects.create(number="P-1", names={"en": "Pump"})
    ProductPart.objects.create(product=assets[0].product, part=part)
    assets[0].fitted.create(part=part, at=NOW - 20 * DAY, by="system")
    (one,) = fleet("part").series
    assert (one.value, one.devices, one.count) == ("P-1", 200, 1)


def test_what_was_mended_ends_when_the_figures_show_it(lead):
    washers()
    look()
    problem = work_on(Problem.objects.get(), user=lead, version=1, by=SYSTEM)
    mended(problem, on=NOW.date(), version=2, by=SYSTEM)
    clock.install(VirtualClock(NOW + 20 * DAY))
    assert look() == 0  # too early to say
    clock.install(VirtualClock(NOW + 36 * DAY))
    assert look() == 1
    problem.refresh_from_db()
    assert (problem.state, problem.ended_at) == ("solved", NOW + 36 * DAY)


def test_what_goes_on_comes_back_to_its_owner(lead):
    assets = washers()
    look()
    mended(Problem.objects.get(), on=NOW.date(), version=1, by=SYSTEM)
    worse = [one for one in assets if one.firmware == "2.3.0"]
    Alarm.objects.bulk_create(
        [alarm(one, NOW + (n * 7 % 80) * DAY) for n, one in enumerate(worse * 2)]
    )
    clock.install(VirtualClock(NOW + 60 * DAY))
    look()
    assert Problem.objects.get().state == "watched"
    clock.install(VirtualClock(NOW + 86 * DAY))
    look()
    assert Problem.objects.filter(state="worked", mended_on=None).count() == 1


def test_no_problem_says_why_and_is_not_raised_again_for_the_same(lead):
    washers()
    look()
    problem = Problem.objects.get()
    with pytest.raises(WhyNeeded):
        dismiss(problem, why=" ", version=1, by=SYSTEM)
    with pytest.raises(OneElse):
        dismiss(problem, why="A test bench", version=7, by=SYSTEM)
    dismiss(problem, why="A test bench", version=1, by=SYSTEM)
    assert look() == 0
    with pytest.raises(HasEnded):
        work_on(problem, user=lead, version=2, by=SYSTEM)


def test_two_workers_raise_one(real_commits):
    leading()
    washers()

    def once(_n: int) -> int:
        try:
            return look()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(once, range(4))) == 1
    assert Problem.objects.count() == 1
