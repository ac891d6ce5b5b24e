"""The pages of tasks: beside a case, of one's own teams, in the settings."""
