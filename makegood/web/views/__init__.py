"""Pages and fragments of the staff."""
