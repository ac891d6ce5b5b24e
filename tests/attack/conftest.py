from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.adapters.email.tests.make import House, house, open_door, post
from makegood.config import environment
from makegood.contact.conversations.models import Message
from tests.live import browser, site

__all__ = ["browser", "site"]


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


@pytest.fixture
def take(home: House, settle: Callable[[], None]) -> Callable[..., Message]:
    """Take one mail in, do what the worker would do, and give the one message that it became."""

    def taken(raw: bytes, **more: str) -> Message:
        pk = home.receive(raw, **more)
        settle()
        return Message.objects.select_related("conversation").get(raw_id=pk)

    return taken


@pytest.fixture
def by_door(door: SmtpDoor, settle: Callable[[], None]) -> Callable[..., Message]:
    """The same through the listening SMTP door."""

    def taken(raw: bytes, **more: str) -> Message:
        before = set(Message.objects.values_list("pk", flat=True))
        assert post(door, raw, **more)[0] == 250
        settle()
        [found] = Message.objects.select_related("conversation").exclude(pk__in=before)
        return found

    return taken


@pytest.fixture
def lead_page(home: House) -> Client:
    """A browser of the duty lead, signed in."""
    client = Client()
    client.force_login(home.lead)
    return client


@pytest.fixture
def corpus() -> Path:
    """The reference mails; the test is skipped where they are not at hand."""
    folder = environment.read().bench_data / "mails"
    if not (folder / "public").is_dir():
        pytest.skip("the reference mails are not at hand (MAKEGOOD_BENCH_DATA)")
    return folder


@pytest.fixture
def other_key() -> str:
    """The secret key of another installation."""
    return "another installation " + settings.SECRET_KEY[::-1]
