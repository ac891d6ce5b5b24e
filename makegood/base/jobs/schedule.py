"""What every installation does, whatever it is used for."""

from makegood.base.jobs.queue import rescue
from makegood.base.jobs.sweeps import forget_the_dead, sweep
from makegood.base.journal.log import react
from makegood.base.journal.partitions import ensure_months


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
