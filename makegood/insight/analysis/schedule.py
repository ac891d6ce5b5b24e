from makegood.base.jobs.sweeps import sweep
from makegood.insight.analysis import operations


@sweep(every=1800)
def forecasts() -> int:
    """Have it said anew, by a job, which devices are likely to fail, and how good that was."""
    return operations.want_forecast()
