"""The `makegood` command: one module for each word after it."""
