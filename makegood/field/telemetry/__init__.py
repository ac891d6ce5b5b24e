"""What devices send: keys, messages as they came, readings, what is missing, what could not be read."""
