"""What can be said of warranties, services and campaigns without asking the database."""
