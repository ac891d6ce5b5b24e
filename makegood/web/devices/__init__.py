"""Devices: the list, the page of each, what we sell, labels and tables."""
