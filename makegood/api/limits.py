"""How much one device may post: what it posts more than that it is asked to bring later."""

import math
import threading
import time
from collections.abc import Hashable

RATE, BURST = 20.0, 200.0  # messages a second in the long run, and at once
MOST_KNOWN = 50_000
_lock = threading.Lock()
_left: dict[Hashable, tuple[float, float]] = {}  # of this process


def many_too_many(device: Hashable) -> int:
    """Count one message; in how many seconds to come again when it is one too many, else 0."""
    moment = time.monotonic()
    with _lock:
        left, seen = _left.get(device, (BURST, moment))
        left = min(BURST, left + (moment - seen) * RATE)
        if len(_left) >= MOST_KNOWN:
            _left.clear()
        _left[device] = (left - 1 if left >= 1 else left, moment)
        return 0 if left >= 1 else max(1, math.ceil((1 - left) / RATE))
