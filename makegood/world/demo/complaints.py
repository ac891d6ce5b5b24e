"""The complaints among the stories: taken down as their own kind, and read by those who lead."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from makegood.care.feedback.models import Complaint
from makegood.kernel import actor as actors
from makegood.world.demo.filing import Filed

TAG = "complaint"
READ = timedelta(minutes=40)
FRESH = timedelta(days=1)


def complained(filed: Sequence[Filed], *, now: datetime) -> list[Complaint]:
    """Every story with a customer who complained; what is fresh its lead has still to read."""
    return Complaint.objects.bulk_create(
        [_of(one, now) for one in filed if TAG in one.told.tags and _words(one)]
    )


def _words(one: Filed) -> str:
    """What he said first; where a promise was broken since, what he said last."""
    said = [entry.text for entry in one.told.entries if entry.author == "contact"]
    broken = "promise-missed" in one.told.tags and one.told.state == "open"
    return (said[-1] if broken else said[0]) if said else ""


def _of(one: Filed, now: datetime) -> Complaint:
    at, queue = one.told.opened, one.row.queue
    is_read = now - at > FRESH or one.owner.pk == queue.duty_lead_id
    return Complaint(
        case=one.row,
        channel=one.row.channel,
        words=_words(one),
        by=str(actors.contact(one.contact.pk)),
        at=at,
        lead=queue.duty_lead,
        read_at=at + READ if is_read else None,
    )
