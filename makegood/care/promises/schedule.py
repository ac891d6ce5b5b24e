from makegood.base.jobs.sweeps import sweep
from makegood.care.promises import operations

sweep(every=5)(operations.notice_overdue)
sweep(every=5)(operations.sweep_warnings)
sweep(every=2)(operations.recompute_waiting)
