from makegood.base.jobs.sweeps import sweep
from makegood.contact.channels import operations

sweep(every=15)(operations.expire_leases)
sweep(every=30)(operations.defer_forgotten)
