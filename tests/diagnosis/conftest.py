import pytest

from tests.live import browser, site
from tests.make import Company, company

__all__ = ["browser", "site"]


@pytest.fixture
def house(db) -> Company:
    """A small company that works around the clock."""
    return company()
