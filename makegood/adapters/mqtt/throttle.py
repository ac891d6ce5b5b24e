"""How much one device may say: what it says more than that waits, and nobody else does."""

import time
from collections.abc import Callable, Hashable

RATE, BURST = 50.0, 500.0  # messages a second in the long run, and at once
MOST_KNOWN = 100_000
COLONS = (
    25  # of a message as most are: an event with its time and facts, a reading of a dozen values
)


def weight_of(payload: bytes) -> float:
    """For how many messages one counts: a list of a thousand events makes the work of many."""
    return 1.0 + payload.count(b":") // COLONS


class Throttle:
    """For many devices: tokens that come back with time."""

    def __init__(
        self,
        *,
        rate: float = RATE,
        burst: float = BURST,
        time: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate, self._burst, self._time = rate, burst, time
        self._left: dict[Hashable, tuple[float, float]] = {}

    def wait(self, device: Hashable, weight: float = 1.0) -> float:
        """Count one message; how many seconds it comes too early (0: it does not)."""
        moment = self._time()
        left, seen = self._left.get(device, (self._burst, moment))
        left = min(self._burst, left + (moment - seen) * self._rate) - weight
        if len(self._left) >= MOST_KNOWN:
            self._left.clear()
        self._left[device] = (left, moment)
        return max(0.0, -left / self._rate)

    def is_too_much(self, device: Hashable, weight: float = 1.0) -> bool:
        """Count one message that cannot be made to wait; whether it is one too many. Those do not count on."""
        if self.wait(device, weight) == 0:
            return False
        left, seen = self._left[device]
        self._left[device] = (left + weight, seen)
        return True
