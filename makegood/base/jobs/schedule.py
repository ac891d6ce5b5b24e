"""What every installation does, whatever it is used for."""

from datetime import timedelta

from makegood.base.access.models import Grant
from makegood.base.jobs.idempotency import forget_answers
from makegood.base.jobs.queue import forget_finished, rescue
from makegood.base.jobs.sweeps import forget_the_dead, forget_the_gone, sweep
from makegood.base.journal.log import react
from makegood.base.journal.partitions import ensure_months
from makegood.kernel.clock import now

KEEP_GRANTS = timedelta(days=30)


@sweep(every=1, hot=True)
def reactions() -> int:
    """Do what must follow from what happened."""
    return react()


@sweep(every=30)
def rescued_jobs() -> int:
    """Take jobs back from dead workers."""
    return rescue()


@sweep(every=3600)
def months() -> int:
    """Make the coming months of the journal, forget processes that are long gone."""
    ensure_months()
    return forget_the_dead()


@sweep(every=3600)
def what_is_over() -> int:
    """Drop what served its time: finished jobs, old keys and grants, notes of sweeps that are gone."""
    ended, _ = Grant.objects.filter(expires_at__lt=now() - KEEP_GRANTS).delete()
    return ended + forget_finished() + forget_answers() + forget_the_gone()
