"""Work that other departments do for a case: tasks, reviews, approvals, one after the other, by their own clocks."""
