from makegood.base.jobs.sweeps import sweep
from makegood.portal import limits, signing_in


@sweep(every=3600)
def old_tallies() -> int:
    """Limits keep no memory of a day ago."""
    limits.forget()
    signing_in.forget()
    return 0
