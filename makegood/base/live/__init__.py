"""Open pages hear that something changed: names of what changed over server-sent events, never contents."""
