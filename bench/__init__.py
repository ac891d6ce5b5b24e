"""Measurements, one file each, run by `makegood bench NAME`."""
