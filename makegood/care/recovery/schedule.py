from makegood.base.jobs.sweeps import sweep
from makegood.care.recovery import operations

sweep(every=60)(operations.watch)
sweep(every=60)(operations.expire_due)
