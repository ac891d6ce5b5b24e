"""Pages and fragments of alarms."""
