"""What waited in the outbox until nobody could use it any more."""

from django.db import transaction

from makegood.base.journal.log import record_many
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations.secrets import TOO_OLD
from makegood.contact.channels.operations.sending import fact_of
from makegood.kernel.clock import now

BATCH = 500


@transaction.atomic
def forget_secrets() -> int:
    """Take back what waited too long, as while sending was paused; its words go, and it is told like every message
    that is taken back. Returns how many."""
    waiting = Outgoing.objects.filter(good_until__lte=now(), state=Outgoing.State.QUEUED)
    mine = waiting.exclude(secret="").order_by("good_until").select_for_update(skip_locked=True)
    due = list(mine[:BATCH])
    if due:
        gone = {"state": Outgoing.State.WITHDRAWN, "secret": "", "error": TOO_OLD}
        Outgoing.objects.filter(pk__in=[one.pk for one in due]).update(**gone, done_at=now())
        record_many([fact_of(one, Outgoing.State.WITHDRAWN) for one in due])
    return len(due)
