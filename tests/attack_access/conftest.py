import pytest
from django.core.cache import cache

from tests.live import browser, site

__all__ = ["browser", "site"]


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest) -> None:
    """Nobody has tried anything yet."""
    if {"db", "real_commits"} & set(request.fixturenames):
        for name in ("db", "real_commits"):
            if name in request.fixturenames:
                request.getfixturevalue(name)
        cache.clear()
