"""How much may be posted: what comes beyond that is asked to come later. Known devices, known keys of products, and
the networks of whoever holds no key of ours are counted apart, so that nobody pushes out another."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable


class Allowance:
    """So many at once, and so many a second in the long run, for each of at most `most` who ask. Whoever has all of
    his again is forgotten; of more than `most`, whoever was silent for longest. Of this process."""

    def __init__(
        self,
        *,
        rate: float,
        burst: float,
        most: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.rate, self.burst, self.most = rate, burst, most
        self._clock, self._lock = clock, threading.Lock()
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._left)

    def wait(self, who: Hashable) -> int:
        """Count one; in how many seconds to come again when it is one too many, else 0."""
        with self._lock:
            moment = self._clock()
            left = self._now(self._left.pop(who, (self.burst, moment)), moment)
            self._left[who] = (left - 1 if left >= 1 else left, moment)
            self._forget(moment)
        return 0 if left >= 1 else max(1, math.ceil((1 - left) / self.rate))

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._left.clear()

    def _now(self, known: tuple[float, float], moment: float) -> float:
        left, seen = known
        return min(self.burst, left + (moment - seen) * self.rate)

    def _forget(self, moment: float) -> None:
        while len(self._left) > 1:
            oldest = next(iter(self._left.values()))
            if len(self._left) <= self.most and self._now(oldest, moment) < self.burst:
                return
            self._left.popitem(last=False)


DEVICES = Allowance(rate=20.0, burst=200.0, most=50_000)
CLAIMS = Allowance(rate=20.0, burst=200.0, most=10_000)
STRANGERS = Allowance(rate=0.5, burst=60.0, most=10_000)
