from makegood.base.jobs.sweeps import sweep
from makegood.portal import limits


@sweep(every=3600)
def old_tallies() -> int:
    """Limits keep no memory of a day ago."""
    limits.forget()
    return 0
