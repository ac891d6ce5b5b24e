"""Pages for customers, without an account."""
