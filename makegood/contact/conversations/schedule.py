from makegood.base.jobs.sweeps import sweep
from makegood.contact.conversations import operations

sweep(every=3600)(operations.forget_awaited)
