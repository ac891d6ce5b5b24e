import pytest

from makegood.care.handoffs.rules import LONGEST, SHORTEST, SPANS, USUAL, may_lie


def test_what_can_be_chosen_may_lie():
    assert USUAL in SPANS
    assert all(may_lie(minutes) for minutes in SPANS)


@pytest.mark.parametrize("minutes", [SHORTEST - 1, LONGEST + 1, 0, -1])
def test_nothing_lies_too_short_to_be_read_or_for_ever(minutes):
    assert not may_lie(minutes)
