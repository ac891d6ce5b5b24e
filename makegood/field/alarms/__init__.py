"""Alarms: what devices say, once for each fault, from the first word until somebody has seen to it."""
