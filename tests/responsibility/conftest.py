"""One database for all tests of a module that really commit."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from conftest import _be_in_the_test_database, empty_database
from tests.make import Company, company
from tests.responsibility.two_sessions import Firm


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Transactions really commit; the database is empty before and after all tests of a module, each of
    which has people and cases of its own."""
    with django_db_blocker.unblock():
        _be_in_the_test_database()
        empty_database()
        yield
        empty_database()
        connection.close()


@pytest.fixture(scope="module")
def firm(committed: None) -> Company:
    """A company whose transactions commit."""
    return company()


@pytest.fixture
def house(firm: Company) -> Firm:
    """People of that company and a case, for one test alone."""
    return Firm(firm)
