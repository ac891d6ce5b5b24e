"""Work for later: jobs in the caller's transaction, sweeps that ask what is due, and the worker that runs both."""
