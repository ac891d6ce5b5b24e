"""Pages of making good: beside a case, and in the settings."""
