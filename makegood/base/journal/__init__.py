"""The log of everything that happened: one append-only table with five readers."""
