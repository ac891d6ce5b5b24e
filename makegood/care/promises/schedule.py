from makegood.base.jobs.sweeps import sweep
from makegood.care.promises import operations

sweep(every=5)(operations.notice_overdue)
