"""How many messages of machines an address gets that nobody proved: the cap is a row, not a guess."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from makegood.base.database import run
from makegood.contact.channels.models import AutomaticCount
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.records.customers.rules import one_mailbox

AUTOMATIC_A_DAY = 1  # automatic messages an unverified address gets at most on one day


@transaction.atomic
def may_send_automatic(address: str) -> bool:
    """Count one automatic message to a mailbox or number today, however it is written; False when it has had its
    share. What is kept of it is a signature."""
    whose = ids.sign(one_mailbox(address), key=settings.SECRET_KEY, purpose="channels.automatic")
    AutomaticCount.objects.bulk_create(
        [AutomaticCount(address=whose, day=now().date())], ignore_conflicts=True
    )
    counted = run(
        "UPDATE channels_automaticcount SET count = count + 1 WHERE address = %s AND day = %s AND count < %s",
        [whose, now().date(), AUTOMATIC_A_DAY],
    )
    return counted == 1


def forget_automatic_counts() -> int:
    """Drop what was counted more than a month ago."""
    return AutomaticCount.objects.filter(day__lt=now().date() - timedelta(days=30)).delete()[0]
