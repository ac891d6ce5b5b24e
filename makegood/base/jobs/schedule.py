"""What every installation does, whatever it is used for."""

from makegood.base.access.operations import forget_grants
from makegood.base.jobs.idempotency import forget_answers
from makegood.base.jobs.queue import forget_finished, rescue
from makegood.base.jobs.sweeps import forget_the_dead, forget_the_gone, sweep
from makegood.base.journal.log import react
from makegood.base.journal.partitions import ensure_months

TURN_SECONDS = 0.3


@sweep(every=1, hot=True)
def reactions() -> int:
    """Do what must follow from what happened, for a third of a second at most: others have their turn then."""
    return react(seconds=TURN_SECONDS)


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
    return forget_grants() + forget_finished() + forget_answers() + forget_the_gone()
