"""Settings that bring several packages together: the first day, queues with their targets, our addresses, sending."""
