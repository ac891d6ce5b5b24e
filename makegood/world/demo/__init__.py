"""The demo company: written by hand, multiplied with care, always as if it were today."""
