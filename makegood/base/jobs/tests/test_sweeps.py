from datetime import timedelta

import pytest

from makegood.base.jobs.models import SweepRun
from makegood.base.jobs.sweeps import (
    SWEEPS,
    SomeFailed,
    Sweep,
    each,
    held_back,
    run_sweep,
    together,
)
from makegood.kernel import clock

pytestmark = pytest.mark.usefixtures("real_commits")


def bad() -> int:
    raise ValueError("once")


def hot(work) -> Sweep:
    return Sweep("test.hot", work, timedelta(seconds=1), hot=True)


def test_the_failure_of_a_hot_sweep_is_shown_until_it_goes_well():
    run_sweep(hot(bad))
    run_sweep(hot(bad))
    noted = SweepRun.objects.get(name="test.hot")
    assert (noted.failures, noted.error) == (2, "ValueError: once")
    run_sweep(hot(lambda: 0))
    noted.refresh_from_db()
    assert (noted.failures, noted.error) == (0, "")


def test_a_hot_sweep_that_goes_well_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        run_sweep(hot(lambda: 0))
    assert not SweepRun.objects.exists()


def test_what_is_noted_of_a_sweep_that_is_gone_is_dropped():
    kept = next(iter(SWEEPS.values()))
    run_sweep(Sweep(kept.name, bad, kept.every, hot=False))
    run_sweep(Sweep("test.gone", bad, timedelta(seconds=1), hot=False))
    assert SWEEPS["base.jobs.schedule.what_is_over"].work() == 1
    assert [noted.name for noted in SweepRun.objects.all()] == [kept.name]


def test_one_that_fails_holds_up_no_other_and_is_shown():
    done = []

    def work(thing: int) -> int:
        if thing == 2:
            raise ValueError("odd")
        done.append(thing)
        return 1

    with pytest.raises(SomeFailed, match="1 failed, first 2: ValueError: odd"):
        each([1, 2, 3], work)
    assert done == [1, 3]
    assert each([4, 5], work) == 2


def test_what_fails_again_and_again_starves_nobody_behind_it():
    tried, done = [], []

    def work(thing: int) -> int:
        tried.append(thing)
        if thing < 5:
            raise ValueError("odd")
        done.append(thing)
        return 1

    def run() -> None:
        """As a sweep that looks at no more than five at once."""
        due = [thing for thing in range(8) if thing not in {*held_back(work), *done}]
        with pytest.raises(SomeFailed, match="5 failed"):
            each(due[:5], work)

    for _ in range(4):
        run()
    assert done == [5, 6, 7]
    assert held_back(work) == [0, 1, 2, 3, 4]
    before = len(tried)
    run()
    assert len(tried) == before  # and still it is shown
    with clock.use(clock.VirtualClock(clock.now() + timedelta(minutes=2))):
        run()
    assert len(tried) == before + 5
    with clock.use(clock.VirtualClock(clock.now() - timedelta(days=1))):
        assert held_back(work) == []  # a clock that went back holds nothing up


def test_a_batch_that_fails_is_done_one_by_one():
    done = []

    def one(thing: int) -> int:
        if thing == 2:
            raise ValueError("odd")
        done.append(thing)
        return 1

    def batch(things) -> int:
        return sum(one(thing) for thing in reversed(things))

    with pytest.raises(SomeFailed, match="1 failed, first 2: ValueError: odd"):
        together([1, 2, 3], batch, one=one)
    assert done == [3, 1, 3]  # what the batch had done is taken back by its transaction
    assert together([4, 5], batch, one=one) == 2
    assert together([], batch, one=one) == 0
