"""Files by their content: stored once, under a random name for the world, checked on every read."""
