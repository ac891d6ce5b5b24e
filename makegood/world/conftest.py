"""The demo company for tests: loaded once for a module, and everything a test does is taken back."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from makegood.adapters.email.sink import install_sink
from makegood.world.adapter import catch_mail
from makegood.world.demo.load import load_demo


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[float]:
    """The company in the database; how many seconds of work that took in this process."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.process_time()
        load_demo(progress=lambda _line: None)
        yield time.process_time() - began
        transaction.set_rollback(True)


@pytest.fixture
def company(loaded: float, django_db_blocker: Any) -> Iterator[float]:
    """The loaded company for one test."""
    install_sink(catch_mail)  # another test of this process may have put its own in place
    with django_db_blocker.unblock(), transaction.atomic():
        yield loaded
        transaction.set_rollback(True)
