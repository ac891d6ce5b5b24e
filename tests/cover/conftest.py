from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from makegood.kernel import clock
from makegood.kernel.clock import VirtualClock

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def virtual() -> Iterator[VirtualClock]:
    """A clock that stands still until the test moves it."""
    with clock.use(VirtualClock(NINE)) as moved:
        assert isinstance(moved, VirtualClock)
        yield moved
