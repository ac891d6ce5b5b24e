from datetime import timedelta

import pytest

from makegood.base.jobs.models import SweepRun
from makegood.base.jobs.sweeps import SWEEPS, SomeFailed, Sweep, each, run_sweep

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
