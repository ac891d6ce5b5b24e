from makegood.base.jobs.sweeps import sweep
from makegood.contact.channels import operations

sweep(every=15)(operations.expire_leases)
sweep(every=30)(operations.defer_forgotten)
sweep(every=3600)(operations.forget_automatic_counts)
sweep(every=120)(operations.pull_everywhere)
sweep(every=60)(operations.forget_secrets)
