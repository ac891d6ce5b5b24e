from collections.abc import Iterator

import pytest

from tests.stories.stage import Inbox, open_inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """The customer's provider."""
    with open_inbox() as one:
        yield one
