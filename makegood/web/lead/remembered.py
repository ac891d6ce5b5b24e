"""Figures over many weeks are reckoned once a minute, not for every lead and every change."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar, cast

from django.core.cache import cache

from makegood.care.promises.queries.rates import Scope

T = TypeVar("T")
SECONDS = 60


def remembered(name: str, scope: Scope, make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave for the same queues within the last minute."""
    queues = ",".join(map(str, scope.queues)) if not scope.everything else "all"
    key = f"board:{name}:{sha256(queues.encode()).hexdigest()[:24]}"
    found = cache.get(key)
    if found is None:
        found = [make()]
        cache.set(key, found, SECONDS)
    return cast(T, found[0])
