"""What we owe, by when: one table, one clock, one sweep."""
