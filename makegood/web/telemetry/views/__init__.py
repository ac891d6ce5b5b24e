"""Pages of what devices send and of their keys."""
