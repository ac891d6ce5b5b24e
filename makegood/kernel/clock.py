"""The only place that reads the wall clock. Everything else asks `now()`.

A simulation or a test puts another clock in its place with `use`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def _wall() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _wall


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _clock()


def install(clock: Clock) -> None:
    """Replace the clock of the whole process."""
    global _clock  # noqa: PLW0603 - one process has one time
    _clock = clock


def reset() -> None:
    """Go back to the wall clock."""
    install(_wall)


class VirtualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, step: timedelta) -> datetime:
        """Move by `step` (backwards too: clocks do jump) and say the new time."""
        self.moment += step
        return self.moment


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Run a block under another clock."""
    before = _clock
    install(clock)
    try:
        yield clock
    finally:
        install(before)
