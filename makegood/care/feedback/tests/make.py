"""A source of reviews, and what it tells."""

from datetime import timedelta
from typing import Any

from makegood.care.feedback.models import KIND
from makegood.care.feedback.reading.told import Told
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Account
from makegood.kernel.clock import now
from makegood.records.people.models import Queue


def source(queue: Queue, *, key: str = "shop", **settings: Any) -> Account:
    """A shop whose reviews reach us."""
    return channels.make_account(
        kind=KIND, address=key, name="Shop", queue=queue, settings=settings
    )


def told(
    name: str = "r1", stars: float | None = 1, text: str = "Broke after two days", **more: Any
) -> Told:
    """A review as the shop tells it."""
    more.setdefault("written_at", now() - timedelta(hours=1))
    return Told(external_id=name, stars=stars, text=text, **more)
