"""Allowances: so many at once, so many in the long run, and a memory with an end."""

from makegood.api.limits import Allowance


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


def test_whoever_asks_too_often_is_told_when_to_come_again_and_may_then():
    clock = Clock()
    few = Allowance(rate=0.5, burst=3, most=10, clock=clock)
    assert [few.wait("a") for _n in range(5)] == [0, 0, 0, 2, 2]
    assert few.wait("b") == 0
    clock.moment = 2.0
    assert [few.wait("a"), few.wait("a")] == [0, 2]


def test_whoever_has_all_of_his_again_is_forgotten():
    clock = Clock()
    few = Allowance(rate=1.0, burst=3, most=10, clock=clock)
    for n in range(8):
        few.wait(n)
    clock.moment = 1.0
    few.wait("last")
    assert len(few) == 1


def test_of_too_many_those_go_who_were_silent_for_longest():
    clock = Clock()
    few = Allowance(rate=0.001, burst=2, most=3, clock=clock)
    for who in ("a", "a", "b", "c", "a", "d"):
        clock.moment += 0.01
        few.wait(who)
    assert len(few) == 3  # b went, not a
    assert few.wait("a") > 0
    for n in range(1000):
        few.wait(n)
    assert len(few) == 3
