"""What must always hold, as named queries that return no rows; run after tests, every five minutes, by `doctor`."""
