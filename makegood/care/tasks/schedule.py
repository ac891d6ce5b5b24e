from makegood.base.jobs.sweeps import sweep
from makegood.care.tasks import operations

sweep(every=15)(operations.pass_on_late)
