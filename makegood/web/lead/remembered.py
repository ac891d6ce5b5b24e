"""Figures over many weeks are reckoned every ten minutes for the same queues; what was decided since is added."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache

from makegood.care.promises.queries.rates import Rate, Scope, added
from makegood.kernel.clock import now

SECONDS = 600


def remembered(
    name: str,
    scope: Scope,
    make: Callable[[], Sequence[Rate]],
    since: Callable[[datetime], Sequence[Rate]],
) -> list[Rate]:
    """What `make` gives, or what it gave for the same queues within the last ten minutes with what `since`
    that moment came: it reads no more than these minutes. What became of an older promise since then is
    seen when all is reckoned again."""
    queues = ",".join(map(str, scope.queues)) if not scope.everything else "all"
    key = f"board:{name}:{sha256(queues.encode()).hexdigest()[:24]}"
    found = cache.get(key)
    if found is None:
        found = (now(), list(make()))
        cache.set(key, found, SECONDS)
        return found[1]
    at, rates = found
    return added(rates, since(at))
