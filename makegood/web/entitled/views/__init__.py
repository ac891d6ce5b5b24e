"""The pages of warranties, contracts, goodwill, notes, campaigns and services."""
