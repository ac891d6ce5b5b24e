"""Messages between a customer and us, in order, on one channel."""
