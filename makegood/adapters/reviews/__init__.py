"""Shops, app stores and maps: signed deliveries of reviews in, answers out where a source takes them."""
