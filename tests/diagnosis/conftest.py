import pytest

from tests.make import Company, company


@pytest.fixture
def house(db) -> Company:
    """A small company that works around the clock."""
    return company()
