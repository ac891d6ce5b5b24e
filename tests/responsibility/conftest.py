"""One database for all tests that really commit; and a way to run without a lock, to see that they notice
(`mutate` sets the name of a table)."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from conftest import _be_in_the_test_database, empty_database
from tests.make import Company, company
from tests.responsibility.two_sessions import Firm

UNLOCKED = "MAKEGOOD_TEST_UNLOCKED"
LOCKING = re.compile(
    r'\s+FOR (NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)( OF "?\w+"?(, "?\w+"?)*)?( SKIP LOCKED| NOWAIT)?',
    re.IGNORECASE,
)


def without_locks(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if os.environ[UNLOCKED] in sql:
        sql = LOCKING.sub("", sql)
    return execute(sql, params, many, context)


def _unlock(sender: Any, connection: Any, **more: Any) -> None:
    if without_locks not in connection.execute_wrappers:
        connection.execute_wrappers.append(without_locks)


@pytest.fixture(autouse=True, scope="session")
def mutation() -> Iterator[None]:
    """Take the locks away that `mutate` names."""
    if not os.environ.get(UNLOCKED):
        yield
        return
    connection_created.connect(_unlock)
    _unlock(None, connection)
    yield
    connection_created.disconnect(_unlock)


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
