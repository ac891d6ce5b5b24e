from makegood.base.jobs.sweeps import sweep
from makegood.insight.problems import operations


@sweep(every=6 * 3600)
def fault_rates() -> int:
    """Have a job raise what breaks down more often than before, and judge by the figures what was mended."""
    return operations.want_look()
