from collections.abc import Callable, Iterator

import pytest

from conftest import run_jobs_now
from makegood.kernel.clock import VirtualClock, now, use
from makegood.loops.contact_to_case import file_waiting
from makegood.loops.media_to_message import fetch_files
from makegood.loops.receipts import ask_early_again
from makegood.world.farside.cast import CAST
from tests.contracts.stand import Stand, stand


def settle_channels() -> None:
    """What the worker would do by now, as far as channels go."""
    for _round in range(4):
        if not run_jobs_now() + file_waiting() + ask_early_again() + fetch_files():
            return


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    clock = VirtualClock(now())
    with use(clock):
        yield clock


@pytest.fixture
def settle_them() -> Callable[[], None]:
    return settle_channels


@pytest.fixture(params=sorted(CAST))
def at(request: pytest.FixtureRequest, db: None, clock: VirtualClock) -> Iterator[Stand]:
    """A stand of each kind, one after the other."""
    with stand(CAST[request.param], settle_channels) as made:
        yield made
