"""Staff: teams, queues with a duty lead, who is there now."""
