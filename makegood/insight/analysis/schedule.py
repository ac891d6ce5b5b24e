from makegood.base.jobs.sweeps import sweep
from makegood.insight.analysis import operations


@sweep(every=6 * 3600)
def forecasts() -> int:
    """Say anew which devices are likely to fail, and how good that was."""
    return operations.foretell()
