"""Makegood: customer service that keeps its promises."""
