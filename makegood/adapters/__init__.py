"""The outside, one folder per provider."""
