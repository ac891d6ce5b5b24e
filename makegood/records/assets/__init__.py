"""Devices: what they are, where they stand, who has them, and how far they have run."""
