from makegood.base.jobs.sweeps import sweep
from makegood.field.alarms import operations

sweep(every=5)(operations.time_passes)
sweep(every=5)(operations.remind_of_unseen)
sweep(every=60)(operations.floods_end)
sweep(every=60)(operations.untold)
