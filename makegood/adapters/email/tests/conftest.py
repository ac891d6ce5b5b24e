from collections.abc import Iterator

import pytest

from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.adapters.email.tests.make import House, house, open_door


@pytest.fixture
def home(db: None) -> House:
    """A small company with a mailbox, inside the test's transaction."""
    return house()


@pytest.fixture
def real_home(real_commits: None) -> House:
    """A small company with a mailbox, really committed."""
    return house()


@pytest.fixture
def door(real_home: House) -> Iterator[SmtpDoor]:
    """Our SMTP server, listening."""
    with open_door() as opened:
        yield opened
