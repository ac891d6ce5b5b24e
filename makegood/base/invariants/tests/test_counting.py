from datetime import timedelta

import pytest
from django.db.models import QuerySet

from makegood.base.access.models import Grant
from makegood.base.invariants import checks, counting
from makegood.base.invariants.checks import Invariant
from makegood.base.invariants.models import Day, Tally
from makegood.base.invariants.touched import new_rows
from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock, now

pytestmark = pytest.mark.django_db


def bad() -> "QuerySet[Grant]":
    return Grant.objects.filter(purpose="bad")


WHOLE = Invariant("test.whole", "No grant is bad.", bad)
PARTS = Invariant("test.parts", "No grant is bad.", bad, new_rows(Grant, "id"))


@pytest.fixture(autouse=True)
def only_these(monkeypatch):
    both = {WHOLE.name: WHOLE, PARTS.name: PARTS}
    monkeypatch.setattr(counting, "INVARIANTS", both)
    monkeypatch.setattr(checks, "INVARIANTS", both)


def grants(number: int, purpose: str = "good") -> list[int]:
    made = [
        Grant(
            token=f"{purpose}{n}-{now().timestamp()}", purpose=purpose, subject=n, expires_at=now()
        )
        for n in range(number)
    ]
    return [one.pk for one in Grant.objects.bulk_create(made)]


def tally(one: Invariant) -> Tally:
    return Tally.objects.get(name=one.name)


def test_what_is_broken_is_counted_with_its_rows():
    broken = grants(2, "bad")
    counting.count_all()
    assert (tally(WHOLE).broken, tally(WHOLE).examples) == (2, [str(pk) for pk in broken])
    assert (tally(PARTS).broken, tally(PARTS).examples) == (2, broken)


def test_a_table_that_grows_is_counted_in_turn_and_what_is_new_at_once(monkeypatch):
    monkeypatch.setattr(counting, "SLICE", 10)
    monkeypatch.setattr("makegood.base.invariants.touched.OVERLAP", 0)
    first, *_, last = grants(25)
    Grant.objects.filter(pk__in=[first, last]).update(purpose="bad")
    Tally.objects.create(name=PARTS.name, place=first - 1)
    counting.count_all()
    assert tally(PARTS).broken == 1
    [new] = grants(1, "bad")
    counting.count_all()
    assert tally(PARTS).examples == [first, new]
    assert tally(PARTS).whole_at is None
    counting.count_all()
    assert tally(PARTS).examples == [first, last, new]
    assert tally(PARTS).whole_at is not None
    assert tally(PARTS).place == 0


def test_what_is_put_right_is_no_longer_counted(monkeypatch):
    monkeypatch.setattr(counting, "SLICE", 1)
    Tally.objects.create(name=PARTS.name, place=10**9, examples=grants(2, "bad"))
    counting.count_all()
    assert tally(PARTS).broken == 2
    Grant.objects.update(purpose="good")
    counting.count_all()
    assert tally(PARTS).broken == tally(WHOLE).broken == 0


def test_what_was_counted_just_now_is_not_counted_again():
    counting.count_due()
    grants(1, "bad")
    counting.count_due()
    assert tally(WHOLE).broken == 0
    Tally.objects.update(counted_at=now() - counting.EVERY)
    counting.count_due()
    assert tally(WHOLE).broken == 1


def test_a_check_that_fails_leaves_the_others_counted_and_its_own_count_old(monkeypatch):
    def fails():
        return Grant.objects.extra(where=["1 / 0 = 1"])

    broken = Invariant("test.whole", "No grant is bad.", fails)
    monkeypatch.setattr(counting, "INVARIANTS", {broken.name: broken, PARTS.name: PARTS})
    with pytest.raises(counting.CouldNotCount, match=r"test\.whole"):
        counting.count_all()
    assert set(counting.tallies()) == {PARTS.name}


def test_the_tally_of_an_invariant_that_is_gone_is_dropped():
    Tally.objects.create(name="test.gone")
    counting.count_due()
    assert set(Tally.objects.values_list("name", flat=True)) == {WHOLE.name, PARTS.name}


def test_a_day_keeps_the_worst_of_it_and_what_was_left(days_pass):
    bad_ones = grants(2, "bad")
    counting.count_due()
    Grant.objects.filter(pk__in=bad_ones).delete()
    days_pass(minutes=6)
    counting.count_due()
    days_pass(days=1)
    counting.count_due()
    yesterday, today = (one for _day, one in counting.days(2))
    assert (yesterday.worst, yesterday.left) == (4, 0)  # by either of the two
    assert (today.worst, today.left) == (0, 0)
    assert [one for _day, one in counting.days(4)][:2] == [None, None]
    days_pass(days=500)
    counting.count_due()
    assert Day.objects.count() == 1


@pytest.fixture
def days_pass():
    """A clock that goes when it is told to."""
    virtual = VirtualClock(now())
    clock.install(virtual)
    return lambda **span: virtual.advance(timedelta(**span))
