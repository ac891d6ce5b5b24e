from makegood.base.invariants import counting
from makegood.base.jobs.sweeps import sweep

sweep(every=60)(counting.count_due)
