"""Counts and rates over everything that we look after."""
