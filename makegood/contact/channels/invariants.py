from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import age, invariant
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.channels.queries import oldest_waiting
from makegood.kernel.clock import now


@age(_("Accepted, not yet in a case"), limit=timedelta(minutes=15))
def waiting_items() -> datetime | None:
    """The oldest raw item."""
    return oldest_waiting()


@age(_("Answers that should have left"), limit=timedelta(minutes=15))
def waiting_answers() -> datetime | None:
    """The oldest message that is due and has not left."""
    return (
        Outgoing.objects.filter(state__in=[Outgoing.State.QUEUED, Outgoing.State.SENDING])
        .filter(send_after__lt=now(), attempt__lte=1)
        .order_by("send_after")
        .values_list("send_after", flat=True)
        .first()
    )


@invariant(_("What a door accepted is in a case within fifteen minutes."))
def no_accepted_item_waits() -> "QuerySet[Any]":
    return RawItem.objects.filter(
        state=RawItem.State.NEW, received_at__lt=now() - timedelta(minutes=15)
    )


@invariant(_("What was being sent is sent, failed or marked as uncertain; nothing hangs."))
def no_sending_hangs() -> "QuerySet[Any]":
    return Outgoing.objects.filter(
        state=Outgoing.State.SENDING, lease_until__lt=now() - timedelta(minutes=5)
    )
